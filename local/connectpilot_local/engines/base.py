"""What connectors run on, as the stand-in sees it: the same questions for a simulation and for real workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol


class Phase(StrEnum):
    """Where a connector's workers are; MSK Connect's own states are the stand-in's business."""

    STARTING = "STARTING"
    UP = "UP"
    PAUSED = "PAUSED"
    FAILED = "FAILED"


class TaskState(StrEnum):
    """Kafka Connect's own words for a task."""

    UNASSIGNED = "UNASSIGNED"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class PluginFile:
    """The stored copy of a custom plugin."""

    path: Path
    content_type: Literal["JAR", "ZIP"]


@dataclass(frozen=True, slots=True)
class Launch:
    """All that workers need in order to run one connector; configuration values never go to a log."""

    name: str
    uuid: str
    configuration: Mapping[str, str] = field(repr=False)
    worker_properties: Mapping[str, str] = field(repr=False)
    plugin: PluginFile
    connect_version: str
    workers: int
    mcu: int
    tasks_max: int
    bootstrap_servers: str = ""

    @property
    def connector_class(self) -> str:
        return self.configuration.get("connector.class", "")

    @property
    def is_sink(self) -> bool:
        """Sinks read topics; a class named so is one even when its topics were forgotten."""
        simple_name = self.connector_class.rpartition(".")[2]
        return "topics" in self.configuration or "topics.regex" in self.configuration or "Sink" in simple_name

    @property
    def topics(self) -> tuple[str, ...]:
        return tuple(topic.strip() for topic in self.configuration.get("topics", "").split(",") if topic.strip())


@dataclass(frozen=True, slots=True)
class TaskStatus:
    """One task: its state, its worker and, when it failed, its trace."""

    id: int
    state: TaskState
    worker: str
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """A connector and its tasks; `reason` says why the connector itself failed."""

    phase: Phase
    tasks: tuple[TaskStatus, ...] = ()
    reason: str | None = None

    def count(self, state: TaskState) -> int:
        return sum(task.state is state for task in self.tasks)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event of a worker log, already in the service's format."""

    at: datetime
    worker: str
    text: str


@dataclass(frozen=True, slots=True)
class TopicLag:
    """How far a sink's consumer group is behind in one topic."""

    topic: str
    sum_offsets: float
    max_offsets: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Metrics:
    """One look at a connector: values by CloudWatch's names, and a sink's lag."""

    values: Mapping[str, float]
    lag: Sequence[TopicLag] = ()


@dataclass(frozen=True, slots=True)
class Offset:
    """One entry of what GET /connectors/{name}/offsets answers."""

    partition: Mapping[str, str | int]
    offset: Mapping[str, str | int]


class Engine(Protocol):
    """Runs connectors by name. Every verb returns at once; `status` tells what came of it."""

    def start(self, launch: Launch) -> None: ...

    def stop(self, name: str) -> None: ...

    def restart(self, name: str, *, only_failed: bool, tasks_too: bool) -> None:
        """Connect before 3.0 restarts the connector instance without its tasks: `tasks_too` is False then."""

    def pause(self, name: str) -> None: ...

    def resume(self, name: str) -> None: ...

    def update(self, launch: Launch) -> None:
        """Run the connector of this name with other settings or another configuration."""

    def status(self, name: str) -> Status: ...

    def metrics(self, name: str) -> Metrics: ...

    def log_lines(self, name: str) -> list[LogLine]:
        """The lines written since the last call."""

    def offsets(self, name: str) -> list[Offset]: ...

    def close(self) -> None:
        """Stop everything that runs."""
