"""Fires rules with a schedule and EventBridge Scheduler's schedules on the clock; moto only stores them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from moto.events.models import events_backends
from moto.scheduler.models import scheduler_backends

from connectpilot_local.clock import Clock
from connectpilot_local.cloud.events.bus import Bus
from connectpilot_local.cloud.events.delivery import Deliverer, Delivery
from connectpilot_local.cloud.events.envelope import event, instant, seconds
from connectpilot_local.cloud.events.expressions import Expression, Once, parse
from connectpilot_local.cloud.identity import ACCOUNT, REGION


@dataclass(frozen=True, slots=True)
class _Timed:
    """Anything with a schedule: its ARN, expression, and what happens when it is due."""

    arn: str
    expression: str
    timezone: str
    fire: Callable[[datetime], None]


@dataclass(slots=True)
class _Plan:
    expression: str
    when: Expression
    due: datetime | None


class Schedules:
    def __init__(self, *, clock: Clock, bus: Bus, deliverer: Deliverer, fail: Callable[[str, str], None]) -> None:
        self._clock = clock
        self._fail = fail
        self._bus = bus
        self._deliverer = deliverer
        self._plans: dict[str, _Plan] = {}

    def tick(self) -> None:
        """Fire what is due, each once: what was missed while the machine was slow is not caught up with."""
        now = self._clock.now()
        known = set()
        for timed in [*self._rules(), *self._schedules(now)]:
            known.add(timed.arn)
            plan = self._plan(timed, now)
            if plan.due is None or plan.due > now:
                continue
            due = plan.due
            plan.due = _next(plan.when, due, now)
            timed.fire(due)
        for arn in set(self._plans) - known:
            del self._plans[arn]

    def _plan(self, timed: _Timed, now: datetime) -> _Plan:
        plan = self._plans.get(timed.arn)
        if plan is None or plan.expression != timed.expression:
            try:
                when = parse(timed.expression, timed.timezone)
            except (ValueError, KeyError) as error:
                self._fail(f"{timed.arn} is never due", str(error))
                when = Once(now)
            plan = self._plans[timed.arn] = _Plan(timed.expression, when, when.after(now))
        return plan

    def _rules(self) -> Iterator[_Timed]:
        for rule in list(events_backends[ACCOUNT][REGION].event_buses["default"].rules.values()):
            if rule.scheduled_expression and str(rule.state).startswith("ENABLED"):
                yield _Timed(rule.arn, rule.scheduled_expression, "UTC", partial(self._fire_rule, rule))

    def _fire_rule(self, rule: Any, due: datetime) -> None:
        self._bus.send(event("aws.events", "Scheduled Event", {}, at=due, resources=[rule.arn]), rule)

    def _schedules(self, now: datetime) -> Iterator[_Timed]:
        for group in list(scheduler_backends[ACCOUNT][REGION].schedule_groups.values()):
            for schedule in list(group.schedules.values()):
                begins = instant(schedule.start_date) if schedule.start_date else now
                ends = instant(schedule.end_date) if schedule.end_date else now
                if schedule.state == "ENABLED" and begins <= now <= ends:
                    yield _Timed(
                        schedule.arn,
                        schedule.schedule_expression,
                        schedule.schedule_expression_timezone,
                        partial(self._fire_schedule, schedule),
                    )

    def _fire_schedule(self, schedule: Any, due: datetime) -> None:
        told = event("aws.scheduler", "Scheduled Event", {}, at=due, resources=[schedule.arn])
        body = _scheduled_input(schedule.target, schedule.arn, told, due)
        self._deliverer.deliver(
            Delivery(
                origin={"SCHEDULE_ARN": schedule.arn},
                target=schedule.target,
                event_id=told["id"],
                body=body,
                dead_letter=body,
                since=self._clock.now(),
            )
        )
        if schedule.action_after_completion == "DELETE" and schedule.schedule_expression.startswith("at("):
            scheduler_backends[ACCOUNT][REGION].delete_schedule(schedule.group_name, schedule.name)


def _next(when: Expression, due: datetime, now: datetime) -> datetime | None:
    following = when.after(due)
    # A rate keeps its beat; more than one beat behind it starts anew from now.
    return following if following is None or following > now else when.after(now)


def _scheduled_input(target: Mapping[str, Any], arn: str, told: dict[str, Any], due: datetime) -> str:
    text = target.get("Input")
    if text is None:
        return json.dumps({**told, "detail": "{}"})
    words = {
        "<aws.scheduler.schedule-arn>": arn,
        "<aws.scheduler.scheduled-time>": seconds(due),
        "<aws.scheduler.execution-id>": told["id"],
        "<aws.scheduler.attempt-number>": "1",
    }
    for word, value in words.items():
        text = str(text).replace(word, value)
    return str(text)
