"""CloudWatch metrics in memory: what a test says was published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from connectpilot.domain.metrics import Datapoint, MetricQuery


class FakeMetrics:
    """The port Metrics; series are kept by (connector or group, metric), whatever the statistic."""

    def __init__(self) -> None:
        self.points: dict[tuple[str, str], list[Datapoint]] = {}
        self.calls = 0
        self.asked: list[MetricQuery] = []

    def publish(self, connector: str, at: datetime, **values: float) -> None:
        """publish("orders", now, RunningTaskCount=1, ErroredTaskCount=0): one datapoint each, of that minute."""
        minute = at.replace(second=0, microsecond=0)
        for metric, value in values.items():
            self.points.setdefault((connector, metric), []).append(Datapoint(minute, value))

    def publish_minutes(self, connector: str, first: datetime, minutes: int, **values: float) -> None:
        for number in range(minutes):
            self.publish(connector, first + timedelta(minutes=number), **values)

    def series(self, queries: Sequence[MetricQuery], *, since: datetime, until: datetime):
        self.calls += 1
        self.asked += queries
        return {query: self._series(query, since, until) for query in queries}

    def _series(self, query: MetricQuery, since: datetime, until: datetime):
        of = {"ConnectorName", "Consumer Group"}
        name = next((value for key, value in query.dimensions if key in of), "")
        points = [point for point in self.points.get((name, query.metric), []) if since <= point.at < until]
        return tuple(sorted(points, key=lambda point: point.at, reverse=True))
