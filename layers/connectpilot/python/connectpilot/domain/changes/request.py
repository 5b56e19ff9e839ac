"""A request at the door: the input of operate-connector, and the parts that its functions hand on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from ..record import Lifecycle

Text = Annotated[str, Field(min_length=1)]


class _Message(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


class Intent(StrEnum):
    """What is wanted of the door."""

    APPLY = "apply"
    RESTART = "restart"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    DELETE = "delete"
    RECREATE = "recreate"
    ADOPT = "adopt"


class Request(_Message):
    """Names and digests only: no configuration ever stands in an execution's history."""

    request_id: Text
    connector: Text
    intent: Intent
    spec_digest: str | None = None
    only_failed_tasks: bool = False
    may_recreate: bool = False
    """A person asks: an apply may delete a FAILED connector and create it again, whatever the spec allows healing."""
    former_lifecycle: Lifecycle | None = None
    """What was wanted before a person asked for another one; a refusal brings it back."""
    expects: dict[str, Any] = Field(default_factory=dict)
    requested_by: str = ""
    reason: str = ""
    incident_id: str | None = None


class LeaseHeld(_Message):
    """The lease that this execution took."""

    owner: Text
    fence: int


class StepKind(StrEnum):
    """One change to one connector."""

    CREATE = "create"
    UPDATE_CONFIGURATION = "updateConfiguration"
    UPDATE_WORKERS = "updateWorkers"
    RESTART = "restart"
    PAUSE = "pause"
    RESUME = "resume"
    DELETE = "delete"


OPERATION_TYPES = {
    StepKind.UPDATE_CONFIGURATION: "UPDATE_CONNECTOR_CONFIGURATION",
    StepKind.UPDATE_WORKERS: "UPDATE_WORKER_SETTING",
    StepKind.RESTART: "RESTART_CONNECTOR",
    StepKind.PAUSE: "PAUSE_CONNECTOR",
    StepKind.RESUME: "RESUME_CONNECTOR",
}
"""MSK Connect's word for the operation behind a step; creating and deleting have none."""


class Step(_Message):
    kind: StepKind
    only_failed_tasks: bool = False
    skip_health_validation: bool = False


class Change(_Message):
    """What one step has begun."""

    kind: StepKind
    connector_arn: str | None = None
    operation_arn: str | None = None
    moved_from: str | None = None
    """The connector's version right before the call."""
    adopted: bool = False
    """It had been begun before: the answer of the earlier call was lost."""
    removed: tuple[str, ...] = ()
    """Keys that must be gone from the configuration when it is through: nobody says whether an update drops them."""


class Outcome(StrEnum):
    """How a request ended."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    ADOPTED = "adopted"
    ROLLED_BACK = "rolledBack"
    REFUSED = "refused"
    BUSY = "busy"
    UNHEALTHY = "unhealthy"
    TIMED_OUT = "timedOut"


class Evidence(_Message):
    """What the health check saw last."""

    at: datetime
    running_tasks: int | None = None
    errored_tasks: int | None = None
    healthy: bool = False
