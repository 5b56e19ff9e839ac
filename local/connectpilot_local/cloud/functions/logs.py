"""What functions print, in CloudWatch Logs, framed by START, END and REPORT of each invocation."""

from __future__ import annotations

import json
from typing import Any

from moto.logs.models import logs_backends

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.functions.invocation import Invocation
from connectpilot_local.cloud.functions.metrics import embedded, publish
from connectpilot_local.cloud.identity import ACCOUNT, REGION, arn


class FunctionLog:
    """One function's way into its log group, in its role's name."""

    def __init__(self, context: Context, *, group: str, stream: str, role_arn: str, memory: int, as_json: bool) -> None:
        self._context = context
        self._group = group
        self._stream = stream
        self._role = role_arn
        self._memory = memory
        self._json = as_json

    def write(self, invocation: Invocation | None, lines: list[str]) -> None:
        """Keep an invocation's lines; without one they are of a start that failed before any."""
        # The runtime client joins the lines of one record by carriage returns.
        messages = [line.replace("\r", "\n") for line in lines if line]
        if invocation is not None:
            messages = [*self._start(invocation), *messages, *self._end(invocation)]
            invocation.log = "\n".join(messages) + "\n"
        try:
            if messages:
                self._append(messages)
            publish(self._context, embedded(lines))
        finally:
            if invocation is not None:
                invocation.logged.set()

    def _append(self, messages: list[str]) -> None:
        backend: Any = logs_backends[ACCOUNT][REGION]
        group_arn = arn("logs", f"log-group:{self._group}")
        stream_arn = f"{group_arn}:log-stream:{self._stream}"
        if self._group not in backend.groups:
            # As on AWS: a role that may not make the group has no logs.
            if not self._context.authorise(self._role, "logs:CreateLogGroup", f"{group_arn}:log-stream:"):
                return
            backend.create_log_group(self._group, {})
        group = backend.groups[self._group]
        if self._stream not in group.streams:
            if not self._context.authorise(self._role, "logs:CreateLogStream", f"{group_arn}:log-stream:"):
                return
            backend.create_log_stream(self._group, self._stream)
        if not self._context.authorise(self._role, "logs:PutLogEvents", stream_arn):
            return
        # Not backend.put_log_events: it drops what is two hours ahead of this machine, as a scaled clock soon is.
        at = int(self._context.clock.now().timestamp() * 1000)
        group.put_log_events(self._stream, [{"timestamp": at, "message": message} for message in messages])

    def _start(self, invocation: Invocation) -> list[str]:
        if self._json:
            return [self._platform("platform.start", {"requestId": invocation.request_id, "version": "$LATEST"})]
        return [f"START RequestId: {invocation.request_id} Version: $LATEST"]

    def _end(self, invocation: Invocation) -> list[str]:
        request_id, milliseconds = invocation.request_id, invocation.milliseconds
        if self._json:
            figures = {"durationMs": round(milliseconds, 3), "memorySizeMB": self._memory}
            return [self._platform("platform.report", {"requestId": request_id, "metrics": figures})]
        note = [f"RequestId: {request_id} Error: {invocation.note}"] if invocation.note else []
        report = f"REPORT RequestId: {request_id}\tDuration: {milliseconds:.2f} ms\tMemory Size: {self._memory} MB"
        return [*note, f"END RequestId: {request_id}", report]

    def _platform(self, kind: str, record: dict[str, Any]) -> str:
        return json.dumps({"time": self._context.clock.now().isoformat(), "type": kind, "record": record})
