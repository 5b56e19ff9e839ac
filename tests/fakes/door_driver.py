"""operate-connector in process: its use cases in the machine's order, where any effect can crash or lose its answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from connectpilot.domain.changes.facts import Adopted, Refused, Steps, Unchanged, Wait
from connectpilot.domain.changes.health import Health
from connectpilot.domain.changes.request import Evidence, Intent, LeaseHeld, Outcome, Request
from connectpilot.domain.connector import OperationEnd
from connectpilot.domain.errors import ConnectorBusyError, ConnectpilotError, LeaseLostError, PlatformUnavailableError
from connectpilot.usecases.change_connector import ChangeConnector
from connectpilot.usecases.check_health import CheckHealth
from connectpilot.usecases.check_step import CheckStep
from connectpilot.usecases.ensure_alarms import EnsureAlarms
from connectpilot.usecases.plan_steps import PlanSteps
from connectpilot.usecases.record_outcome import RecordOutcome
from connectpilot.usecases.wanted import Wanted

from fakes.incidents import FakeIncidents

STACK = "connectpilot"
_EFFECTS = {
    "write", "accept", "conclude", "forget", "renew_lease", "take_lease", "release_lease", "ensure", "create",
    "update_configuration", "update_workers", "restart", "pause", "resume", "delete", "put", "close",
}  # fmt: skip
_RETRIES = 3
_MOST_STEPS = 8
POLL = 60  # seconds; the machine polls every 30, for a test that only costs time


class Crash(BaseException):
    """The execution is gone, as if its account had lost power: nothing catches this."""


@dataclass
class Faults:
    """Counts effects; `plan` says what happens to which: before, after (the run dies), lost (the answer does)."""

    plan: dict[int, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def effect(self, name: str, act: Callable[[], Any]) -> Any:
        mode = self.plan.get(len(self.seen))
        self.seen.append(name)
        if mode == "before":
            raise Crash(name)
        answer = act()
        if mode == "after":
            raise Crash(name)
        if mode == "lost":
            raise PlatformUnavailableError(f"{name}: no answer")
        return answer


class Effects:
    """A port whose effects go through `Faults`; what only looks passes."""

    def __init__(self, name: str, port: Any, faults: Faults, effects: Collection[str] = _EFFECTS) -> None:
        self._name, self._port, self._faults, self._effects = name, port, faults, effects

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        if name not in self._effects:
            return found
        return lambda *given, **named: self._faults.effect(f"{self._name}.{name}", lambda: found(*given, **named))


@dataclass
class Ports:
    """What the use cases need; the same ones in every run of a test."""

    connectors: Any
    changes: Any
    worker_configurations: Any
    custom_plugins: Any
    records: Any
    specs: Any
    plugins: Any
    targets: Any
    metrics: Any
    alarms: Any
    incidents: Any = field(default_factory=FakeIncidents)


@dataclass
class Driver:
    """`pass_time(seconds)` moves the clock and the world; `now()` reads it."""

    ports: Ports
    now: Callable[[], Any]
    pass_time: Callable[[float], None]
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        ports = self.ports
        changes = Effects("msk", ports.changes, self.faults)
        workers = Effects("workers", ports.worker_configurations, self.faults)
        self.records = Effects("records", ports.records, self.faults)
        alarms = Effects("alarms", ports.alarms, self.faults)
        seen = {"connectors": ports.connectors, "records": self.records}
        wanted = Wanted(specs=ports.specs, plugins=ports.plugins, targets=ports.targets)
        self.plan_steps = PlanSteps(
            **seen, worker_configurations=workers, metrics=ports.metrics, wanted=wanted, stack=STACK
        )
        self.change_connector = ChangeConnector(
            **seen,
            changes=changes,
            worker_configurations=workers,
            plugins=ports.custom_plugins,
            wanted=wanted,
            stack=STACK,
        )
        self.check_step = CheckStep(**seen)
        self.check_health = CheckHealth(**seen, metrics=ports.metrics)
        self.ensure_alarms = EnsureAlarms(**seen, alarms=alarms, specs=ports.specs, targets=ports.targets, stack=STACK)
        incidents = Effects("incidents", ports.incidents, self.faults)
        self.record_outcome = RecordOutcome(**seen, incidents=incidents, stack=STACK)

    def run(self, given: dict[str, Any], execution: str) -> tuple[Outcome, str]:
        request = Request.model_validate(given)
        taken = self._call(lambda: self.records.take_lease(request.connector, execution, self.now()))
        if taken is None:
            return Outcome.BUSY, "another request holds the lease"
        lease = LeaseHeld(owner=taken.owner, fence=taken.fence)
        deadline = self.now() + timedelta(seconds=2280)
        evidence: list[Evidence] = []
        try:
            outcome, reason = self._carry_out(request, lease, deadline, evidence)
            self._call(
                lambda: self.record_outcome(
                    request,
                    lease,
                    outcome=outcome,
                    reason=reason,
                    evidence=evidence[-1] if evidence else None,
                    now=self.now(),
                )
            )
        except LeaseLostError:
            return Outcome.BUSY, "the lease was lost"
        self._call(lambda: self.records.release_lease(request.connector, taken))
        return outcome, reason

    def _carry_out(self, request, lease, deadline, evidence) -> tuple[Outcome, str]:  # noqa: C901 (the machine in a loop)
        done: list[Any] = []
        said, why, since, reason = None, None, None, ""
        while True:
            planned = self._call(lambda: self.plan_steps(request, lease, now=self.now()))
            plan, part_done = planned.plan, bool(done) or planned.begun
            if isinstance(plan, Refused):
                return _refused(plan.reason, part_done=part_done)
            if isinstance(plan, Wait):
                if self.now() >= deadline:
                    return (Outcome.TIMED_OUT if part_done else Outcome.BUSY), plan.reason
                self.pass_time(POLL)
                continue
            if not isinstance(plan, Steps):
                reason, since = (reason, since) if done else (plan.reason, planned.evidence_since)
                break
            reason = plan.reason
            if len(done) > _MOST_STEPS:
                said, why = Outcome.UNHEALTHY, f"somebody else changes it, too: still to do: {reason}"
                break
            try:
                said, why, since = self._steps(request, lease, planned, deadline, done)
            except ConnectorBusyError:
                self.pass_time(POLL)
                continue
            except LeaseLostError:
                raise
            except ConnectpilotError as error:
                return _refused(str(error), part_done=part_done or bool(done))
            if said is not None or request.intent not in (Intent.APPLY, Intent.RECREATE):
                break
        outcome = said
        if outcome is None:
            outcome = Outcome.CHANGED if done or planned.begun else _OUTCOMES[type(plan)]
            if plan.verify:
                outcome = self._health(request, lease, since, deadline, outcome, evidence)
        self._call(lambda: self.ensure_alarms(request))
        return outcome, why or reason

    def _steps(self, request, lease, planned, deadline, done):
        since = planned.evidence_since
        for step in planned.plan.steps if isinstance(planned.plan, Steps) else ():
            change = self._call(
                lambda step=step: self.change_connector(request, lease, step, since=planned.since, now=self.now())
            )
            while True:
                self.pass_time(POLL)
                seen = self._call(lambda change=change: self.check_step(request, lease, change, now=self.now()))
                if seen.end is not OperationEnd.UNDER_WAY or self.now() >= deadline:
                    break
            done.append(change)
            if seen.end is not OperationEnd.COMPLETE:
                return _ENDS[seen.end], seen.reason, since
            since = seen.ended_at
        return None, None, since

    def _health(self, request, lease, since, deadline, outcome, evidence):
        until = min(deadline, self.now() + timedelta(minutes=10))
        while True:
            now = self.now()
            verdict = self._call(
                lambda now=now: self.check_health(request, lease, since=since, deadline=until, now=now)
            )
            if verdict.health is not Health.WAITING:
                healthy = verdict.health is Health.HEALTHY
                seen = Evidence(
                    at=now,
                    running_tasks=verdict.running_tasks,
                    errored_tasks=verdict.errored_tasks,
                    healthy=healthy,
                )
                evidence.append(seen)
                return outcome if healthy else Outcome(verdict.health.value)
            self.pass_time(POLL)

    def _call(self, act: Callable[[], Any]) -> Any:
        """As the machine retries: what did not answer is asked again."""
        for attempt in range(_RETRIES):
            try:
                return act()
            except PlatformUnavailableError:
                if attempt == _RETRIES - 1:
                    raise
        raise AssertionError


def _refused(reason: str, *, part_done: bool) -> tuple[Outcome, str]:
    if part_done:
        return Outcome.UNHEALTHY, f"a part of it is done, the rest is refused: {reason}"
    return Outcome.REFUSED, reason


_OUTCOMES = {Unchanged: Outcome.UNCHANGED, Adopted: Outcome.ADOPTED}
_ENDS = {
    OperationEnd.UNDER_WAY: Outcome.TIMED_OUT,
    OperationEnd.ROLLED_BACK: Outcome.ROLLED_BACK,
    OperationEnd.FAILED: Outcome.UNHEALTHY,
}


def accepted(request: dict[str, Any]) -> dict[str, Any]:
    """The fields of `accept` for this request."""
    return {"request_id": request["requestId"], "request": json.dumps(request)}
