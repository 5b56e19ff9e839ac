"""Writes down what became of a remedy, and when to look again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, final

from ..domain.care.incident import Entry, Incident, Moment, entry
from ..domain.care.remedy import LOOK_AGAIN, QUARANTINE_LOOK
from ..domain.record import ConnectorRecord
from ..ports.incidents import Incidents
from ..ports.records import ConnectorRecords

_REFUSED_LOOK = timedelta(minutes=5)
_MADE = frozenset({"changed", "adopted", "rolledBack", "unhealthy", "timedOut"})
"""Outcomes of an attempt that was made."""
_REFUSED = frozenset({"refused", "failed"})


@dataclass(frozen=True, slots=True)
class RemedyEnd:
    """How a remedy ended, as the state machine saw it."""

    connector: str
    opened_at: str
    remedy: str
    outcome: str
    reason: str
    attempt: int = 0
    notified: bool = False


@final
@dataclass(frozen=True, slots=True)
class RecordRemedy:
    """Counts an attempt only where one was made; quarantines only after a person has been told."""

    records: ConnectorRecords
    incidents: Incidents

    def __call__(self, end: RemedyEnd, *, now: datetime) -> dict[str, Any]:
        record = self.records.get(end.connector)
        if record is None or not self._is_told(end, now):
            return {"connector": end.connector, "outcome": "forgotten"}  # deleted meanwhile
        fields = self._fields(end, record, now)
        self.records.write(end.connector, **fields)
        next_look = fields["next_check_at"].isoformat()
        return {"connector": end.connector, "outcome": end.outcome, "nextCheckAt": next_look}

    def _is_told(self, end: RemedyEnd, now: datetime) -> bool:
        """Whether the timeline has it, now or before; False where there is no such incident."""
        while (incident := self.incidents.get(end.connector, end.opened_at)) is not None:
            new = _entries(end, now)
            if all(_is_there(incident, one) for one in new):
                return True
            if self.incidents.add(end.connector, end.opened_at, *new, after=len(incident.entries)):
                return True
            # Somebody wrote to it since: look at it again.
        return False

    @staticmethod
    def _fields(end: RemedyEnd, record: ConnectorRecord, now: datetime) -> dict[str, Any]:
        if end.remedy == "Escalate":
            if not end.notified:
                return {"next_check_at": now + _REFUSED_LOOK}
            return {"quarantine": end.reason, "next_check_at": now + QUARANTINE_LOOK}
        if end.outcome not in _MADE:
            return {"next_check_at": now + (_REFUSED_LOOK if end.outcome in _REFUSED else LOOK_AGAIN)}
        return {"attempts": max(end.attempt, 1), "last_attempt_at": now, "next_check_at": now + LOOK_AGAIN}


def _entries(end: RemedyEnd, now: datetime) -> list[Entry]:
    if end.remedy == "Escalate":
        return [entry(now, Moment.ESCALATED, end.reason)] if end.notified else []
    text = f"attempt {end.attempt} ({end.remedy}): {end.outcome}: {end.reason}"
    if end.outcome not in _MADE:
        return [entry(now, Moment.REFUSED, text, end.outcome)]
    found = [entry(now, Moment.OUTCOME, text, end.remedy)]
    if end.outcome == "changed":
        found.append(entry(now, Moment.HEALTHY, "verified by the door: its tasks run and stayed up"))
    return found


def _is_there(incident: Incident, new: Entry) -> bool:
    """The same answer recorded twice (a retried call, two looks that asked for one act) is one entry."""
    return any(
        old.moment is new.moment and old.text == new.text and new.at - old.at < LOOK_AGAIN for old in incident.entries
    )
