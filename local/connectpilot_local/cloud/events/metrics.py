"""PutMetricData, GetMetricData and GetMetricStatistics over the metric store, instead of moto's one growing list.

moto's GetMetricData walks the whole list once for every period of every query, matches dimensions without the
namespace, and starts periods at the second of StartTime; what is put without a timestamp gets this machine's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.exceptions import InvalidParameterValue, ValidationError
from moto.cloudwatch.models import CloudWatchBackend, MetricDatum

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.events.active import active
from connectpilot_local.cloud.events.envelope import instant
from connectpilot_local.cloud.events.metric_store import STATISTICS, MetricStore, SeriesKey, Summary
from connectpilot_local.cloud.repairs import repair

_ATTRIBUTE = "connectpilot_metrics"
_MOST_QUERIES = 500
_MINUTE = 60


def store_of(backend: Any) -> MetricStore:
    """The store of one of moto's backends; it goes when moto resets the backend."""
    store: MetricStore = backend.__dict__.setdefault(_ATTRIBUTE, MetricStore())
    return store


def series_key(namespace: str, name: str, dimensions: Sequence[Mapping[str, str]]) -> SeriesKey:
    return SeriesKey(namespace, name, frozenset((each["Name"], each["Value"]) for each in dimensions))


def install() -> None:
    repair(CloudWatchBackend, "put_metric_data", "self namespace metric_data", _putting)
    repair(CloudWatchBackend, "get_metric_data", "self queries start_time end_time scan_by", _getting)
    repair(
        CloudWatchBackend,
        "get_metric_statistics",
        "self namespace metric_name start_time end_time period stats dimensions unit",
        _summing,
    )
    repair(CloudWatchBackend, "get_all_metrics", "self", _listing)


def _putting(original: Any) -> Any:
    def put_metric_data(self: Any, namespace: str, metric_data: list[dict[str, Any]]) -> None:
        context = active(Context)
        if context is None:
            original(self, namespace, metric_data)
            return
        for number, datum in enumerate(metric_data, 1):
            self._validate_parameters_put_metric_data(datum, number)
        store, now = store_of(self), context.clock.now()
        for datum in metric_data:
            at = instant(datum.get("Timestamp") or now).timestamp()
            key = series_key(namespace, datum["MetricName"], datum.get("Dimensions") or ())
            resolution = int(datum.get("StorageResolution") or _MINUTE)
            for summary in _summaries(datum):
                store.put(key, at, summary, unit=datum.get("Unit"), resolution=resolution)
        store.prune(now.timestamp())

    return put_metric_data


def _summaries(datum: Mapping[str, Any]) -> list[Summary]:
    if datum.get("StatisticValues"):
        values = datum["StatisticValues"]
        count, total = float(values["SampleCount"]), float(values["Sum"])
        return [Summary(count, total, float(values["Minimum"]), float(values["Maximum"]))]
    if datum.get("Values"):
        counts = datum.get("Counts") or [1] * len(datum["Values"])
        pairs = [(float(value), float(count)) for value, count in zip(datum["Values"], counts, strict=True)]
        return [Summary(count, value * count, value, value) for value, count in pairs]
    value = float(datum.get("Value", 0))
    return [Summary(1.0, value, value, value)]


def _getting(original: Any) -> Any:
    def get_metric_data(
        self: Any, queries: list[dict[str, Any]], start_time: Any, end_time: Any, scan_by: str = "TimestampAscending"
    ) -> list[dict[str, Any]]:
        if active(Context) is None:
            answer: list[dict[str, Any]] = original(self, queries, start_time, end_time, scan_by)
            return answer
        if len(queries) > _MOST_QUERIES:
            raise ValidationError(f"The collection MetricDataQueries must not have more than {_MOST_QUERIES} members.")
        start, end = _range(start_time, end_time)
        asked = [(query, _answer(store_of(self), query, start, end, scan_by)) for query in queries]
        return [answer for query, answer in asked if query.get("ReturnData", True)]

    return get_metric_data


def _range(start_time: Any, end_time: Any) -> tuple[int, float]:
    """GetMetricData rounds StartTime down to the minute; EndTime is exclusive."""
    start, end = instant(start_time).timestamp(), instant(end_time).timestamp()
    if start >= end:
        raise ValidationError("The parameter EndTime must be greater than StartTime.")
    return int(start) // _MINUTE * _MINUTE, end


def _answer(store: MetricStore, query: Mapping[str, Any], start: int, end: float, scan_by: str) -> dict[str, Any]:
    if "MetricStat" not in query:
        raise ValidationError(
            f"The local cloud does not evaluate the expression of query {query['Id']}: metric math is left out."
        )
    asked = query["MetricStat"]
    metric, statistic = asked["Metric"], asked["Stat"]
    check_statistic(statistic)
    key = series_key(metric["Namespace"], metric["MetricName"], metric.get("Dimensions") or ())
    found = store.buckets(key, start=start, end=end, period=int(asked["Period"]), unit=asked.get("Unit"))
    if scan_by != "TimestampAscending":
        found.reverse()
    return {
        "id": query["Id"],
        "label": query.get("Label") or f"{metric['MetricName']} {statistic}",
        "values": [summary.statistic(statistic) for _, summary in found],
        "timestamps": [datetime.fromtimestamp(time, UTC) for time, _ in found],
        "status_code": "Complete",
    }


def check_statistic(name: str) -> None:
    if name not in STATISTICS:
        raise ValidationError(f"The local cloud keeps {', '.join(STATISTICS)}, not the statistic {name}.")


def _summing(original: Any) -> Any:
    def get_metric_statistics(  # noqa: PLR0917 - moto's own parameters
        self: Any,
        namespace: str,
        metric_name: str,
        start_time: Any,
        end_time: Any,
        period: int,
        stats: list[str],
        dimensions: list[dict[str, str]],
        unit: str | None = None,
    ) -> Any:
        if active(Context) is None:
            return original(self, namespace, metric_name, start_time, end_time, period, stats, dimensions, unit)
        if instant(start_time) >= instant(end_time):
            raise InvalidParameterValue("The parameter StartTime must be less than the parameter EndTime.")
        for statistic in stats:
            check_statistic(statistic)
        start, end = _range(start_time, end_time)
        key = series_key(namespace, metric_name, dimensions or ())
        found = store_of(self).buckets(key, start=start, end=end, period=int(period), unit=unit)
        return [
            {
                "Timestamp": datetime.fromtimestamp(time, UTC),
                "Unit": unit or "None",
                **{statistic: summary.statistic(statistic) for statistic in stats},
            }
            for time, summary in found
        ]

    return get_metric_statistics


def _listing(original: Any) -> Any:
    # ListMetrics compares each datum with all before it: one datum for a series is enough.
    def get_all_metrics(self: Any) -> list[Any]:
        if active(Context) is None:
            answer: list[Any] = original(self)
            return answer
        return [
            MetricDatum(
                key.namespace, key.name, 0.0, [{"Name": n, "Value": v} for n, v in sorted(key.dimensions)], None
            )
            for key in store_of(self).series()
        ]

    return get_all_metrics
