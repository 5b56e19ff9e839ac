"""What the sweep finds to do: pure functions of the records, the listing, the metrics, the alarms and the clock."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal

from ..changes.alarms import all_alarm_names
from ..connector import Connector, ConnectorState
from ..metrics import MINUTE
from ..names import execution_name
from ..record import ConnectorRecord, Lifecycle, Sighting
from .hint import SWEEP
from .incident import incident_id
from .observation import TaskCounts, is_stuck

Machine = Literal["operate-connector", "heal-connector", "scale-connector", "release-plugin"]

_TRY = timedelta(minutes=10)
"""An execution that ended without an effect is started once more after so long."""
_SCALE_LOOK = timedelta(minutes=30)
_DRIFT_TRY = timedelta(days=1)
_ALARMS_TRY = timedelta(hours=6)
_SETTLING = timedelta(minutes=10)
"""After a change metrics may be missing for so long."""


@dataclass(frozen=True, slots=True)
class Start:
    """An execution to start; its name is the same for the same cause, so that a second sweep starts nothing."""

    machine: Machine
    name: str
    given: Mapping[str, Any]


def is_busy(record: ConnectorRecord, now: datetime) -> bool:
    return record.request is not None or (record.lease is not None and record.lease.until > now)


def due_looks(records: Iterable[ConnectorRecord], now: datetime) -> list[Start]:
    """Those whose time to be looked at again has come, the longest due first."""
    due = [(record.next_check_at, record) for record in records if record.next_check_at and record.next_check_at <= now]
    return [
        _look(record, now, "its next look is due", since=at) for at, record in sorted(due, key=lambda pair: pair[0])
    ]


def lost_requests(records: Iterable[ConnectorRecord], now: datetime) -> list[tuple[str, Start]]:
    """Requests that were accepted and nobody carries out, each with the name under which it was started first."""
    found = []
    for record in records:
        if record.request is None or record.request_id is None or (record.lease and record.lease.until > now):
            continue
        # A minute later again: one that ends Busy has done nothing, and one that works holds the lease.
        name = execution_name(record.request_id[:60], _slot(now, MINUTE))
        found.append((execution_name(record.request_id), Start("operate-connector", name, json.loads(record.request))))
    return found


def sighting(
    record: ConnectorRecord, connector: Connector | None, counts: TaskCounts, now: datetime
) -> Sighting | None:
    """What to remember of this look; None where nothing is new."""
    state = connector.state if connector else None
    old = record.sighting
    ill = state is not ConnectorState.RUNNING or bool(counts.errored)
    trace = old.trace if old and ill else None
    new = Sighting(counts.at or now, state, counts.running, counts.errored, trace)
    return None if new == old else new


def changing_since(record: ConnectorRecord, connector: Connector | None, now: datetime) -> datetime | None:
    """Since when it has been seen in a state between two others."""
    if connector is None or connector.state.settled:
        return None
    return record.changing_since or now


def ill_connector(  # noqa: PLR0911 (one return a sign)
    record: ConnectorRecord, connector: Connector | None, counts: TaskCounts, now: datetime
) -> Start | None:
    """An illness nobody looks after: the alarm's event was lost, or there never was an alarm."""
    if record.next_check_at is not None:
        return None
    if connector is not None and not connector.state.settled:
        return _look(record, now, f"it has been {connector.state} for an hour") if is_stuck(record, now) else None
    if record.lifecycle not in (Lifecycle.RUNNING, Lifecycle.PAUSED):
        return None
    if connector is None:
        return _look(record, now, "MSK Connect no longer has it") if record.was_created else None
    if connector.state is ConnectorState.FAILED:
        return _look(record, now, "it is FAILED")
    if connector.state is not ConnectorState.RUNNING or record.lifecycle is not Lifecycle.RUNNING:
        return None
    if counts.errored:
        return _look(record, now, f"{counts.errored} of its tasks have failed")
    if counts.running == 0:
        return _look(record, now, "none of its tasks runs")
    settled = record.outcome_at is None or now - record.outcome_at >= _SETTLING
    if counts.running is None and settled:
        return _look(record, now, "there are no metrics of its tasks")
    return None


def drifted(record: ConnectorRecord, connector: Connector | None, now: datetime) -> Start | None:
    """Changed behind our back: the door compares it with its spec and brings it back, once a day for one version."""
    if connector is None and record.lifecycle is Lifecycle.DELETED:
        # Its deletion ended without being recorded: the door finds nothing and forgets it.
        name = f"{incident_id(record.name, _begin(now, _TRY).isoformat())}-forget"
        return _ask(record, execution_name(name), "delete", "it was to be deleted and is gone")
    if connector is None or record.incident_opened_at is not None or not connector.state.settled:
        return None
    intent = _intent_back(record, connector)
    if intent is None:
        return None
    # Named after where it comes from: what cannot be mended is tried once a day, however often it moves.
    since = record.matched_version if intent == "apply" and record.matched_version else connector.version
    name = f"{incident_id(record.name, _begin(now, _DRIFT_TRY).isoformat())}-{intent}-{since[:12]}"
    reason = (
        f"drift: {connector.state} at version {connector.version}, as its spec at {record.matched_version},"
        f" wanted {record.lifecycle}"
    )
    return _ask(record, execution_name(name), intent, reason)


def _intent_back(record: ConnectorRecord, connector: Connector) -> str | None:
    match record.lifecycle:
        case Lifecycle.STOPPED:
            return "stop"
        case Lifecycle.DELETED:
            return "delete"
        case Lifecycle.PAUSED:
            return "pause" if connector.state is ConnectorState.RUNNING else None
        case Lifecycle.RUNNING if connector.state is ConnectorState.PAUSED:
            return "resume"
        case Lifecycle.RUNNING if connector.state is ConnectorState.RUNNING and record.wanted_digest:
            return "apply" if record.has_drifted(connector.version) else None
    return None


def without_alarms(record: ConnectorRecord, missing: Iterable[str], now: datetime) -> Start | None:
    """Applying the same spec changes nothing, and makes the alarms again."""
    names = sorted(missing)
    if not names:
        return None
    which = sha256("".join(names).encode()).hexdigest()[:6]
    name = f"{incident_id(record.name, _begin(now, _ALARMS_TRY).isoformat())}-alarms-{which}"
    return _ask(record, execution_name(name), "apply", f"alarms are missing: {', '.join(names)}")


def overloaded(record: ConnectorRecord, ringing: set[str], stack: str, now: datetime) -> Start | None:
    """An alarm that stays in ALARM sends no second event: while it does, capacity is looked at again."""
    if record.lifecycle is not Lifecycle.RUNNING or record.incident_opened_at is not None:
        return None
    own = sorted(ringing.intersection(all_alarm_names(stack, record.name)))
    if not own:
        return None
    name = f"{incident_id(record.name, _begin(now, _SCALE_LOOK).isoformat())}-capacity"
    return _hinted("scale-connector", record, name, f"{', '.join(own)} in ALARM")


def _look(record: ConnectorRecord, now: datetime, reason: str, since: datetime | None = None) -> Start:
    since = since or _begin(now, _TRY)
    # Two looks may be due within one second; a name that was used starts nothing.
    stamp = f"{incident_id(record.name, since.isoformat())}-{since.microsecond // 1000:03d}"
    return _hinted("heal-connector", record, f"{stamp}-look-{_slot(now, _TRY)}", reason)


def _hinted(machine: Machine, record: ConnectorRecord, name: str, reason: str) -> Start:
    name = execution_name(name)
    return Start(machine, name, {"source": SWEEP, "connector": record.name, "reason": reason, "id": name})


def _ask(record: ConnectorRecord, name: str, intent: str, reason: str) -> Start:
    given = {"requestId": name, "connector": record.name, "intent": intent, "requestedBy": "sweep", "reason": reason}
    if intent == "apply":
        given["specDigest"] = record.wanted_digest or ""
    return Start("operate-connector", name, given)


def _slot(now: datetime, length: timedelta) -> str:
    return str(int(now.timestamp() // length.total_seconds()))


def _begin(now: datetime, length: timedelta) -> datetime:
    seconds = length.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, now.tzinfo)


def starts(*found: Start | None) -> Iterator[Start]:
    return (start for start in found if start is not None)
