"""Keeps metric data by series and minute, as CloudWatch stores them, so that old data go and queries stay fast."""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field

# Alarms and graphs of the local cloud look back minutes to a few hours of the clock.
KEEP_SECONDS = 6 * 3600
STATISTICS = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")


@dataclass(frozen=True, slots=True)
class Summary:
    """Any number of samples as CloudWatch's statistic set; percentiles cannot be told from it."""

    count: float
    total: float
    low: float
    high: float

    def __add__(self, other: Summary) -> Summary:
        return Summary(
            self.count + other.count, self.total + other.total, min(self.low, other.low), max(self.high, other.high)
        )

    def statistic(self, name: str) -> float:
        values = {
            "Average": self.total / self.count,
            "Maximum": self.high,
            "Minimum": self.low,
            "SampleCount": self.count,
            "Sum": self.total,
        }
        return values[name]


@dataclass(frozen=True, slots=True)
class SeriesKey:
    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]


@dataclass(slots=True)
class _Series:
    times: list[int] = field(default_factory=list)
    points: dict[int, dict[str | None, Summary]] = field(default_factory=dict)


class MetricStore:
    def __init__(self) -> None:
        self._series: dict[SeriesKey, _Series] = {}
        self._lock = threading.Lock()

    def put(self, key: SeriesKey, at: float, summary: Summary, *, unit: str | None, resolution: int = 60) -> None:
        """Add to the minute (or second, for high resolution) that `at` falls into."""
        time = int(at) // resolution * resolution
        with self._lock:
            series = self._series.setdefault(key, _Series())
            point = series.points.get(time)
            if point is None:
                insort(series.times, time)
                point = series.points[time] = {}
            point[unit] = point[unit] + summary if unit in point else summary

    def prune(self, now: float) -> None:
        """Forget data that nobody can ask for any more; a series stays known for ListMetrics."""
        oldest = int(now) - KEEP_SECONDS
        with self._lock:
            for series in self._series.values():
                gone = bisect_left(series.times, oldest)
                for time in series.times[:gone]:
                    del series.points[time]
                del series.times[:gone]

    def series(self) -> list[SeriesKey]:
        with self._lock:
            return list(self._series)

    def buckets(
        self, key: SeriesKey, *, start: int, end: float, period: int, unit: str | None = None
    ) -> list[tuple[int, Summary]]:
        """(start of period, its data) for each period from `start` that has data before `end`, oldest first."""
        with self._lock:
            series = self._series.get(key)
            if series is None:
                return []
            found: dict[int, Summary] = {}
            for time, summary in _between(series, start, end, unit):
                period_start = start + (time - start) // period * period
                found[period_start] = found[period_start] + summary if period_start in found else summary
            return list(found.items())


def _between(series: _Series, start: int, end: float, unit: str | None) -> Iterator[tuple[int, Summary]]:
    for position in range(bisect_left(series.times, start), len(series.times)):
        time = series.times[position]
        if time >= end:
            return
        for measured_in, summary in series.points[time].items():
            if unit is None or unit == measured_in:
                yield time, summary
