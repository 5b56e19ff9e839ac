"""One invocation of a function: what goes in, what comes out, and how AWS words the ways it can go wrong."""

from __future__ import annotations

import json
import signal
import time
import uuid
from dataclasses import dataclass, field
from threading import Event


@dataclass(slots=True)
class Invocation:
    """On its way through a sandbox."""

    payload: bytes
    function_arn: str
    timeout: float
    client_context: str | None = None
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    delivered_at: float | None = None  # monotonic; None until the process has taken it
    milliseconds: float = 0.0
    note: str = ""  # why the process was ended or ended itself
    log: str = ""
    logged: Event = field(default_factory=Event)

    def headers(self) -> dict[str, str]:
        now = time.time()
        headers = {
            "Lambda-Runtime-Aws-Request-Id": self.request_id,
            "Lambda-Runtime-Deadline-Ms": str(int((now + self.timeout) * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": self.function_arn,
            "Lambda-Runtime-Trace-Id": f"Root=1-{int(now):08x}-{uuid.uuid4().hex[:24]};Sampled=0",
        }
        if self.client_context:
            headers["Lambda-Runtime-Client-Context"] = self.client_context
        return headers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the caller gets; `failed` is AWS's x-amz-function-error: Unhandled."""

    payload: bytes
    failed: bool
    request_id: str


class ThrottledError(Exception):
    """The function, or the machine, runs as many invocations as it may."""

    def __init__(self, reason: str) -> None:
        super().__init__("Rate Exceeded.")
        self.reason = reason


class SandboxGoneError(Exception):
    """The process ended before it took the invocation, so another one may have it."""


def _error(invocation: Invocation, error_type: str, what: str) -> Outcome:
    invocation.note = what
    document = {"errorType": error_type, "errorMessage": f"RequestId: {invocation.request_id} Error: {what}"}
    return Outcome(json.dumps(document).encode(), failed=True, request_id=invocation.request_id)


def timed_out(invocation: Invocation) -> Outcome:
    return _error(invocation, "Sandbox.Timedout", f"Task timed out after {invocation.timeout:.2f} seconds")


def exited(invocation: Invocation, code: int) -> Outcome:
    return _error(invocation, "Runtime.ExitError", f"Runtime exited with error: {reason(code)}")


def reason(code: int) -> str:
    return f"exit status {code}" if code >= 0 else f"signal: {signal.Signals(-code).name.removeprefix('SIG').lower()}"


def answered(invocation: Invocation, body: bytes, *, failed: bool) -> Outcome:
    return Outcome(body, failed=failed, request_id=invocation.request_id)
