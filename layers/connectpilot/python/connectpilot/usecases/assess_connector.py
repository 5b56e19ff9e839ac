"""Looks at a connector that may be ill and decides what healing does next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, final

from ..domain.care.door_request import door_request
from ..domain.care.hint import Hint, read_hint
from ..domain.care.incident import Entry, Incident, Moment, entry, opening
from ..domain.care.notice import notice
from ..domain.care.remedy import (
    QUARANTINE_LOOK,
    STEADY,
    Escalate,
    History,
    Leave,
    Recreate,
    Remedy,
    Restart,
    RestartTasks,
    RollBack,
    Wait,
    choose_remedy,
    remembered,
)
from ..domain.record import ConnectorRecord, Lifecycle, Sighting
from ..domain.spec import Healing
from ..ports.incidents import Incidents
from ..ports.records import ConnectorRecords, ControlRecords
from .gather_evidence import Evidence, GatherEvidence

_ACTING_LOOK = timedelta(minutes=10)
"""When the sweep looks if nobody comes back from an act."""
_OBSERVING_LOOK = timedelta(minutes=5)
_BREAKER_WAIT = timedelta(minutes=1)
_REFUSALS = frozenset({"refused", "failed"})
_RECREATIONS = frozenset({Recreate.__name__, RollBack.__name__})


@final
@dataclass(frozen=True, slots=True)
class AssessConnector:
    """Reads evidence, chooses, writes the incident's timeline and when to look next; changes no connector."""

    records: ConnectorRecords
    incidents: Incidents
    control: ControlRecords
    gather: GatherEvidence
    restarts_per_minute: int

    def __call__(self, event: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
        hint = read_hint(event)
        if hint.connector is None:
            return _answer(None, Leave(f"the event names no connector; {hint.text}"))
        record = self.records.get(hint.connector)
        if record is None:
            return _answer(hint.connector, Leave("Connectpilot does not manage a connector of this name"))
        incident = self._incident(record)
        if incident is not None and not incident.open:
            # It was closed, and a crash kept the pointer to it from being cleared.
            cleared: dict[str, Any] = {"incident_opened_at": None, "quarantine": None}
            self.records.write(record.name, **cleared)
            record, incident = replace(record, **cleared), None
        known_trace = incident.trace if incident and incident.healthy_since is None else None
        evidence = self.gather(record, now=now, known_trace=known_trace)
        history = _history(record, incident, evidence, now)
        limits = evidence.spec.healing if evidence.spec else Healing()
        remedy = choose_remedy(record.name, evidence.seen, evidence.diagnosis, history=history, limits=limits, now=now)
        remedy = self._bounded(remedy, limits, now)
        ill = evidence.seen.condition.ill and history.was_created and not history.busy
        if incident is None and not (ill and (record.lifecycle is Lifecycle.RUNNING or isinstance(remedy, Escalate))):
            self._look_again(record, remedy.until if isinstance(remedy, Wait) else None)
            return _answer(record.name, remedy)
        written = self._write(record, incident, evidence, remedy=remedy, hint=hint, now=now)
        if written is None:
            return _answer(record.name, Leave("another look at it, at the same moment, has written what is to be done"))
        return self._act_on(record, written, evidence, remedy)

    def _incident(self, record: ConnectorRecord) -> Incident | None:
        if record.incident_opened_at is None:
            return None
        found = self.incidents.get(record.name, record.incident_opened_at)
        # The pointer is written first: a crash may have kept the incident from being opened.
        return found or Incident(record.name, record.incident_opened_at)

    def _bounded(self, remedy: Remedy, limits: Healing, now: datetime) -> Remedy:
        """What may be done at all: the kill switch, the spec's own switch, the fleet's budget."""
        if isinstance(remedy, Leave | Wait):
            return remedy
        if not limits.enabled or not self.control.healing_is_on():
            why = "healing is off" if limits.enabled else "connectpilot.healing.enabled is false"
            return Leave(f"only observed, since {why}; else: {type(remedy).__name__}, {remedy.reason}")
        if isinstance(remedy, Escalate) or self.control.take_restart(now, self.restarts_per_minute):
            return remedy
        return Wait(now + _BREAKER_WAIT, f"the fleet's restarts of this minute are used up; then {remedy.reason}")

    def _look_again(self, record: ConnectorRecord, at: datetime | None) -> None:
        if record.next_check_at != at:
            self.records.write(record.name, next_check_at=at)

    def _write(
        self,
        record: ConnectorRecord,
        incident: Incident | None,
        evidence: Evidence,
        *,
        remedy: Remedy,
        hint: Hint,
        now: datetime,
    ) -> Incident | None:
        """The incident as it is now; None where another look has written to its timeline since this one read it."""
        opened = incident or Incident(record.name, opening(now))
        entries = _entries(opened, evidence, remedy, hint, now)
        fields = _fields(record, opened, evidence, remedy, now)
        if isinstance(remedy, Leave) and remedy.closes:
            # The record last: as long as it points to an incident, somebody looks at it.
            self._open(opened)
            self.incidents.close(record.name, opened.opened_at, entries[-1])
            self.records.write(record.name, **fields)
        else:
            # The record first, with when to look next: after a crash the sweep comes back to it.
            if incident is not None:
                self.records.write(record.name, **fields)
            elif not self.records.begin_incident(record.name, opened.opened_at, **fields):
                return None
            self._open(opened)
            if entries:
                code = evidence.diagnosis.code if evidence.diagnosis else None
                before = len(opened.entries)
                added = self.incidents.add(
                    record.name, opened.opened_at, *entries, after=before, diagnosis=code, trace=evidence.trace
                )
                if not added:
                    return None
        return replace(opened, entries=opened.entries + entries)

    def _open(self, incident: Incident) -> None:
        if not incident.entries:
            self.incidents.open(Incident(incident.connector, incident.opened_at))

    @staticmethod
    def _act_on(record: ConnectorRecord, incident: Incident, evidence: Evidence, remedy: Remedy) -> dict[str, Any]:
        answer = _answer(record.name, remedy) | {"incidentId": incident.id, "openedAt": incident.opened_at}
        if evidence.diagnosis:
            answer["diagnosis"] = evidence.diagnosis.code
        if isinstance(remedy, RestartTasks | Restart | Recreate | RollBack):
            request = door_request(record, evidence.connector, remedy, incident)
            answer |= {"attempt": remedy.attempt, "request": request}
        if isinstance(remedy, Escalate | RollBack) and evidence.diagnosis:
            answer["notice"] = notice(incident, evidence.diagnosis, remedy)
        return answer


def _answer(connector: str | None, remedy: Remedy) -> dict[str, Any]:
    answer: dict[str, Any] = {"connector": connector or "", "remedy": type(remedy).__name__, "reason": remedy.reason}
    return answer | {"nextCheckAt": remedy.until.isoformat()} if isinstance(remedy, Wait) else answer


def _history(record: ConnectorRecord, incident: Incident | None, evidence: Evidence, now: datetime) -> History:
    unverified = record.wanted_digest != record.healthy_digest
    return History(
        lifecycle=record.lifecycle,
        # An incident is opened only of what was there; its remedy may have deleted it.
        was_created=record.was_created or evidence.connector is not None or incident is not None,
        busy=_busy(record, now),
        attempts=remembered(record.attempts, record.last_attempt_at, now),
        last_attempt_at=record.last_attempt_at,
        opened_at=datetime.fromisoformat(incident.opened_at) if incident else None,
        healthy_since=incident.healthy_since if incident else None,
        refusals=sum(incident.count(Moment.REFUSED, what) for what in _REFUSALS) if incident else 0,
        recreations=sum(incident.count(Moment.OUTCOME, what) for what in _RECREATIONS) if incident else 0,
        quarantine=record.quarantine,
        changed_at=record.applied_at if unverified else None,
        healthy_digest=record.healthy_digest if unverified else None,
    )


def _busy(record: ConnectorRecord, now: datetime) -> str | None:
    if record.lease is not None and record.lease.until > now:
        return f"operate-connector is at work on it ({record.lease.owner})"
    return "a request for it has not ended yet" if record.request else None


def _fields(
    record: ConnectorRecord, incident: Incident, evidence: Evidence, remedy: Remedy, now: datetime
) -> dict[str, Any]:
    seen = evidence.seen
    fields: dict[str, Any] = {
        "sighting": Sighting(
            seen.counted_at or now, seen.state, seen.running_tasks, seen.errored_tasks, evidence.trace
        ),
        "next_check_at": _next_look(record, remedy, now),
    }
    attempts = remembered(record.attempts, record.last_attempt_at, now)
    if attempts != record.attempts:
        fields["attempts"] = attempts
    if isinstance(remedy, Leave) and remedy.closes:
        fields |= {"incident_opened_at": None, "next_check_at": None, "quarantine": None}
    return fields


def _next_look(record: ConnectorRecord, remedy: Remedy, now: datetime) -> datetime:
    if isinstance(remedy, Wait):
        return min(remedy.until, now + STEADY) if remedy.watches else remedy.until
    if isinstance(remedy, Leave):
        return now + (QUARANTINE_LOOK if record.quarantine else _OBSERVING_LOOK)
    return now + _ACTING_LOOK


def _entries(incident: Incident, evidence: Evidence, remedy: Remedy, hint: Hint, now: datetime) -> tuple[Entry, ...]:
    """What is new; a look that shows the same as the one before adds nothing."""
    found: list[Entry] = []
    if not incident.entries:
        found.append(entry(now, Moment.ALARM, hint.text))
    if isinstance(remedy, Leave) and remedy.closes:
        return (*found, entry(now, Moment.CLOSED, remedy.reason))
    if evidence.diagnosis is None:
        if incident.healthy_since is None and isinstance(remedy, Wait) and remedy.watches:
            found.append(entry(now, Moment.HEALTHY, evidence.seen.summary))
        return tuple(found)
    if incident.diagnosis != evidence.diagnosis.code or incident.healthy_since is not None or found:
        symptom = evidence.diagnosis.symptom
        text = f"{symptom.title} ({symptom.kind}). {evidence.seen.summary}. Shown by: {evidence.diagnosis.evidence}"
        found.append(entry(now, Moment.DIAGNOSIS, text, symptom.code))
    new = entry(now, Moment.REMEDY, remedy.reason, type(remedy).__name__)
    if found or not _is_told(incident, new, remedy):
        found.append(new)
    return tuple(found)


def _is_told(incident: Incident, new: Entry, remedy: Remedy) -> bool:
    """Waiting again, still leaving it alone, or the same act before it has an answer, is no news."""
    last = next((one for one in reversed(incident.entries) if one.moment is Moment.REMEDY), None)
    if last is None or last.what != new.what:
        return False
    return isinstance(remedy, Leave | Wait) or (last is incident.entries[-1] and last.text == new.text)
