"""CloudWatch metrics in batched GetMetricData calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, final

from ..domain.metrics import Datapoint, MetricQuery, Series
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_cloudwatch import CloudWatchClient

_BATCH = 500  # metrics in one GetMetricData call (CloudWatch API)
_PERIOD = 60
_WHOLE = "Complete"  # else PartialData (more on a later page), InternalError or Forbidden (CloudWatch API)


@final
class CloudWatchMetrics:
    """The `Metrics` port."""

    def __init__(self, client: CloudWatchClient) -> None:
        self._client = client

    def series(
        self, queries: Sequence[MetricQuery], *, since: datetime, until: datetime
    ) -> Mapping[MetricQuery, Series]:
        asked = list(dict.fromkeys(queries))
        found: dict[MetricQuery, Series] = {}
        for start in range(0, len(asked), _BATCH):
            found |= self._batch(asked[start : start + _BATCH], since, until)
        return found

    def _batch(self, queries: Sequence[MetricQuery], since: datetime, until: datetime) -> dict[MetricQuery, Series]:
        points: dict[str, list[Datapoint]] = {f"q{number}": [] for number in range(len(queries))}
        ends: dict[str, str] = {}
        asked = [_question(identity, query) for identity, query in zip(points, queries, strict=True)]
        start = min(since, until - timedelta(seconds=_PERIOD))  # an empty span of time is refused
        pages = self._client.get_paginator("get_metric_data")
        with told_apart():
            for page in pages.paginate(MetricDataQueries=asked, StartTime=start, EndTime=until):  # type: ignore[arg-type]
                for result in page["MetricDataResults"]:
                    pairs = zip(result["Timestamps"], result["Values"], strict=True)
                    points[result["Id"]] += [Datapoint(at, value) for at, value in pairs]
                    ends[result["Id"]] = result.get("StatusCode", _WHOLE)
        # What did not come whole is no evidence: the minutes that are missing may be those that tell.
        whole = ((series if ends.get(identity, _WHOLE) == _WHOLE else []) for identity, series in points.items())
        newest_first = [tuple(sorted(series, key=lambda point: point.at, reverse=True)) for series in whole]
        return dict(zip(queries, newest_first, strict=True))


def _question(identity: str, query: MetricQuery) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in query.dimensions]
    metric = {"Namespace": query.namespace, "MetricName": query.metric, "Dimensions": dimensions}
    return {"Id": identity, "MetricStat": {"Metric": metric, "Period": _PERIOD, "Stat": query.statistic}}
