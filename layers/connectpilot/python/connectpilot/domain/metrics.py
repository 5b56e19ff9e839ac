"""CloudWatch metrics as evidence: which series a question needs, and what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

NAMESPACE = "AWS/KafkaConnect"  # one dimension, ConnectorName (MSK developer guide, Monitoring MSK Connect)
MINUTE = timedelta(minutes=1)
FRESH = timedelta(minutes=5)
"""How long ago the newest datapoint's minute may have begun: it lasts a minute and comes some minutes late. What is
older is no evidence, whoever asks."""


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """One series: a metric with its dimensions and a statistic over each minute."""

    metric: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str = "Average"
    namespace: str = NAMESPACE


@dataclass(frozen=True, slots=True)
class Datapoint:
    at: datetime
    """The beginning of the minute."""
    value: float


Series = tuple[Datapoint, ...]
"""The newest first; empty where CloudWatch has nothing."""


def of_connector(connector: str, metric: str, statistic: str = "Average") -> MetricQuery:
    return MetricQuery(metric, (("ConnectorName", connector),), statistic)
