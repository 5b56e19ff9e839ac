"""Choosing what healing does next for a connector: from facts alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ..connector import ConnectorState
from ..record import Lifecycle
from ..spec import Healing
from .backoff import delay, interval
from .diagnosis import Diagnosis
from .observation import Condition, Observation
from .symptom import Kind, RestartHelps

LOOK_AGAIN = timedelta(minutes=2)
STEADY = timedelta(minutes=5)
"""How long it must stay healthy, at least, before its incident is closed."""
FORGET = timedelta(hours=22)
"""After so long without an attempt they count from zero. Under a day: a nightly fault is no flapping. Long enough that
a week holds at most eight restarts of a connector that fails whenever it was forgotten."""
QUARANTINE_LOOK = timedelta(hours=1)
_DELAY = timedelta(minutes=3)
_UNSEEN_LIMIT = timedelta(minutes=15)
_CHANGE_IS_NEW = timedelta(minutes=30)
_REFUSALS = 3
_RECREATIONS = 2
_MOST = {RestartHelps.NO: 0, RestartHelps.AFTER_FIX: 2, RestartHelps.BRIEFLY: 3}
_MOST_OF_KIND = {Kind.DATA: 2}
_OLD = "2.7"
_STILL = {Lifecycle.PAUSED: Condition.PAUSED, Lifecycle.STOPPED: Condition.GONE, Lifecycle.DELETED: Condition.GONE}
"""How it looks when a person has what they want."""


@dataclass(frozen=True, slots=True)
class Leave:
    reason: str
    closes: bool = False
    """The illness is over."""


@dataclass(frozen=True, slots=True)
class Wait:
    until: datetime
    reason: str
    watches: bool = False
    """It is healthy again and must stay so."""


@dataclass(frozen=True, slots=True)
class RestartTasks:
    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class Restart:
    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class Recreate:
    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class RollBack:
    attempt: int
    digest: str
    reason: str


@dataclass(frozen=True, slots=True)
class Escalate:
    reason: str


Remedy = Leave | Wait | RestartTasks | Restart | Recreate | RollBack | Escalate
Act = RestartTasks | Restart | Recreate | RollBack


@dataclass(frozen=True, slots=True)
class History:
    """What went before, as the record and the open incident have it."""

    lifecycle: Lifecycle = Lifecycle.RUNNING
    was_created: bool = True
    busy: str | None = None
    """Why nothing can be done now: a lease, a pending request."""
    attempts: int = 0
    last_attempt_at: datetime | None = None
    opened_at: datetime | None = None
    """Of the incident that is open."""
    healthy_since: datetime | None = None
    refusals: int = 0
    """Times the door said no in this incident."""
    recreations: int = 0
    """A roll-back counts: for a FAILED connector it is one."""
    quarantine: str | None = None
    changed_at: datetime | None = None
    """When a spec was last applied that has not been verified healthy."""
    healthy_digest: str | None = None
    """The last one that was, where it is another."""


def remembered(attempts: int, last_attempt_at: datetime | None, now: datetime) -> int:
    """How many attempts still count."""
    return attempts if last_attempt_at is not None and now - last_attempt_at < FORGET else 0


def choose_remedy(  # noqa: PLR0911 (one return a rule)
    connector: str, seen: Observation, diagnosis: Diagnosis | None, *, history: History, limits: Healing, now: datetime
) -> Remedy:
    """What to do next; `diagnosis` is there when the connector is ill."""
    condition = seen.condition
    if history.busy:
        return Wait(now + LOOK_AGAIN, history.busy)
    if history.lifecycle is not Lifecycle.RUNNING:
        return _when_to_stand_still(seen, diagnosis, history)
    if condition is Condition.CHANGING:
        return Wait(now + LOOK_AGAIN, f"MSK Connect is changing it: {seen.state}")
    if condition is Condition.PAUSED:
        return Leave("it is PAUSED at MSK Connect, which healing does not undo: resume or pause it here")
    if condition is Condition.HEALTHY:
        return _when_healthy(seen, history, now)
    if not history.was_created:
        return Leave("it was never created: the outcome of its last request says why")
    if history.quarantine:
        return Leave(f"in quarantine until a person applies, restarts or resumes it: {history.quarantine}")
    if diagnosis is None:
        raise ValueError("an ill connector needs a diagnosis")
    return _when_ill(connector, seen, diagnosis, history=history, limits=limits, now=now)


def _when_to_stand_still(seen: Observation, diagnosis: Diagnosis | None, history: History) -> Remedy:
    """What a person wants is the end of an illness only once it is so: the request may have been refused."""
    wanted = f"a person wants it {history.lifecycle}"
    if seen.condition is _STILL[history.lifecycle]:
        return Leave(wanted, closes=history.opened_at is not None)
    cannot_be = seen.condition is Condition.STUCK or (
        history.lifecycle is Lifecycle.PAUSED and seen.condition in (Condition.FAILED, Condition.GONE)
    )
    if cannot_be and diagnosis and history.was_created and not history.quarantine:
        return Escalate(f"{wanted}, which it cannot be: {diagnosis.symptom.title}: {seen.summary}")
    return Leave(f"{wanted}, and the sweep brings it there: {seen.summary}")


def _when_healthy(seen: Observation, history: History, now: datetime) -> Remedy:
    if history.opened_at is None:
        return Leave(f"healthy: {seen.summary}")
    # At least as long as the back-off was: three quiet minutes prove nothing after the fifth failure.
    needed = max(STEADY, interval(history.attempts))
    since = history.healthy_since or now
    if now - since >= needed:
        return Leave(f"healthy since {since:%H:%M} UTC, for {_minutes(needed)}: {seen.summary}", closes=True)
    return Wait(since + needed, f"healthy again ({seen.summary}); the incident closes if it stays so", True)


def _when_ill(  # noqa: PLR0911 (one return a rule)
    connector: str, seen: Observation, diagnosis: Diagnosis, *, history: History, limits: Healing, now: datetime
) -> Remedy:
    what = f"{diagnosis.symptom.title}: {seen.summary}"
    if history.refusals >= _REFUSALS:
        return Escalate(f"the change was refused or failed {history.refusals} times; {what}")
    if seen.condition is Condition.UNSEEN:
        since = max(filter(None, (history.opened_at, history.last_attempt_at)), default=now)
        if now - since < _UNSEEN_LIMIT:
            return Wait(now + LOOK_AGAIN, f"no evidence yet: {seen.summary}")
        return Escalate(f"no metrics for {_minutes(now - since)} although MSK Connect says RUNNING")
    if _rolls_back(seen, history, now):
        if limits.max_attempts == 0:
            return Escalate(f"ill after a change, and no attempt is allowed; {what}")
        if seen.state is not ConnectorState.RUNNING and (why := _not_again(seen, history, limits)):
            return Escalate(f"ill after a change, and {why}; {what}")
        return RollBack(history.attempts + 1, str(history.healthy_digest),
                        f"it fell ill right after a change: back to the spec that was healthy; {what}")  # fmt: skip
    most = min(limits.max_attempts, _MOST.get(diagnosis.restart, limits.max_attempts),
               _MOST_OF_KIND.get(diagnosis.kind, limits.max_attempts))  # fmt: skip
    if most == 0:
        return Escalate(f"a restart does not help: {what}" if limits.max_attempts else f"no attempt is allowed; {what}")
    if history.attempts >= most:
        return Escalate(f"still ill after {history.attempts} {_plural('attempt', history.attempts)}; {what}")
    due = _due(connector, diagnosis, history, now)
    if now < due:
        return Wait(due, f"backing off after {history.attempts} {_plural('attempt', history.attempts)}; {what}")
    return _act(seen, history, limits, what)


def _rolls_back(seen: Observation, history: History, now: datetime) -> bool:
    return (
        seen.condition is not Condition.STUCK
        and history.healthy_digest is not None
        and history.changed_at is not None
        and now - history.changed_at <= _CHANGE_IS_NEW
        and (history.last_attempt_at is None or history.last_attempt_at < history.changed_at)
    )


def _due(connector: str, diagnosis: Diagnosis, history: History, now: datetime) -> datetime:
    if history.attempts and history.last_attempt_at:
        due = history.last_attempt_at + delay(connector, history.attempts)
    else:
        due = history.opened_at or now
    if diagnosis.restart is RestartHelps.AFTER_DELAY:
        due = max(due, (history.last_attempt_at or history.opened_at or now) + _DELAY)
    return due


def _act(seen: Observation, history: History, limits: Healing, what: str) -> Act | Escalate:
    attempt = history.attempts + 1
    old = seen.kafka_connect_version.startswith(_OLD)
    if seen.state is not ConnectorState.RUNNING or (old and history.attempts):
        # MSK Connect restarts RUNNING connectors only; on 2.7.1 a restart does not reach the tasks.
        return _recreate(seen, history, limits, what)
    if seen.condition is Condition.LIMPING and not old:
        return RestartTasks(attempt, f"attempt {attempt}: the failed tasks are restarted; {what}")
    note = ", since Kafka Connect 2.7.1 cannot restart only failed tasks" if old else ""
    return Restart(attempt, f"attempt {attempt}: the connector is restarted{note}; {what}")


def _recreate(seen: Observation, history: History, limits: Healing, what: str) -> Recreate | Escalate:
    if why := _not_again(seen, history, limits):
        return Escalate(f"{why}; {what}")
    attempt = history.attempts + 1
    return Recreate(attempt, f"attempt {attempt}: deleted and created again, its position survives; {what}")


def _not_again(seen: Observation, history: History, limits: Healing) -> str | None:
    """Why it must not be created again, whichever spec it would get."""
    if not limits.recreate:
        return "it would have to be created again, and connectpilot.healing.recreate is false"
    if not seen.position_survives:
        return "it would have to be created again, and its position would be lost"
    if history.recreations >= _RECREATIONS:
        return f"created again {history.recreations} times, and ill again"
    return None


def _minutes(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    return f"{minutes} {_plural('minute', minutes)}"


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"
