"""What Connectpilot remembers of a connector: one item of the connectors table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .connector import ConnectorState


class Lifecycle(StrEnum):
    """What a person last asked for: where the sweep brings the connector back to."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was last seen of the connector; a list with `expand` is answered from it."""

    at: datetime
    """When its tasks were counted, which is minutes before they were looked at; of the look where they were not."""
    state: ConnectorState | None
    """None: MSK Connect has no such connector."""
    running_tasks: int | None = None
    errored_tasks: int | None = None
    """None: no metric that is fresh enough to be evidence."""
    trace: str | None = None
    """The failed task's trace that healing found in the worker log, secrets erased."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to change a connector, for a while; `fence` grows with every lease."""

    owner: str
    fence: int
    until: datetime


@dataclass(frozen=True, slots=True)
class TakenUp:
    """When the door first took up a request, and the operations that it has begun since: its own, whoever looks."""

    request_id: str
    at: datetime
    operations: tuple[str, ...] = ()
    """ARNs, noted right after each call; one whose answer was lost is known by its time and by what it leads to."""


@dataclass(frozen=True, slots=True)
class ConnectorRecord:
    """A connector that Connectpilot manages."""

    name: str
    lifecycle: Lifecycle = Lifecycle.RUNNING
    wanted_digest: str | None = None
    healthy_digest: str | None = None
    """The last spec under which the connector was verified healthy: where a roll-back goes."""
    arn: str | None = None
    version: str | None = None
    """Where the last request left it."""
    matched_version: str | None = None
    """At which the door has compared it with its spec and found it equal, or to which it has moved it from there."""
    difference: str | None = None
    """How it differed from its spec when they were compared last; None: it did not."""
    kind: str | None = None
    """`source` or `sink`, from the plugin's manifest."""
    sighting: Sighting | None = None
    changing_since: datetime | None = None
    """When the sweep first saw it in a state between two others, and in no settled one since."""
    lease: Lease | None = None
    request: str | None = None
    """The operate-connector input (JSON) that was accepted and has not been recorded as ended."""
    request_id: str | None = None
    taken_up: TakenUp | None = None
    outcome: str | None = None
    outcome_reason: str | None = None
    outcome_at: datetime | None = None
    applied_at: datetime | None = None
    """When a spec last took effect, for good or ill; no restart moves it."""
    next_check_at: datetime | None = None
    attempts: int = 0
    """Remedies tried in the illness that is open now."""
    last_attempt_at: datetime | None = None
    incident_opened_at: str | None = None
    quarantine: str | None = None
    """Why healing gave up; cleared when a person applies, restarts or resumes."""
    last_adjustment_at: datetime | None = None

    def has_drifted(self, version: str) -> bool:
        """An adopted connector that its owner left different from its spec is measured by where that left it."""
        known = self.matched_version or self.version
        return known is not None and known != version

    @property
    def was_created(self) -> bool:
        """The ARN goes with the connector; that it was healthy once stays known."""
        return self.arn is not None or self.healthy_digest is not None
