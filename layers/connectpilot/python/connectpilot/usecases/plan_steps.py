"""Under the lease: look at everything a request depends on, and plan its steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import final

from ..domain.changes.desired import Desired
from ..domain.changes.difference import compare, resource_name
from ..domain.changes.facts import Adopted, Facts, Plan, Refused, Wait, began_before
from ..domain.changes.plan import make_plan
from ..domain.changes.request import Intent, LeaseHeld, Request
from ..domain.changes.worker_configuration import offset_topic_of
from ..domain.connector import Connector, ConnectorState, Operation
from ..domain.errors import (
    AmbiguousPluginError,
    ConnectorNotFoundError,
    InvalidSpecError,
    UnknownPluginError,
    UnknownTargetError,
)
from ..domain.metrics import of_connector
from ..domain.record import ConnectorRecord, Lease, TakenUp
from ..ports.metrics import Metrics
from ..ports.msk_connect import Connectors, WorkerConfigurations
from ..ports.records import ConnectorRecords
from .own_operations import own_operations
from .wanted import Wanted

LEASE = timedelta(minutes=5)
"""Longer than any function's timeout and its retries; renewed at each poll."""
STACK_TAG = "connectpilot:stack"
_LOOK_BACK = timedelta(minutes=5)
_NOT_TO_BE_HAD = (InvalidSpecError, UnknownTargetError, UnknownPluginError, AmbiguousPluginError)


@dataclass(frozen=True, slots=True)
class Planned:
    plan: Plan
    since: datetime
    """When the request was first taken up."""
    evidence_since: datetime
    """Metrics older than this say nothing about the connector as it is now."""
    begun: bool = False
    """An earlier run of this request has changed the connector: `unchanged` would not be the whole truth."""


@final
@dataclass(frozen=True, slots=True)
class PlanSteps:
    """Gather the facts, leave the deciding to the plan."""

    connectors: Connectors
    records: ConnectorRecords
    worker_configurations: WorkerConfigurations
    metrics: Metrics
    wanted: Wanted
    stack: str

    def __call__(self, request: Request, lease: LeaseHeld, *, now: datetime) -> Planned:
        """Raises LeaseLostError."""
        name = request.connector
        self.records.renew_lease(name, Lease(lease.owner, lease.fence, now + LEASE))
        record = self.records.get(name)
        since = self._taken_up(request, record, now)
        connector = self.connectors.find(name)
        operations = self._operations(connector)
        evidence_since = _evidence_since(connector, operations, now)
        try:
            desired = self._desired(request, record, connector)
        except _NOT_TO_BE_HAD as error:
            return Planned(Refused(str(error)), since, evidence_since)
        kind = desired.kind if desired else (record and record.kind) or "unknown"
        facts = Facts(
            intent=request.intent,
            name=name,
            since=since,
            record=record,
            connector=connector,
            ours=connector is not None and self._is_ours(record, connector),
            operations=operations,
            own=own_operations(
                self.connectors, operations, request=request, record=record, desired=desired, since=since
            ),
            desired=desired,
            offset_topic=self._offset_topic(request, connector, desired, kind),
            kind=kind,
            errored_tasks=self._errored_tasks(request, now),
            expects=request.expects,
            only_failed_tasks=request.only_failed_tasks,
            may_recreate=request.may_recreate,
        )
        begun = connector is not None and facts.ours and began_before(facts, connector)
        plan = make_plan(facts)
        self._note_comparison(facts, plan)
        return Planned(plan, since, evidence_since, begun)

    def _note_comparison(self, facts: Facts, plan: Plan) -> None:
        """What the comparison says of a connector of ours; one that is changing says nothing."""
        connector, record = facts.connector, facts.record
        if facts.intent is Intent.STOP or isinstance(plan, Wait) or not (facts.ours or isinstance(plan, Adopted)):
            return
        if connector is None or record is None or facts.desired is None:
            return
        difference = compare(connector, facts.desired)
        matched = record.matched_version if difference else connector.version
        if (matched, str(difference) or None) != (record.matched_version, record.difference):
            self.records.write(facts.name, matched_version=matched, difference=str(difference) or None)

    def _taken_up(self, request: Request, record: ConnectorRecord | None, now: datetime) -> datetime:
        """Written down before anything is done: a run after a crash knows by it which operations are its own."""
        taken_up = record.taken_up if record else None
        if taken_up and taken_up.request_id == request.request_id:
            return taken_up.at
        self.records.write(request.connector, taken_up=TakenUp(request.request_id, now))
        return now

    def _operations(self, connector: Connector | None) -> tuple[Operation, ...]:
        try:
            return tuple(self.connectors.operations(connector.arn)) if connector else ()
        except ConnectorNotFoundError:
            return ()

    def _desired(self, request: Request, record: ConnectorRecord | None, connector: Connector | None) -> Desired | None:
        digest = request.spec_digest or (record.wanted_digest if record else None)
        if request.intent not in (Intent.APPLY, Intent.RECREATE, Intent.ADOPT, Intent.STOP) or not digest:
            return None
        try:
            return self.wanted(digest, connector)
        except _NOT_TO_BE_HAD:
            if request.intent is Intent.STOP:  # what is stopped need not be what can be made again
                return None
            raise

    def _is_ours(self, record: ConnectorRecord | None, connector: Connector) -> bool:
        """The record decides; the tag speaks for a connector whose creation was never answered."""
        if record is None:
            return False
        return record.arn == connector.arn or self.connectors.tags(connector.arn).get(STACK_TAG) == self.stack

    def _offset_topic(
        self, request: Request, connector: Connector | None, desired: Desired | None, kind: str
    ) -> str | None:
        """Read only where the plan may create a source anew, now or when it is resumed, or give it other workers."""
        if connector is None or connector.worker_configuration_arn is None or kind == "sink":
            return None
        stops = request.intent is Intent.STOP
        if desired is None and not stops:
            return None
        anew = stops or request.intent is Intent.RECREATE or connector.state is ConnectorState.FAILED
        stays = desired and resource_name(connector.worker_configuration_arn) == desired.workers.name
        if stays and not anew:
            return None
        return offset_topic_of(self.worker_configurations.properties(connector.worker_configuration_arn))

    def _errored_tasks(self, request: Request, now: datetime) -> int | None:
        if not request.expects.get("erroredTasks"):
            return None
        query = of_connector(request.connector, "ErroredTaskCount", "Maximum")
        points = self.metrics.series([query], since=now - _LOOK_BACK, until=now)[query]
        return int(points[0].value) if points else None


def _evidence_since(connector: Connector | None, operations: tuple[Operation, ...], now: datetime) -> datetime:
    """The last change's end, or a few minutes ago where nothing has changed lately."""
    changes = [operation.ended_at for operation in operations] + [connector.created_at if connector else None]
    return max([now - _LOOK_BACK, *(change for change in changes if change is not None)])
