"""An event that says a connector may need a look: a hint, never evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SWEEP = "connectpilot.sweep"
_GROUP_PREFIX = "connect-"


@dataclass(frozen=True, slots=True)
class Hint:
    connector: str | None
    """None: the event names no connector."""
    text: str
    by_sweep: bool = False


def read_hint(event: Mapping[str, Any]) -> Hint:
    """From a CloudWatch alarm event, or from the sweep's own; anything else names no connector."""
    if event.get("source") == SWEEP:
        name = event.get("connector")
        return Hint(name if isinstance(name, str) else None, f"sweep: {event.get('reason', 'due')}", by_sweep=True)
    detail = _map(event.get("detail"))
    state = _map(detail.get("state"))
    alarm, value = detail.get("alarmName", "an alarm without a name"), state.get("value", "without a state")
    return Hint(_connector(detail), f"alarm {alarm} is {value}: {state.get('reason', 'no reason given')}")


def _connector(detail: Mapping[str, Any]) -> str | None:
    """The metric's dimension; a sink's lag names the consumer group instead. Composite alarms have no metrics."""
    metrics = _map(detail.get("configuration")).get("metrics")
    for metric in metrics if isinstance(metrics, list) else []:
        dimensions = _map(_map(_map(_map(metric).get("metricStat")).get("metric")).get("dimensions"))
        if isinstance(name := dimensions.get("ConnectorName"), str):
            return name
        group = dimensions.get("Consumer Group")
        if isinstance(group, str) and group.startswith(_GROUP_PREFIX):
            return group.removeprefix(_GROUP_PREFIX)
    return None


def _map(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
