"""Brings an event to a target: rights, attempts with back-off on the clock, and the dead-letter queue at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from moto.sqs.models import sqs_backends

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.events.courier import Courier
from connectpilot_local.cloud.events.targets import ACTIONS, Arn, Parcel, TargetError, hand_over

# EventBridge user guide, "Retrying event delivery": 24 hours and up to 185 attempts, with exponential back-off.
DEFAULT_ATTEMPTS = 185
DEFAULT_AGE = timedelta(hours=24)
_LONGEST_PAUSE = 300.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event for one target of one rule or schedule."""

    origin: Mapping[str, str]
    """The dead letter's attribute for where it comes from: {"RULE_ARN": ...} or {"SCHEDULE_ARN": ...}."""
    target: Mapping[str, Any]
    event_id: str
    body: str
    dead_letter: str
    since: datetime
    retries: int = 0


class Deliverer:
    def __init__(
        self,
        *,
        context: Context,
        courier: Courier,
        publish: Callable[[dict[str, Any], str], None],
        fail: Callable[[str, str], None],
    ) -> None:
        self._context = context
        self._clock = context.clock
        self._courier = courier
        self._publish = publish
        self._fail = fail

    def deliver(self, delivery: Delivery, due: datetime | None = None) -> None:
        """Deliver in the background, at once or when due."""
        self._courier.submit(f"delivery to {delivery.target.get('Arn')}", lambda: self._attempt(delivery), due)

    def refuse(self, delivery: Delivery, code: str, message: str) -> None:
        """Give up what cannot even be written down for its target."""
        self._give_up(delivery, TargetError(code, message), exhausted=None)

    def _attempt(self, delivery: Delivery) -> None:
        try:
            arn = Arn.parse(str(delivery.target["Arn"]))
            self._check_role(arn, delivery)
            hand_over(
                arn,
                Parcel(delivery.target, delivery.body, delivery.event_id, self._clock.now(), self._publish),
            )
        except TargetError as error:
            self._after(delivery, error)

    def _check_role(self, arn: Arn, delivery: Delivery) -> None:
        role = delivery.target.get("RoleArn")
        action = ACTIONS.get(arn.service, f"{arn.service}:*")
        if role is None:
            if arn.service == "states":
                raise TargetError("NO_PERMISSIONS", f"the target {arn.text} names no role to start it with")
            return
        if not self._context.authorise(str(role), action, arn.text):
            raise TargetError("NO_PERMISSIONS", f"{role} may not {action} on {arn.text}")

    def _after(self, delivery: Delivery, error: TargetError) -> None:
        if not error.passing:
            self._give_up(delivery, error, exhausted=None)
            return
        policy = delivery.target.get("RetryPolicy") or {}
        pause = timedelta(seconds=min(2.0**delivery.retries, _LONGEST_PAUSE))
        due = self._clock.now() + pause
        if delivery.retries >= int(policy.get("MaximumRetryAttempts", DEFAULT_ATTEMPTS)):
            self._give_up(delivery, error, exhausted="MaximumRetryAttempts")
        elif due - delivery.since > _age(policy):
            self._give_up(delivery, error, exhausted="MaximumEventAgeInSeconds")
        else:
            self.deliver(replace(delivery, retries=delivery.retries + 1), due)

    def _give_up(self, delivery: Delivery, error: TargetError, exhausted: str | None) -> None:
        attributes = {
            **delivery.origin,
            "TARGET_ARN": str(delivery.target["Arn"]),
            "ERROR_CODE": error.code,
            "ERROR_MESSAGE": str(error),
        }
        if exhausted:
            attributes |= {"EXHAUSTED_RETRY_CONDITION": exhausted, "RETRY_ATTEMPTS": str(delivery.retries)}
        queue = (delivery.target.get("DeadLetterConfig") or {}).get("Arn")
        if not queue:
            self._fail("an event was lost, its target has no dead-letter queue", str(attributes))
            return
        try:
            _send_dead_letter(Arn.parse(str(queue)), delivery.dead_letter, attributes)
        except Exception as refused:  # noqa: BLE001 - whatever the queue says, nobody else hears of it
            self._fail(f"the dead-letter queue {queue} did not take an event: {refused}", str(attributes))


def _age(policy: Mapping[str, Any]) -> timedelta:
    return timedelta(seconds=float(policy.get("MaximumEventAgeInSeconds", DEFAULT_AGE.total_seconds())))


def _send_dead_letter(queue: Arn, body: str, attributes: Mapping[str, str]) -> None:
    sqs_backends[queue.account][queue.region].send_message(
        queue.resource,
        body,
        message_attributes={name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()},
    )
