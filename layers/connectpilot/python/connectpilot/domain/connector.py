"""A connector and its operations as MSK Connect reports them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .capacity import Capacity


class ConnectorState(StrEnum):
    """MSK Connect's nine states, the connector's own and not its tasks', and one for those it may get later."""

    CREATING = "CREATING"
    RUNNING = "RUNNING"
    UPDATING = "UPDATING"
    DELETING = "DELETING"
    FAILED = "FAILED"
    PAUSED = "PAUSED"
    RESTARTING = "RESTARTING"
    PAUSING = "PAUSING"
    RESUMING = "RESUMING"
    UNKNOWN = "UNKNOWN"
    """A word that we do not know: waited for, shown UNASSIGNED, never acted upon."""

    @classmethod
    def _missing_(cls, value: object) -> ConnectorState:
        """One connector in a new state must not hide all others."""
        return cls.UNKNOWN

    @property
    def settled(self) -> bool:
        return self in (ConnectorState.RUNNING, ConnectorState.FAILED, ConnectorState.PAUSED)


@dataclass(frozen=True, slots=True)
class Connector:
    """The observed connector. A listing leaves out `configuration` and the state's description (they are None)."""

    arn: str
    name: str
    state: ConnectorState
    version: str
    """`currentVersion`: MSK Connect's optimistic lock, another one after each change."""
    capacity: Capacity
    kafka_connect_version: str
    plugin_arn: str
    worker_configuration_arn: str | None = None
    execution_role_arn: str = ""
    bootstrap_servers: str = ""
    authentication: str = ""
    """NONE or IAM, towards the cluster."""
    encryption: str = ""
    """PLAINTEXT or TLS, towards the cluster."""
    created_at: datetime | None = None
    configuration: Mapping[str, str] | None = None
    state_code: str | None = None
    state_message: str | None = None
    tags: Mapping[str, str] | None = None


class OperationEnd(StrEnum):
    """What an operation's state means for the step that waits for it."""

    UNDER_WAY = "underWay"
    COMPLETE = "complete"
    FAILED = "failed"
    ROLLED_BACK = "rolledBack"


_ENDS = {
    "PENDING": OperationEnd.UNDER_WAY,
    "UPDATE_IN_PROGRESS": OperationEnd.UNDER_WAY,
    "UPDATE_COMPLETE": OperationEnd.COMPLETE,
    "UPDATE_FAILED": OperationEnd.FAILED,
    "ROLLBACK_IN_PROGRESS": OperationEnd.UNDER_WAY,
    "ROLLBACK_FAILED": OperationEnd.FAILED,
    "ROLLBACK_COMPLETE": OperationEnd.ROLLED_BACK,
    **{
        f"{kind}_{state}": end
        for kind in ("RESTART", "PAUSE", "RESUME")
        for state, end in (
            ("IN_PROGRESS", OperationEnd.UNDER_WAY),
            ("COMPLETE", OperationEnd.COMPLETE),
            ("FAILED", OperationEnd.FAILED),
        )
    },
}


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """What UPDATE_WORKER_SETTING leads to."""

    capacity: Capacity | None
    plugin_arn: str
    worker_configuration_arn: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    """MSK Connect's own asynchronous work: the truth about whether a change was made."""

    arn: str
    type: str
    state: str
    created_at: datetime
    ended_at: datetime | None = None
    error_code: str | None = None
    error_message: str | None = None
    target_configuration: Mapping[str, str] | None = None
    """What an update leads to; told of one that is described, not of a listed one."""
    target_workers: WorkerSettings | None = None

    @property
    def end(self) -> OperationEnd:
        """Raises KeyError for a state that botocore's model does not know: never read as success."""
        return _ENDS[self.state]

    @property
    def is_complete(self) -> bool:
        return _ENDS.get(self.state) is OperationEnd.COMPLETE
