"""What MSK Connect keeps: plugins, worker configurations, connectors and their operations."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectpilot_local.msk_connect.capacity import Capacity
from connectpilot_local.msk_connect.stages import Stage


@dataclass(frozen=True, slots=True)
class StateDescription:
    """Why a resource is in its state."""

    code: str
    message: str


# Minutes of CPU that are kept for autoscaling.
LONGEST_WINDOW = 60

UNKNOWN_ERROR = StateDescription("UnknownError.Unknown", "The last operation failed. Retry the operation")


@dataclass(slots=True)
class CustomPlugin:
    """A registered plugin and the service's own copy of its archive."""

    arn: str
    name: str
    description: str | None
    content_type: str
    location: dict[str, Any]
    created: datetime
    state: str
    due: datetime | None
    md5: str = ""
    size: int = 0
    problem: StateDescription | None = None


@dataclass(slots=True)
class WorkerConfiguration:
    """A worker properties file; its content is as sensitive as the model says."""

    arn: str
    name: str
    description: str | None
    created: datetime
    content: str = field(repr=False)
    state: str = "ACTIVE"
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What UpdateConnector calls the worker setting; `worker_configuration` is None for the service's default."""

    capacity: Capacity
    plugin: dict[str, Any]
    worker_configuration: dict[str, Any] | None


@dataclass(slots=True)
class Operation:
    """An asynchronous change of a connector."""

    arn: str
    connector_arn: str
    number: int
    type: str
    state: str
    created: datetime
    steps: dict[str, str] = field(default_factory=dict)
    origin_settings: Settings | None = None
    target_settings: Settings | None = None
    origin_configuration: dict[str, str] | None = field(default=None, repr=False)
    target_configuration: dict[str, str] | None = field(default=None, repr=False)
    error: StateDescription | None = None
    ended: datetime | None = None

    def end(self, state: str, now: datetime, error: StateDescription | None = None) -> None:
        self.state, self.ended, self.error = state, now, error


@dataclass(slots=True)
class Activity:
    """What the service is doing with a connector: the stages still to come, each at its time."""

    stages: list[tuple[datetime, Stage]]
    back_to: str = "RUNNING"
    operation: Operation | None = None
    only_failed: bool = False
    skip_health: bool = False
    rollback_fails: bool = False


@dataclass(slots=True)
class Connector:
    """A connector; `fixed` holds the members that never change, as they were requested."""

    arn: str
    name: str
    uuid: str
    created: datetime
    version: str
    fixed: dict[str, Any] = field(repr=False)
    settings: Settings = field(repr=False)
    configuration: dict[str, str] = field(repr=False)
    workers: int
    state: str = "CREATING"
    description: StateDescription | None = None
    doom: StateDescription | None = None
    activity: Activity | None = None
    engine_started: bool = False
    operations: list[Operation] = field(default_factory=list)
    cpu: deque[float] = field(default_factory=lambda: deque(maxlen=LONGEST_WINDOW))

    def arns_in_use(self) -> set[str]:
        """The plugins and worker configurations it runs with, or may have to run with when its update has ended."""
        operation = self.activity.operation if self.activity else None
        settings = [self.settings]
        if operation and operation.target_settings:
            settings.append(operation.target_settings)
        workers = [
            each.worker_configuration["workerConfigurationArn"] for each in settings if each.worker_configuration
        ]
        return {*workers, *(each.plugin["customPluginArn"] for each in settings)}

    @property
    def log_group(self) -> str | None:
        """Where worker logs go in CloudWatch Logs, if they go there."""
        logs = (self.fixed.get("logDelivery") or {}).get("workerLogDelivery", {}).get("cloudWatchLogs") or {}
        return logs.get("logGroup") if logs.get("enabled") else None
