"""How a change of an alarm's state is told: the event on the bus, the SNS message, the Lambda payload."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectpilot_local.cloud.events.envelope import Event, event, milliseconds
from connectpilot_local.cloud.identity import ACCOUNT, REGION


@dataclass(frozen=True, slots=True)
class StateAt:
    """A state an alarm was in, since when and why."""

    value: str
    reason: str
    reason_data: str | None
    since: datetime

    def detail(self) -> dict[str, Any]:
        detail = {"value": self.value, "reason": self.reason, "timestamp": milliseconds(self.since)}
        if self.reason_data:
            detail["reasonData"] = self.reason_data
        return detail


def state_of(alarm: Any) -> StateAt:
    data = alarm.state_reason_data if alarm.state_reason_data not in (None, "", "{}") else None
    return StateAt(alarm.state_value, alarm.state_reason, data, alarm.state_updated_timestamp)


def configuration(alarm: Any) -> dict[str, Any]:
    metric = {
        "namespace": alarm.namespace,
        "name": alarm.metric_name,
        "dimensions": {dimension.name: dimension.value for dimension in alarm.dimensions},
    }
    stat = {"metric": metric, "period": int(alarm.period), "stat": alarm.statistic}
    # AWS makes this id up for an alarm on one metric and keeps it.
    query_id = str(uuid.uuid5(uuid.NAMESPACE_URL, alarm.alarm_arn))
    found: dict[str, Any] = {"metrics": [{"id": query_id, "metricStat": stat, "returnData": True}]}
    if alarm.description:
        found["description"] = alarm.description
    return found


def change_event(alarm: Any, previous: StateAt) -> Event:
    now = state_of(alarm)
    detail = {
        "alarmName": alarm.name,
        "state": now.detail(),
        "previousState": previous.detail(),
        "configuration": configuration(alarm),
    }
    kind = "CloudWatch Alarm State Change"
    return event("aws.cloudwatch", kind, detail, at=now.since, resources=[alarm.alarm_arn])


def lambda_payload(alarm: Any, previous: StateAt) -> str:
    now = state_of(alarm)
    data = {
        "alarmName": alarm.name,
        "state": now.detail(),
        "previousState": previous.detail(),
        "configuration": configuration(alarm),
    }
    payload = {
        "source": "aws.cloudwatch",
        "alarmArn": alarm.alarm_arn,
        "accountId": ACCOUNT,
        "time": milliseconds(now.since),
        "region": REGION,
        "alarmData": data,
    }
    return json.dumps(payload)


def topic_message(alarm: Any, previous: StateAt) -> tuple[str, str]:
    """(subject, message) as CloudWatch sends them to SNS."""
    trigger = {
        "MetricName": alarm.metric_name,
        "Namespace": alarm.namespace,
        "StatisticType": "Statistic",
        "Statistic": str(alarm.statistic).upper(),
        "Unit": alarm.unit,
        "Dimensions": [{"value": dimension.value, "name": dimension.name} for dimension in alarm.dimensions],
        "Period": int(alarm.period),
        "EvaluationPeriods": int(alarm.evaluation_periods),
        "DatapointsToAlarm": int(alarm.datapoints_to_alarm or alarm.evaluation_periods),
        "ComparisonOperator": alarm.comparison_operator,
        "Threshold": float(alarm.threshold),
        "TreatMissingData": alarm.treat_missing_data or "missing",
        "EvaluateLowSampleCountPercentile": "",
    }
    message = {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": ACCOUNT,
        "AlarmConfigurationUpdatedTimestamp": milliseconds(alarm.configuration_updated_timestamp),
        "NewStateValue": alarm.state_value,
        "NewStateReason": alarm.state_reason,
        "StateChangeTime": milliseconds(alarm.state_updated_timestamp),
        "Region": "US East (N. Virginia)",
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": previous.value,
        "OKActions": list(alarm.ok_actions),
        "AlarmActions": list(alarm.alarm_actions),
        "InsufficientDataActions": list(alarm.insufficient_data_actions),
        "Trigger": trigger,
    }
    subject = f'{alarm.state_value}: "{alarm.name}" in US East (N. Virginia)'
    return subject[:100], json.dumps(message)
