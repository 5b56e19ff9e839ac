"""Worker logs over CloudWatch Logs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, final

from ..domain.care.worker_log import LogEvent
from ..domain.errors import ConnectpilotError
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_logs.client import CloudWatchLogsClient

_PAGES = 5
_ERRORS = 3
"""How many of the newest errors are read with their traces."""
_TRACE_SPAN = timedelta(seconds=2)
_TRACE_LINES = 500


class _NoSuchLogGroup(ConnectpilotError):
    """The target names a log group that is not there."""


@final
class CloudWatchWorkerLogs:
    """The `WorkerLogs` port: errors first, then what the same workers wrote after them.

    A trace's lines do not name the connector, so that no filter pattern finds them.
    """

    def __init__(self, client: CloudWatchLogsClient) -> None:
        self._client = client

    def around_errors(self, log_group: str, connector: str, *, since: datetime, until: datetime) -> Sequence[LogEvent]:
        try:
            with told_apart({"ResourceNotFoundException": _NoSuchLogGroup}):
                return self._around_errors(log_group, connector, since, until)
        except _NoSuchLogGroup:
            return ()

    def _around_errors(self, log_group: str, connector: str, since: datetime, until: datetime) -> list[LogEvent]:
        errors = self._events(log_group, since, until, filterPattern=f'"ERROR [{connector}"')
        if not errors:  # a worker that does not start names no connector
            errors = self._events(log_group, since, until, filterPattern='"ERROR"')
            errors = [event for event in errors if connector in event.stream]
        found: dict[tuple[str, datetime, str], LogEvent] = {}
        for error in errors[-_ERRORS:]:
            below = self._events(
                log_group, error.at, error.at + _TRACE_SPAN, logStreamNames=[error.stream], limit=_TRACE_LINES
            )
            found |= {(event.stream, event.at, event.text): event for event in below}
        return list(found.values())

    def _events(self, log_group: str, since: datetime, until: datetime, **more: Any) -> list[LogEvent]:
        ask: dict[str, Any] = {
            "logGroupName": log_group,
            "startTime": int(since.timestamp() * 1000),
            "endTime": int(until.timestamp() * 1000),
            **more,
        }
        events: list[LogEvent] = []
        for _ in range(_PAGES):
            page = self._client.filter_log_events(**ask)
            events += map(_event, page["events"])
            if not page.get("nextToken") or "limit" in more:
                break
            ask["nextToken"] = page["nextToken"]
        return sorted(events, key=lambda event: event.at)


def _event(event: Any) -> LogEvent:
    return LogEvent(
        at=datetime.fromtimestamp(event["timestamp"] / 1000, UTC),
        text=event["message"].rstrip("\n"),
        stream=event["logStreamName"],
    )
