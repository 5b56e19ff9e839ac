"""Takes log lines that are young by the cloud's clock; moto drops, silently, what is old or early by this machine's."""

from __future__ import annotations

from typing import Any

from moto.logs.exceptions import InvalidParameterException
from moto.logs.models import LogsBackend

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.events.active import active
from connectpilot_local.cloud.repairs import repair

_OLDEST = 14 * 24 * 3600 * 1000
_NEWEST = 2 * 3600 * 1000


def install() -> None:
    repair(LogsBackend, "put_log_events", "self log_group_name log_stream_name log_events", _on_the_clock)


def _on_the_clock(original: Any) -> Any:
    def put_log_events(self: Any, log_group_name: str, log_stream_name: str, log_events: list[dict[str, Any]]) -> Any:
        context = active(Context)
        group = self.groups.get(log_group_name)
        if context is None or group is None:
            return original(self, log_group_name, log_stream_name, log_events)
        times = [line["timestamp"] for line in log_events]
        if times != sorted(times):
            raise InvalidParameterException(
                "Log events in a single PutLogEvents request must be in chronological order."
            )
        now = int(context.clock.now().timestamp() * 1000)
        rejected = {}
        old = [number for number, time in enumerate(times) if time < now - _OLDEST]
        new = [number for number, time in enumerate(times) if time > now + _NEWEST]
        if old:
            rejected["tooOldLogEventEndIndex"] = old[-1] + 1
        if new:
            rejected["tooNewLogEventStartIndex"] = new[0]
        taken = [line for number, line in enumerate(log_events) if number not in {*old, *new}]
        return group.put_log_events(log_stream_name, taken), rejected

    return put_log_events
