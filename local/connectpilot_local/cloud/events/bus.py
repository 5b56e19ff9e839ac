"""PutEvents and what services publish: matched against the enabled rules of a bus, handed to the deliverer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from moto.events.models import EventsBackend, Rule, events_backends

from connectpilot_local.clock import Clock
from connectpilot_local.cloud.events.active import active
from connectpilot_local.cloud.events.delivery import Deliverer, Delivery
from connectpilot_local.cloud.events.envelope import Event, instant, seconds
from connectpilot_local.cloud.events.transform import InvalidInputError, body_for
from connectpilot_local.cloud.identity import ACCOUNT, REGION
from connectpilot_local.cloud.repairs import repair


class Bus:
    def __init__(self, clock: Clock, deliverer: Deliverer) -> None:
        self._clock = clock
        self._deliverer = deliverer

    def publish(self, event: Event, bus: str = "default") -> None:
        """Give an event to every rule of the bus; returns before anything is delivered."""
        for rule in list(events_backends[ACCOUNT][REGION].describe_event_bus(bus).rules.values()):
            self.offer(event, rule)

    def offer(self, event: Event, rule: Any) -> None:
        """Give an event to one rule."""
        # "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" is enabled too.
        if str(rule.state).startswith("ENABLED") and rule.event_pattern.matches_event(event):
            self.send(event, rule)

    def send(self, event: Event, rule: Any) -> None:
        """Give an event to all targets of a rule, whatever the pattern says."""
        for target in list(rule.targets):
            delivery = Delivery(
                origin={"RULE_ARN": rule.arn},
                target=target,
                event_id=event["id"],
                body="",
                dead_letter=json.dumps(event),
                since=self._clock.now(),
            )
            try:
                body = body_for(target, event, rule_arn=rule.arn, rule_name=rule.name)
            except InvalidInputError as error:
                self._deliverer.refuse(delivery, "INVALID_PARAMETER", str(error))
            else:
                self._deliverer.deliver(replace(delivery, body=body))

    def now(self) -> float:
        return self._clock.now().timestamp()


def install() -> None:
    """moto's rules know neither Lambda nor Step Functions nor SNS; disabled ones deliver, while the caller waits."""
    repair(Rule, "send_to_targets", "self original_event transform_input", _offering)
    repair(EventsBackend, "put_events", "self events", _timed)


def _offering(original: Any) -> Any:
    def send_to_targets(self: Any, original_event: Any, transform_input: bool = True) -> None:
        bus = active(Bus)
        if bus is None:
            original(self, original_event, transform_input)
            return
        # moto's own bookkeeping is no field of an event.
        event = {name: value for name, value in original_event.items() if name != "ingestion-time"}
        event["time"] = seconds(instant(event["time"]))
        bus.offer(event, self)

    return send_to_targets


def _timed(original: Any) -> Any:
    def put_events(self: Any, events: list[dict[str, Any]]) -> Any:
        bus = active(Bus)
        if bus is not None:
            events = [{**entry, "Time": entry.get("Time") or bus.now()} for entry in events]
        return original(self, events)

    return put_events
