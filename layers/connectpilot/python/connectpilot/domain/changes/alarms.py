"""Which alarms watch a connector: what wakes healing and scaling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..metrics import NAMESPACE
from ..names import alarm_name, sink_group
from ..spec import ConnectorSpec
from ..target import Target

Comparison = Literal["GreaterThanThreshold", "GreaterThanOrEqualToThreshold", "LessThanThreshold"]
MissingData = Literal["breaching", "notBreaching"]

PURPOSES = ("heal", "scale")
"""Whom an alarm wakes: the second part of its name, after the stack's."""
_LAG_SIGNALS = ("lag", *(f"lag-{number}" for number in range(2, 11)))


@dataclass(frozen=True, slots=True)
class Alarm:
    """A CloudWatch metric alarm without actions: event rules match on its name."""

    name: str
    description: str
    metric: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str
    comparison: Comparison
    threshold: float
    periods: int
    """Minutes, all of which must breach."""
    missing_data: MissingData
    namespace: str = NAMESPACE


def wanted_alarms(stack: str, spec: ConnectorSpec, target: Target, kind: str | None) -> tuple[Alarm, ...]:
    """The alarms of a connector that is meant to run; none where the spec wants neither healing nor scaling."""
    healing = _healing(stack, spec.name) if spec.healing.enabled else ()
    scaling = _scaling(stack, spec, target, kind) if spec.scaling.enabled else ()
    return healing + scaling


def all_alarm_names(stack: str, connector: str) -> tuple[str, ...]:
    """Every name that an alarm of this connector can have: what is removed when it is not wanted."""
    signals: list[tuple[str, str]] = [("heal", "errored-tasks"), ("heal", "running-tasks")]
    signals += [("scale", "cpu-high"), ("scale", "cpu-low"), *(("scale", signal) for signal in _LAG_SIGNALS)]
    return tuple(alarm_name(stack, purpose, connector, signal) for purpose, signal in signals)


def watched_connector(stack: str, alarm: Alarm) -> str | None:
    """Whose alarm it is; None where it is not one of ours, as of a stack whose name begins with this one's."""
    for name, value in alarm.dimensions:
        connector = {"ConnectorName": value, "Consumer Group": value.removeprefix(sink_group(""))}.get(name)
        if connector is not None and alarm.name in all_alarm_names(stack, connector):
            return connector
    return None


def _healing(stack: str, connector: str) -> tuple[Alarm, ...]:
    own = (("ConnectorName", connector),)
    return (
        Alarm(
            name=alarm_name(stack, "heal", connector, "errored-tasks"),
            description=f"A task of connector {connector} has failed; heal-connector looks into it.",
            metric="ErroredTaskCount",
            dimensions=own,
            statistic="Maximum",
            comparison="GreaterThanOrEqualToThreshold",
            threshold=1,
            periods=1,
            missing_data="notBreaching",
        ),
        Alarm(
            name=alarm_name(stack, "heal", connector, "running-tasks"),
            description=f"Connector {connector} has had no running task for five minutes; healing looks into it.",
            metric="RunningTaskCount",
            dimensions=own,
            statistic="Maximum",
            comparison="LessThanThreshold",
            threshold=1,
            periods=5,
            # A FAILED connector publishes nothing: silence is the symptom.
            missing_data="breaching",
        ),
    )


def _scaling(stack: str, spec: ConnectorSpec, target: Target, kind: str | None) -> tuple[Alarm, ...]:
    connector = spec.name
    own = (("ConnectorName", connector),)
    alarms = (
        Alarm(
            name=alarm_name(stack, "scale", connector, "cpu-high"),
            description=f"Connector {connector} has used over 75 % of its CPU for five minutes.",
            metric="CpuUtilization",
            dimensions=own,
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=75,
            periods=5,
            missing_data="notBreaching",
        ),
        Alarm(
            name=alarm_name(stack, "scale", connector, "cpu-low"),
            description=f"Connector {connector} has used under 20 % of its CPU for thirty minutes.",
            metric="CpuUtilization",
            dimensions=own,
            statistic="Average",
            comparison="LessThanThreshold",
            threshold=20,
            periods=30,
            missing_data="notBreaching",
        ),
    )
    if kind != "sink" or target.cluster_name is None:
        return alarms
    return alarms + _lag(stack, spec, target.cluster_name)


def _lag(stack: str, spec: ConnectorSpec, cluster: str) -> tuple[Alarm, ...]:
    """One per topic, since CloudWatch has no sum over them; none for `topics.regex`, whose topics are not known."""
    topics = [topic.strip() for topic in spec.configuration.get("topics", "").split(",") if topic.strip()]
    return tuple(
        Alarm(
            name=alarm_name(stack, "scale", spec.name, signal),
            description=f"Connector {spec.name} has been over 10000 records behind {topic} for five minutes.",
            metric="MaxOffsetLag",
            dimensions=(("Cluster Name", cluster), ("Consumer Group", sink_group(spec.name)), ("Topic", topic)),
            statistic="Maximum",
            comparison="GreaterThanThreshold",
            threshold=10_000,
            periods=5,
            missing_data="notBreaching",
            namespace="AWS/Kafka",
        )
        for signal, topic in zip(_LAG_SIGNALS, topics, strict=False)
    )
