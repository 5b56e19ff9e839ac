"""Is a connector well after a change: never without fresh evidence, ill as soon as the evidence says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ..connector import Connector, ConnectorState
from ..metrics import FRESH, MINUTE, Series

NEEDED = 2
"""Consecutive minutes: one good minute may lie between two failures."""


class Health(StrEnum):
    HEALTHY = "healthy"
    UNHEALTHY = "unhealthy"
    WAITING = "waiting"
    TIMED_OUT = "timedOut"


@dataclass(frozen=True, slots=True)
class Verdict:
    health: Health
    reason: str
    running_tasks: int | None = None
    errored_tasks: int | None = None


def judge(
    connector: Connector | None, running: Series, errored: Series, *, since: datetime, deadline: datetime, now: datetime
) -> Verdict:
    """Only minutes that began at or after `since`, when the change was through, are evidence."""
    if connector is None:
        return Verdict(Health.UNHEALTHY, "the connector is gone; apply its spec again to create it")
    if connector.state is ConnectorState.FAILED:
        why = connector.state_message or "MSK Connect gives no reason"
        return Verdict(Health.UNHEALTHY, f"the connector is FAILED: {why}; read its worker log, mend, and recreate it")
    runs, errs = _after(running, since), _after(errored, since)
    if connector.state is not ConnectorState.RUNNING:
        return _wait(f"the connector is {connector.state}", runs, errs, deadline, now)
    newest = _newest_minutes(errs)
    if _recent(newest, now) and len(newest) == NEEDED and all(errs[minute] > 0 for minute in newest):
        count = int(errs[newest[0]])
        why = f"{count} failed {'task' if count == 1 else 'tasks'} in {NEEDED} minutes running"
        return _said(Health.UNHEALTHY, f"{why}; the worker log has the trace", runs, errs)
    newest = _newest_minutes({minute: value for minute, value in runs.items() if minute in errs})
    # A newer minute of one metric alone may contradict: it is waited for.
    complete = _recent(newest, now) and len(newest) == NEEDED and newest[0] == max([*runs, *errs])
    if complete and all(runs[minute] >= 1 and errs[minute] == 0 for minute in newest):
        count = int(runs[newest[0]])
        well = f"{count} {'task' if count == 1 else 'tasks'} running, none failed since {_clock(since)}"
        return _said(Health.HEALTHY, well, runs, errs)
    return _wait("no two good minutes in a row yet", runs, errs, deadline, now)


def _wait(
    what: str, runs: dict[datetime, float], errs: dict[datetime, float], deadline: datetime, now: datetime
) -> Verdict:
    if now < deadline:
        return _said(Health.WAITING, what, runs, errs)
    latest = max([*runs, *errs], default=None)
    if latest is None or now - latest > FRESH:
        last = f"since {_clock(latest)}" if latest else "at all"
        why = f"{what}: no fresh metrics {last}; look at the connector's state and its worker log"
        return _said(Health.TIMED_OUT, why, runs, errs)
    why = f"{what}: the last minutes show {_count(runs)} running and {_count(errs)} failed tasks; read the worker log"
    return _said(Health.UNHEALTHY, why, runs, errs)


def _said(health: Health, reason: str, runs: dict[datetime, float], errs: dict[datetime, float]) -> Verdict:
    return Verdict(health, reason, _last(runs), _last(errs))


def _after(series: Series, since: datetime) -> dict[datetime, float]:
    return {point.at: point.value for point in series if point.at >= since}


def _newest_minutes(points: dict[datetime, float]) -> list[datetime]:
    """The newest minutes, as long as they follow one another."""
    minutes = sorted(points, reverse=True)[:NEEDED]
    return [each for number, each in enumerate(minutes) if each == minutes[0] - number * MINUTE]


def _recent(minutes: list[datetime], now: datetime) -> bool:
    return bool(minutes) and now - minutes[0] <= FRESH


def _last(points: dict[datetime, float]) -> int | None:
    return int(points[max(points)]) if points else None


def _count(points: dict[datetime, float]) -> str:
    last = _last(points)
    return "an unknown number of" if last is None else str(last)


def _clock(at: datetime) -> str:
    return f"{at:%H:%M} UTC"
