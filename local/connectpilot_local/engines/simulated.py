"""The simulated engine: connectors that run on nothing, with faults that can be scheduled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import final

from connectpilot_local.engines.base import Launch, LogLine, Metrics, Offset, Phase, Status, TaskState, TopicLag
from connectpilot_local.engines.faults import CpuCurve, FaultBook, Flow, NoProgress, Scheduled
from connectpilot_local.engines.load import (
    BYTES_PER_RECORD,
    CPU_BUSY,
    CPU_IDLE,
    RECORDS_PER_MINUTE,
    Flowing,
    handled,
    on_curve,
    usable_capacity,
)
from connectpilot_local.engines.simulated_connector import SimulatedConnector

_LOWEST_MEMORY, _HIGHEST_MEMORY = 40.0, 85.0


@dataclass(slots=True)
class _Progress:
    """What a connector has moved: where its position is kept, records since it exists, records that wait, last rate."""

    kept_at: str
    settled_at: datetime
    waiting: float = 0.0
    per_second: float = 0.0


@final
class SimulatedEngine:
    """The `Engine` protocol over a clock; positions outlive a connector as topics and consumer groups do."""

    def __init__(self, now: Callable[[], datetime], faults: FaultBook) -> None:
        self._now = now
        self._faults = faults
        self._connectors: dict[str, SimulatedConnector] = {}
        self._progress: dict[str, _Progress] = {}
        self._positions: defaultdict[str, float] = defaultdict(float)
        self._capacity_at_fault: dict[int, int] = {}

    def start(self, launch: Launch) -> None:
        self._connectors[launch.name] = SimulatedConnector(launch, self._faults, self._now())
        self._progress[launch.name] = _Progress(_kept_at(launch), self._now())

    def stop(self, name: str) -> None:
        if name in self._connectors:
            self._settled(name)
        self._connectors.pop(name, None)
        self._progress.pop(name, None)

    def restart(self, name: str, *, only_failed: bool, tasks_too: bool) -> None:
        self._settled(name).restart(self._now(), only_failed=only_failed, tasks_too=tasks_too)

    def pause(self, name: str) -> None:
        self._settled(name).pause(self._now())

    def resume(self, name: str) -> None:
        self._settled(name).resume(self._now())

    def update(self, launch: Launch) -> None:
        self._settled(launch.name).update(launch, self._now())
        self._progress[launch.name].kept_at = _kept_at(launch)

    def status(self, name: str) -> Status:
        return self._settled(name).status()

    def log_lines(self, name: str) -> list[LogLine]:
        return self._settled(name).log.take() if name in self._connectors else []

    def offsets(self, name: str) -> list[Offset]:
        connector = self._settled(name)
        records = int(self._positions[self._progress[name].kept_at])
        if not connector.launch.is_sink:
            server = connector.launch.configuration.get("topic.prefix", name)
            return [Offset({"server": server}, {"pos": records})]
        topics = connector.launch.topics
        return [Offset({"kafka_topic": each, "kafka_partition": 0}, {"kafka_offset": records}) for each in topics]

    def close(self) -> None:
        self._connectors.clear()

    def metrics(self, name: str) -> Metrics:
        connector, progress = self._settled(name), self._progress[name]
        status, now = connector.status(), self._now()
        up = connector.phase is Phase.UP
        rate = progress.per_second if up else 0.0
        values = {
            "BytesInPerSec": rate * BYTES_PER_RECORD,
            "BytesOutPerSec": rate * BYTES_PER_RECORD,
            "CpuUtilization": self._cpu(connector, now),
            "MemoryUtilization": _memory(connector, now),
            "ErroredTaskCount": status.count(TaskState.FAILED),
            "RunningTaskCount": status.count(TaskState.RUNNING),
            "WorkerCount": len(connector.workers),
            "RebalanceCompletedTotal": connector.rebalances,
            "RebalanceTimeAvg": 350.0,
            "RebalanceTimeMax": 900.0,
            "RebalanceTimeSinceLast": (now - connector.rebalanced_at).total_seconds() * 1000,
            "TaskStartupAttemptsTotal": connector.starts,
            "TaskStartupSuccessPercentage": 100 * (1 - connector.failed_starts / max(connector.starts, 1)),
        }
        if connector.launch.is_sink:
            values |= {
                "SinkRecordReadRate": rate,
                "SinkRecordSendRate": rate,
                "SinkConsumerByteRate": rate * BYTES_PER_RECORD,
            }
            return Metrics(values, self._lag(connector, progress.waiting))
        values |= {
            "SourceRecordPollRate": rate,
            "SourceRecordWriteRate": rate,
            "SourceProducerByteRate": rate * BYTES_PER_RECORD,
        }
        return Metrics(values)

    def _settled(self, name: str) -> SimulatedConnector:
        connector, now = self._connectors[name], self._now()
        connector.settle(now)
        self._move_records(connector, now)
        return connector

    def _move_records(self, connector: SimulatedConnector, now: datetime) -> None:
        progress = self._progress[connector.launch.name]
        minutes = (now - progress.settled_at).total_seconds() / 60
        share = self._running_share(connector, now)
        if not connector.launch.is_sink:
            progress.per_second = RECORDS_PER_MINUTE / 60 * share
            self._positions[progress.kept_at] += progress.per_second * 60 * minutes
        elif minutes > 0:
            flow = self._flow(connector, progress, now)
            moved = handled(flow, progress.waiting, share, minutes)
            progress.waiting += flow.arrives * minutes - moved
            progress.per_second = moved / (minutes * 60)
            self._positions[progress.kept_at] += moved
        if share == 0:
            progress.per_second = 0.0
        progress.settled_at = now

    def _running_share(self, connector: SimulatedConnector, now: datetime) -> float:
        if connector.phase is not Phase.UP or self._faults.active(connector.launch.name, NoProgress, now):
            return 0.0
        return connector.status().count(TaskState.RUNNING) / max(len(connector.tasks), 1)

    def _flow(self, connector: SimulatedConnector, progress: _Progress, now: datetime) -> Flowing:
        for scheduled, fault in self._faults.active(connector.launch.name, Flow, now)[-1:]:
            if not scheduled.struck:  # the records that wait from the beginning come once
                scheduled.strike()
                progress.waiting += fault.lag
            more = self._capacity(connector) / self._capacity_when(scheduled, connector)
            return Flowing(fault.arrives_per_minute, fault.handles_per_minute * more)
        return Flowing()

    def _cpu(self, connector: SimulatedConnector, now: datetime) -> float:
        if connector.phase is not Phase.UP or not connector.status().count(TaskState.RUNNING):
            return CPU_IDLE
        for scheduled, fault in self._faults.active(connector.launch.name, CpuCurve, now)[-1:]:
            value = on_curve(fault.points, scheduled.seconds(now))
            if fault.follows_capacity:
                value *= self._capacity_when(scheduled, connector) / self._capacity(connector)
            return min(value, 100.0)
        return CPU_BUSY

    def _capacity_when(self, scheduled: Scheduled, connector: SimulatedConnector) -> int:
        return self._capacity_at_fault.setdefault(id(scheduled), self._capacity(connector))

    @staticmethod
    def _capacity(connector: SimulatedConnector) -> int:
        return usable_capacity(connector.launch.workers, connector.launch.mcu, len(connector.tasks))

    def _lag(self, connector: SimulatedConnector, waiting: float) -> list[TopicLag]:
        topics = connector.launch.topics
        arrives = self._flow(connector, self._progress[connector.launch.name], self._now()).arrives
        each = waiting / max(len(topics), 1)
        seconds = each * len(topics) * 60 / arrives if arrives else 0.0
        return [TopicLag(topic, sum_offsets=each, max_offsets=each, seconds=seconds) for topic in topics]


def _kept_at(launch: Launch) -> str:
    """Sources keep their position by name in their offsets topic, sinks in the group connect-<name>."""
    if launch.is_sink:
        return f"group connect-{launch.name}"
    internal = f"__amazon_msk_connect_offsets_{launch.name}_{launch.uuid}"
    return f"topic {launch.worker_properties.get('offset.storage.topic', internal)} of {launch.name}"


def _memory(connector: SimulatedConnector, now: datetime) -> float:
    """Climbs and stays high, as the JVM gives nothing back (documented as normal)."""
    minutes = (now - connector.up_since).total_seconds() / 60
    return min(_HIGHEST_MEMORY, _LOWEST_MEMORY + minutes / 2)
