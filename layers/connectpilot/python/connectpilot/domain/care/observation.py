"""What is seen of a connector at one moment, and how ill that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..connector import Connector, ConnectorState
from ..metrics import FRESH, MINUTE, MetricQuery, Series, of_connector
from ..names import sink_group, worker_configuration_name
from ..record import ConnectorRecord

_STUCK = timedelta(hours=1)
"""No operation of MSK Connect is known to take so long."""
_STALL_WINDOW = timedelta(minutes=10)
_STALL_POINTS = 5
WORKER_CONFIGURATION_PREFIX = worker_configuration_name("")


class Condition(StrEnum):
    HEALTHY = "healthy"
    GONE = "gone"
    FAILED = "failed"
    LIMPING = "limping"
    """Some task has failed."""
    IDLE = "idle"
    """RUNNING without a running task."""
    STALLED = "stalled"
    UNSEEN = "unseen"
    """RUNNING by its state, and no fresh metric to prove it."""
    CHANGING = "changing"
    STUCK = "stuck"
    """Changing, and it does not come to an end."""
    PAUSED = "paused"

    @property
    def ill(self) -> bool:
        return self in _ILL


_ILL = frozenset({
    Condition.GONE, Condition.FAILED, Condition.LIMPING, Condition.IDLE, Condition.STALLED, Condition.STUCK,
    Condition.UNSEEN,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """None: no metric that is fresh enough to be evidence."""

    running: int | None = None
    errored: int | None = None
    at: datetime | None = None
    """The end of the minute that they are of; of the older one where they differ."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One look."""

    state: ConnectorState | None
    """None: MSK Connect has no such connector."""
    running_tasks: int | None = None
    errored_tasks: int | None = None
    """None: no metric that is fresh enough to be evidence."""
    counted_at: datetime | None = None
    stalled: bool = False
    stuck: bool = False
    """Only of a connector that is changing."""
    state_message: str | None = None
    kafka_connect_version: str = ""
    position_survives: bool = False
    """Whether a connector deleted and created again goes on from where it stopped."""

    @property
    def condition(self) -> Condition:
        if self.state is not ConnectorState.RUNNING:
            return _OF_STATE.get(self.state, Condition.STUCK if self.stuck else Condition.CHANGING)
        if self.errored_tasks is None or self.running_tasks is None:
            return Condition.UNSEEN
        if self.errored_tasks > 0:
            return Condition.LIMPING
        if self.running_tasks == 0:
            return Condition.IDLE
        return Condition.STALLED if self.stalled else Condition.HEALTHY

    @property
    def summary(self) -> str:
        """In a person's words."""
        if self.state is None:
            return "MSK Connect has no such connector"
        counts = "no fresh task metrics"
        if self.running_tasks is not None and self.errored_tasks is not None:
            tasks = "task" if self.running_tasks == 1 else "tasks"
            counts = f"{self.running_tasks} {tasks} running, {self.errored_tasks} failed"
        stalled = ", nothing read while its group falls behind" if self.stalled else ""
        message = f" ({self.state_message})" if self.state_message else ""
        return f"connector {self.state}{message}, {counts}{stalled}"


_OF_STATE: dict[ConnectorState | None, Condition] = {
    None: Condition.GONE,
    ConnectorState.FAILED: Condition.FAILED,
    ConnectorState.PAUSED: Condition.PAUSED,
}


def task_queries(connector: str) -> tuple[MetricQuery, MetricQuery]:
    """Running and errored tasks."""
    return of_connector(connector, "RunningTaskCount", "Maximum"), of_connector(
        connector, "ErroredTaskCount", "Maximum"
    )


def progress_queries(connector: str, topics: tuple[str, ...], cluster: str | None) -> tuple[MetricQuery, ...]:
    """A sink's read rate and its lag in each topic; lag is published under the cluster's name."""
    if not cluster or not topics:
        return ()
    lags = (
        MetricQuery(
            "SumOffsetLag",
            (("Cluster Name", cluster), ("Consumer Group", sink_group(connector)), ("Topic", topic)),
            "Maximum",
            "AWS/Kafka",
        )
        for topic in topics
    )
    return of_connector(connector, "SinkRecordReadRate", "Maximum"), *lags


def task_counts(
    connector: str, seen: Mapping[MetricQuery, Series], *, now: datetime, after: Iterable[datetime | None] = ()
) -> TaskCounts:
    """By fresh metrics. `after`: what ended what they told of (the connector's creation, the last attempt); minutes
    that began before it do not count."""
    since = max([now - FRESH, *(moment for moment in after if moment)])
    newest = [
        next((point for point in seen.get(query, ()) if point.at >= since), None) for query in task_queries(connector)
    ]
    ends = [min(point.at + MINUTE, now) for point in newest if point]
    running, errored = (int(point.value) if point else None for point in newest)
    return TaskCounts(running, errored, min(ends, default=None))


def is_stalled(queries: tuple[MetricQuery, ...], seen: Mapping[MetricQuery, Series], *, now: datetime) -> bool:
    """Nothing read for ten minutes while records wait and become no fewer."""
    if not queries:
        return False
    rates, *lags = ([point for point in seen.get(query, ()) if point.at >= now - _STALL_WINDOW] for query in queries)
    if len(rates) < _STALL_POINTS or any(point.value > 0 for point in rates):
        return False
    return any(len(lag) > 1 and lag[0].value > 0 and lag[0].value >= lag[-1].value for lag in lags)


def is_stuck(record: ConnectorRecord, now: datetime) -> bool:
    """Whether it has been changing for too long; a request that ended meanwhile has begun the time anew."""
    if record.changing_since is None:
        return False
    return now - max(record.changing_since, record.outcome_at or record.changing_since) >= _STUCK


def position_survives(kind: str | None, connector: Connector | None, *, adopted: bool) -> bool:
    """A sink's position is its consumer group, a source's the offset topic that our worker configurations name."""
    if kind == "sink":
        return True
    if connector is None:
        return kind == "source" and not adopted
    return kind == "source" and f"/{WORKER_CONFIGURATION_PREFIX}" in (connector.worker_configuration_arn or "")


def observe(
    name: str,
    connector: Connector | None,
    counts: TaskCounts,
    *,
    stalled: bool,
    survives: bool,
    stuck: bool = False,
) -> Observation:
    if connector is None or connector.name != name:
        return Observation(state=None, position_survives=survives)
    message = ": ".join(part for part in (connector.state_code, connector.state_message) if part)
    return Observation(
        state=connector.state,
        running_tasks=counts.running,
        errored_tasks=counts.errored,
        counted_at=counts.at,
        stalled=stalled,
        stuck=stuck,
        state_message=message or None,
        kafka_connect_version=connector.kafka_connect_version,
        position_survives=survives,
    )
