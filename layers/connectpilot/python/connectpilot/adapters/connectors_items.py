"""How a connector's record is written down: items of the connectors table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..domain.connector import ConnectorState
from ..domain.record import ConnectorRecord, Lease, Lifecycle, Sighting, TakenUp

_TIMES = ("changing_since", "outcome_at", "applied_at", "next_check_at", "last_attempt_at", "last_adjustment_at")
_PLAIN = (
    "wanted_digest",
    "healthy_digest",
    "arn",
    "version",
    "matched_version",
    "difference",
    "kind",
    "request",
    "request_id",
    "outcome",
    "outcome_reason",
    "incident_opened_at",
    "quarantine",
)
FIELDS = {*_TIMES, *_PLAIN, "lifecycle", "sighting", "taken_up", "attempts"}


def attribute(field: str) -> str:
    """`wanted_digest` is stored as `wantedDigest`."""
    first, *others = field.split("_")
    return first + "".join(map(str.title, others))


def stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, TakenUp):
        return {"requestId": value.request_id, "at": stored(value.at), "operations": [*value.operations]}
    if isinstance(value, Sighting):
        seen = {
            "at": stored(value.at),
            "state": value.state,
            "runningTasks": value.running_tasks,
            "erroredTasks": value.errored_tasks,
            "trace": value.trace,
        }
        return {key: stored(part) for key, part in seen.items() if part is not None}
    return str(value) if isinstance(value, Lifecycle | ConnectorState) else value


def to_record(item: Mapping[str, Any]) -> ConnectorRecord:
    sighting, taken_up = item.get("sighting"), item.get("takenUp")
    plain: dict[str, Any] = {field: item.get(attribute(field)) for field in _PLAIN}
    times: dict[str, Any] = {field: _time(item.get(attribute(field))) for field in _TIMES}
    return ConnectorRecord(
        name=item["name"],
        lifecycle=Lifecycle(item.get("lifecycle", Lifecycle.RUNNING)),
        sighting=None if sighting is None else _sighting(sighting),
        taken_up=None if taken_up is None else _taken_up(taken_up),
        lease=_lease(item),
        attempts=int(item.get("attempts", 0)),
        **plain,
        **times,
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _taken_up(item: Mapping[str, Any]) -> TakenUp:
    at = datetime.fromisoformat(item["at"])
    return TakenUp(item["requestId"], at, tuple(item.get("operations", ())))


def _sighting(item: Mapping[str, Any]) -> Sighting:
    running, errored = item.get("runningTasks"), item.get("erroredTasks")
    return Sighting(
        at=datetime.fromisoformat(item["at"]),
        state=ConnectorState(item["state"]) if "state" in item else None,
        running_tasks=None if running is None else int(running),
        errored_tasks=None if errored is None else int(errored),
        trace=item.get("trace"),
    )


def _lease(item: Mapping[str, Any]) -> Lease | None:
    if "leaseOwner" not in item:
        return None
    until = datetime.fromtimestamp(int(item["leaseUntil"]), UTC)
    return Lease(owner=item["leaseOwner"], fence=int(item["fence"]), until=until)
