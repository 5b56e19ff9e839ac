"""What a plan is made from, and what it can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ..connector import Connector, Operation, OperationEnd
from ..record import ConnectorRecord
from .desired import Desired
from .request import Intent, Step

SKEW = timedelta(seconds=10)
"""How much MSK Connect's clock may lag behind ours: far less than two requests on one connector lie apart."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a plan is made from."""

    intent: Intent
    name: str
    since: datetime
    """When the door first took up this request."""
    record: ConnectorRecord | None = None
    connector: Connector | None = None
    ours: bool = False
    operations: tuple[Operation, ...] = ()
    """The newest first."""
    own: tuple[Operation, ...] = ()
    """Those of them that this request has begun."""
    desired: Desired | None = None
    """For apply, recreate and adopt; for stop, where it can be had: what a resume would create."""
    offset_topic: str | None = None
    """The one that the connector's worker configuration names now; None: MSK Connect's own, which dies with it."""
    kind: str = "unknown"
    errored_tasks: int | None = None
    expects: Mapping[str, Any] = field(default_factory=dict)
    only_failed_tasks: bool = False
    may_recreate: bool = False
    """A person asks."""


@dataclass(frozen=True, slots=True)
class Steps:
    steps: tuple[Step, ...]
    reason: str
    verify: bool = True
    """Whether health is checked afterwards: not where nothing is meant to run."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    reason: str
    verify: bool = False


@dataclass(frozen=True, slots=True)
class Adopted:
    reason: str
    verify: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    reason: str


Plan = Steps | Unchanged | Adopted | Refused | Wait


def under_way(operation: Operation) -> bool:
    """A state that is not known is never read as an end."""
    try:
        return operation.end is OperationEnd.UNDER_WAY
    except KeyError:
        return operation.ended_at is None


def newer_than(at: datetime | None, since: datetime) -> bool:
    return at is not None and at >= since - SKEW


def began_before(facts: Facts, connector: Connector) -> bool:
    """Whether an earlier run of this same request has acted: what it expected has been checked then."""
    return bool(facts.own) or newer_than(connector.created_at, facts.since)
