"""The faults a person or a test can schedule for a connector, as JSON or as Python."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Seconds = Annotated[float, Field(ge=0)]


class _Fault(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    after_seconds: Seconds = 0


class TaskFailure(_Fault):
    """A task fails with a trace; after each restart it fails again until it has failed `times` times (None: always)."""

    kind: Literal["task_failure"] = "task_failure"
    task: int | Literal["all"] = 0
    trace: str = "database connection lost"
    times: Annotated[int, Field(ge=1)] | None = 1
    again_after_seconds: Seconds = 20
    cured_by_configuration: dict[str, str] | None = None


class SlowStart(_Fault):
    """Tasks need so much longer to start."""

    kind: Literal["slow_start"] = "slow_start"
    seconds: Seconds


class ConnectorFailed(_Fault):
    """The connector itself goes FAILED with a stateDescription, while it is created or later."""

    kind: Literal["connector_failed"] = "connector_failed"
    code: str = "UnknownError.Unknown"
    message: str = "The last operation failed. Retry the operation"
    times: Annotated[int, Field(ge=1)] | None = 1


class NoProgress(_Fault):
    """RUNNING, but nothing moves: for so many seconds, or until a restart if that cures it."""

    kind: Literal["no_progress"] = "no_progress"
    seconds: Seconds | None = None
    cured_by_restart: bool = True


class Flow(_Fault):
    """Records a minute that arrive for a sink, and that it handles with the capacity it has when this begins."""

    kind: Literal["flow"] = "flow"
    arrives_per_minute: Annotated[float, Field(ge=0)]
    handles_per_minute: Annotated[float, Field(ge=0)]
    lag: Annotated[float, Field(ge=0)] = 0


class CpuCurve(_Fault):
    """CPU load as (seconds, percent) points, straight lines between; more capacity that tasks can use lowers it."""

    kind: Literal["cpu"] = "cpu"
    points: Annotated[list[tuple[Seconds, Annotated[float, Field(ge=0)]]], Field(min_length=1)]
    follows_capacity: bool = True


class MetricsMissing(_Fault):
    """CloudWatch gets nothing of this connector."""

    kind: Literal["metrics_missing"] = "metrics_missing"
    seconds: Seconds | None = None


class MetricsLate(_Fault):
    """CloudWatch gets this connector's values so much later, under the time they were measured."""

    kind: Literal["metrics_late"] = "metrics_late"
    delay_seconds: Seconds
    seconds: Seconds | None = None


class LogsLost(_Fault):
    """Worker log lines are not delivered."""

    kind: Literal["logs_lost"] = "logs_lost"
    seconds: Seconds | None = None


class UpdateFails(_Fault):
    """The next update does not take: it ends in this state, with this errorInfo."""

    kind: Literal["update_fails"] = "update_fails"
    ends: Literal["ROLLBACK_COMPLETE", "UPDATE_FAILED", "ROLLBACK_FAILED"] = "ROLLBACK_COMPLETE"
    code: str = "UnknownError.Unknown"
    message: str = "The last operation failed. Retry the operation"
    times: Annotated[int, Field(ge=1)] | None = 1


class OperationFails(_Fault):
    """The next restart, pause or resume ends FAILED, with this errorInfo."""

    kind: Literal["operation_fails"] = "operation_fails"
    operation: Literal["restart", "pause", "resume"] = "restart"
    code: str = "UnknownError.Unknown"
    message: str = "The last operation failed. Retry the operation"
    times: Annotated[int, Field(ge=1)] | None = 1


Fault = (
    TaskFailure | SlowStart | ConnectorFailed | NoProgress | Flow | CpuCurve
    | MetricsMissing | MetricsLate | LogsLost | UpdateFails | OperationFails
)  # fmt: skip

FAULT_KINDS: tuple[type[_Fault], ...] = (
    TaskFailure, SlowStart, ConnectorFailed, NoProgress, Flow, CpuCurve,
    MetricsMissing, MetricsLate, LogsLost, UpdateFails, OperationFails,
)  # fmt: skip

F = TypeVar("F", bound=_Fault)
_ADAPTER: TypeAdapter[Fault] = TypeAdapter(Annotated[Fault, Field(discriminator="kind")])


def fault_from_json(document: Any) -> Fault:
    """Raises pydantic's ValidationError with every mistake in it."""
    return _ADAPTER.validate_python(document)


class Scheduled:
    """A fault that was scheduled, and how often it has struck."""

    def __init__(self, fault: Fault, since: datetime) -> None:
        self.fault = fault
        self.since = since
        self.strikes: Counter[int] = Counter()
        self.cured = False

    @property
    def struck(self) -> int:
        return self.strikes.total()

    def strike(self, task: int = 0) -> None:
        self.strikes[task] += 1

    def seconds(self, now: datetime) -> float:
        """Since it took effect; negative before."""
        return (now - self.since).total_seconds() - self.fault.after_seconds

    def active(self, now: datetime) -> bool:
        if self.cured or (elapsed := self.seconds(now)) < 0:
            return False
        times, lasts = getattr(self.fault, "times", None), getattr(self.fault, "seconds", None)
        if times is not None and self.struck >= times and not isinstance(self.fault, TaskFailure):
            return False
        return lasts is None or isinstance(self.fault, SlowStart) or elapsed < lasts

    def as_json(self) -> dict[str, Any]:
        return {**self.fault.model_dump(), "since": self.since.isoformat(), "struck": self.struck, "cured": self.cured}


class FaultBook:
    """Every scheduled fault by connector name; a name keeps its faults when the connector is created again."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[Scheduled]] = {}

    def schedule(self, name: str, fault: Fault, now: datetime) -> Scheduled:
        scheduled = Scheduled(fault, now)
        self._by_name.setdefault(name, []).append(scheduled)
        return scheduled

    def clear(self, name: str) -> int:
        return len(self._by_name.pop(name, []))

    def of(self, name: str) -> list[Scheduled]:
        return self._by_name.get(name, [])

    def names(self) -> list[str]:
        return sorted(self._by_name)

    def active(self, name: str, kind: type[F], now: datetime) -> list[tuple[Scheduled, F]]:
        found = [(scheduled, scheduled.fault) for scheduled in self.of(name) if scheduled.active(now)]
        return [(scheduled, fault) for scheduled, fault in found if isinstance(fault, kind)]
