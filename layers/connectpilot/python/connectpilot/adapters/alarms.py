"""CloudWatch alarms: made, compared and removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast, final

from ..domain.changes.alarms import Alarm
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

_BATCH = 100  # names in one DescribeAlarms or DeleteAlarms call (CloudWatch API)


@final
class CloudWatchAlarms:
    """The `Alarms` port."""

    def __init__(self, client: CloudWatchClient) -> None:
        self._client = client

    def named(self, names: Iterable[str]) -> Mapping[str, Alarm]:
        found: dict[str, Alarm] = {}
        for batch in _batches(names):
            with told_apart():
                answer = self._client.describe_alarms(AlarmNames=batch, MaxRecords=_BATCH)
            found |= {alarm["AlarmName"]: to_alarm(cast("dict[str, Any]", alarm)) for alarm in answer["MetricAlarms"]}
        return found

    def names(self, prefix: str) -> set[str]:
        pages = self._client.get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix)
        with told_apart():
            return {alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]}

    def ringing(self, prefix: str) -> set[str]:
        pages = self._client.get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix, StateValue="ALARM")
        with told_apart():
            return {alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]}

    def put(self, alarm: Alarm) -> None:
        with told_apart():
            self._client.put_metric_alarm(
                AlarmName=alarm.name,
                AlarmDescription=alarm.description,
                Namespace=alarm.namespace,
                MetricName=alarm.metric,
                Dimensions=[{"Name": name, "Value": value} for name, value in alarm.dimensions],
                Statistic=alarm.statistic,  # type: ignore[arg-type]
                ComparisonOperator=alarm.comparison,
                Threshold=alarm.threshold,
                Period=60,
                EvaluationPeriods=alarm.periods,
                DatapointsToAlarm=alarm.periods,
                TreatMissingData=alarm.missing_data,
                ActionsEnabled=False,
            )

    def delete(self, names: Iterable[str]) -> None:
        for batch in _batches(names):
            with told_apart():
                self._client.delete_alarms(AlarmNames=batch)


def to_alarm(answer: Mapping[str, Any]) -> Alarm:
    return Alarm(
        name=answer["AlarmName"],
        description=answer.get("AlarmDescription", ""),
        metric=answer.get("MetricName", ""),
        dimensions=tuple((part["Name"], part["Value"]) for part in answer.get("Dimensions", [])),
        statistic=answer.get("Statistic", ""),
        comparison=answer.get("ComparisonOperator", ""),
        threshold=answer.get("Threshold", 0),
        periods=answer.get("EvaluationPeriods", 0),
        missing_data=answer.get("TreatMissingData", "missing"),
        namespace=answer.get("Namespace", ""),
    )


def _batches(names: Iterable[str]) -> Iterable[list[str]]:
    wanted = list(names)
    return (wanted[start : start + _BATCH] for start in range(0, len(wanted), _BATCH))
