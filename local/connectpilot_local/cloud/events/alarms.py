"""CloudWatch alarms that live: evaluated every minute of the clock, telling the bus and their actions of changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from moto.awslambda.utils import get_backend as lambda_backend
from moto.cloudwatch.exceptions import ValidationError
from moto.cloudwatch.models import Alarm, CloudWatchBackend, cloudwatch_backends
from moto.sns.models import sns_backends

from connectpilot_local.cloud.events.active import active
from connectpilot_local.cloud.events.alarm_messages import (
    StateAt,
    change_event,
    lambda_payload,
    state_of,
    topic_message,
)
from connectpilot_local.cloud.events.alarm_rules import EXTRA_PERIODS, AlarmRule, Judgement, Point, judge
from connectpilot_local.cloud.events.bus import Bus
from connectpilot_local.cloud.events.courier import Courier
from connectpilot_local.cloud.events.envelope import instant, milliseconds
from connectpilot_local.cloud.events.metric_store import STATISTICS
from connectpilot_local.cloud.events.metrics import series_key, store_of
from connectpilot_local.cloud.events.targets import Arn
from connectpilot_local.cloud.identity import ACCOUNT, REGION
from connectpilot_local.cloud.repairs import repair

_MINUTE = 60
_FRESH = "Unchecked: Initial alarm creation"


class Alarms:
    def __init__(self, *, now: Callable[[], datetime], bus: Bus, courier: Courier) -> None:
        self.now = now
        self._bus = bus
        self._courier = courier
        self._last_minute = -1

    def tick(self) -> None:
        """Evaluate what is due: alarms on shorter periods each time, all others once a minute of the clock."""
        now = self.now()
        minute = int(now.timestamp()) // _MINUTE
        new_minute, self._last_minute = minute != self._last_minute, minute
        for alarm in list(cloudwatch_backends[ACCOUNT][REGION].alarms.values()):
            if new_minute or int(alarm.period) < _MINUTE:
                self._evaluate(alarm, now)

    def evaluate(self) -> None:
        """Evaluate every alarm now."""
        for alarm in list(cloudwatch_backends[ACCOUNT][REGION].alarms.values()):
            self._evaluate(alarm, self.now())

    def _evaluate(self, alarm: Any, now: datetime) -> None:
        period = int(alarm.period)
        step = min(period, _MINUTE)
        end = int(now.timestamp()) // step * step
        rule = AlarmRule(
            comparison=alarm.comparison_operator,
            threshold=float(alarm.threshold),
            evaluation_periods=int(alarm.evaluation_periods),
            datapoints_to_alarm=int(alarm.datapoints_to_alarm or alarm.evaluation_periods),
            treatment=alarm.treat_missing_data or "missing",
        )
        start = end - period * (rule.evaluation_periods + EXTRA_PERIODS)
        points = _points(alarm, start, end)
        found = judge(rule, points, alarm.state_value)
        if found.state != alarm.state_value:
            alarm.update_state(found.reason, _reason_data(alarm, rule, found, start, now), found.state)

    def changed(self, alarm: Any, previous: StateAt) -> None:
        """Tell of a new state."""
        self._bus.publish(change_event(alarm, previous))
        if not alarm.actions_enabled:
            return
        actions = {
            "ALARM": alarm.alarm_actions,
            "OK": alarm.ok_actions,
            "INSUFFICIENT_DATA": alarm.insufficient_data_actions,
        }[alarm.state_value]
        subject, message = topic_message(alarm, previous)
        payload = lambda_payload(alarm, previous)
        for action in actions:
            self._courier.submit(
                f"action {action} of alarm {alarm.name}", partial(_act, action, subject, message, payload)
            )


def _points(alarm: Any, start: int, end: int) -> list[Point | None]:
    period = int(alarm.period)
    dimensions = [{"Name": each.name, "Value": each.value} for each in alarm.dimensions]
    key = series_key(alarm.namespace, alarm.metric_name, dimensions)
    store = store_of(cloudwatch_backends[ACCOUNT][REGION])
    found = dict(store.buckets(key, start=start, end=end, period=period, unit=alarm.unit))
    return [
        Point(at, found[at].statistic(alarm.statistic), found[at].count) if at in found else None
        for at in range(start, end, period)
    ]


def _reason_data(alarm: Any, rule: AlarmRule, found: Judgement, start: int, now: datetime) -> str:
    data = {
        "version": "1.0",
        "queryDate": milliseconds(now),
        "startDate": milliseconds(instant(found.evaluated[0].at if found.evaluated else start)),
        "statistic": alarm.statistic,
        "period": int(alarm.period),
        "recentDatapoints": [point.value for point in found.evaluated],
        "threshold": rule.threshold,
        "evaluatedDatapoints": [
            {"timestamp": milliseconds(instant(point.at)), "sampleCount": point.count, "value": point.value}
            for point in reversed(found.evaluated)
        ],
    }
    if alarm.unit:
        data["unit"] = alarm.unit
    return json.dumps(data, separators=(",", ":"))


def _act(action: str, subject: str, message: str, payload: str) -> None:
    arn = Arn.parse(action)
    if arn.service == "sns":
        sns_backends[arn.account][arn.region].publish(message, arn=action, subject=subject)
    elif arn.service == "lambda":
        lambda_backend(arn.account, arn.region).invoke(action, None, payload, {"X-Amz-Invocation-Type": "Event"}, {})
    else:
        raise ValueError(f"the local cloud carries out no alarm action on {action}")


def install() -> None:
    """moto stores alarms, says OK to new ones and changes their state when told to, silently."""
    repair(Alarm, "update_state", "self reason reason_data state_value", _telling)
    repair(
        CloudWatchBackend,
        "put_metric_alarm",
        "self name namespace metric_name comparison_operator evaluation_periods period threshold statistic description "
        "dimensions alarm_actions metric_data_queries datapoints_to_alarm extended_statistic ok_actions "
        "insufficient_data_actions unit actions_enabled treat_missing_data evaluate_low_sample_count_percentile "
        "threshold_metric_id rule tags",
        _starting_unknown,
    )


def _telling(original: Any) -> Any:
    def update_state(self: Any, reason: str, reason_data: str, state_value: str) -> None:
        alarms = active(Alarms)
        if alarms is None:
            original(self, reason, reason_data, state_value)
            return
        previous = state_of(self)
        original(self, reason, reason_data, state_value)
        self.state_updated_timestamp = alarms.now()
        if previous.value != state_value:
            alarms.changed(self, previous)

    return update_state


def _starting_unknown(original: Any) -> Any:
    def put_metric_alarm(self: Any, *positional: Any, **named: Any) -> Any:
        alarms = active(Alarms)
        if alarms is None:
            return original(self, *positional, **named)
        _refuse_what_is_left_out(named)
        before = self.alarms.get(named["name"])
        alarm = original(self, *positional, **named)
        now = alarms.now()
        alarm.configuration_updated_timestamp = now
        alarm.state_reason_data = None
        alarm.state_value, alarm.state_reason, alarm.state_updated_timestamp = "INSUFFICIENT_DATA", _FRESH, now
        if before is not None:  # AWS: an update leaves the state as it is
            kept = state_of(before)
            alarm.state_value, alarm.state_reason = kept.value, kept.reason
            alarm.state_reason_data, alarm.state_updated_timestamp = kept.reason_data, kept.since
        return alarm

    return put_metric_alarm


def _refuse_what_is_left_out(asked: dict[str, Any]) -> None:
    name = asked.get("name")
    if asked.get("rule") or asked.get("metric_data_queries"):
        raise ValidationError(f"Alarm {name}: the local cloud evaluates neither metric math nor composite alarms.")
    if asked.get("statistic") not in STATISTICS:
        raise ValidationError(f"Alarm {name}: the local cloud evaluates {', '.join(STATISTICS)} only.")
    if asked.get("treat_missing_data") not in (None, "missing", "ignore", "breaching", "notBreaching"):
        raise ValidationError(f"Alarm {name}: TreatMissingData {asked.get('treat_missing_data')!r} is unknown.")
