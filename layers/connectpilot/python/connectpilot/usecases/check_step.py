"""Has a step come to its end: the operation's own state is the only truth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import final

from ..domain.changes.request import Change, LeaseHeld, Request, StepKind
from ..domain.connector import Connector, ConnectorState, Operation, OperationEnd
from ..domain.erase import erase
from ..domain.errors import ConnectorNotFoundError
from ..domain.record import Lease
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords
from .plan_steps import LEASE


@dataclass(frozen=True, slots=True)
class StepEnd:
    end: OperationEnd
    reason: str
    ended_at: datetime


_CHANGE_NO_SETTING = (StepKind.RESTART, StepKind.PAUSE, StepKind.RESUME)


@final
@dataclass(frozen=True, slots=True)
class CheckStep:
    """Judge the step, and renew the lease meanwhile."""

    connectors: Connectors
    records: ConnectorRecords

    def __call__(self, request: Request, lease: LeaseHeld, change: Change, *, now: datetime) -> StepEnd:
        """Raises LeaseLostError."""
        self.records.renew_lease(request.connector, Lease(lease.owner, lease.fence, now + LEASE))
        if change.kind is StepKind.CREATE:
            return of_creation(self._described(change), now)
        if change.kind is StepKind.DELETE:
            return of_deletion(self._described(change), now)
        if change.operation_arn is None:
            return StepEnd(OperationEnd.COMPLETE, "there was nothing left to do", now)
        seen = of_operation(self.connectors.describe_operation(change.operation_arn), now)
        if seen.end is OperationEnd.ROLLED_BACK or change.kind in _CHANGE_NO_SETTING:
            self._follow(request, change, seen)
        if seen.end is OperationEnd.COMPLETE and change.removed:
            return of_removal(self._described(change), change.removed, seen)
        return seen

    def _follow(self, request: Request, change: Change, seen: StepEnd) -> None:
        """An operation that leaves the settings as they were may count as a change: what was equal is equal still."""
        record = self.records.get(request.connector)
        if seen.end is OperationEnd.UNDER_WAY or record is None or record.matched_version is None:
            return
        connector = self._described(change) if record.matched_version == change.moved_from else None
        if connector is None or connector.version == record.matched_version:
            return
        newest = next(iter(self.connectors.operations(connector.arn)), None)
        if newest and newest.arn == change.operation_arn:
            self.records.write(request.connector, matched_version=connector.version)

    def _described(self, change: Change) -> Connector | None:
        try:
            return self.connectors.describe(change.connector_arn) if change.connector_arn else None
        except ConnectorNotFoundError:
            return None


def of_creation(connector: Connector | None, now: datetime) -> StepEnd:
    """Creating has no operation: the connector's state says how it ended."""
    if connector is None:
        return StepEnd(OperationEnd.FAILED, "the connector vanished while it was created; apply it again", now)
    match connector.state:
        case ConnectorState.CREATING:
            return StepEnd(OperationEnd.UNDER_WAY, "the connector is being created", now)
        case ConnectorState.UNKNOWN:
            return _unknown(connector, now)
        case ConnectorState.FAILED:
            why = " ".join(part for part in (connector.state_code, connector.state_message) if part)
            said = f"the connector could not be created: {erase(why) or 'MSK Connect gives no reason'}"
            return StepEnd(OperationEnd.FAILED, f"{said}; its worker log says more, then recreate it", now)
        case ConnectorState.DELETING:
            return StepEnd(OperationEnd.FAILED, "somebody deletes the connector; apply it again when it is gone", now)
        case _:
            return StepEnd(OperationEnd.COMPLETE, f"the connector is {connector.state}", now)


def of_deletion(connector: Connector | None, now: datetime) -> StepEnd:
    if connector is None:
        return StepEnd(OperationEnd.COMPLETE, "the connector is gone", now)
    if connector.state is ConnectorState.DELETING:
        return StepEnd(OperationEnd.UNDER_WAY, "the connector is being deleted", now)
    if connector.state is ConnectorState.UNKNOWN:
        return _unknown(connector, now)
    said = f"the connector is {connector.state} although it was to be deleted; delete it again"
    return StepEnd(OperationEnd.FAILED, said, now)


def _unknown(connector: Connector, now: datetime) -> StepEnd:
    """A state of a later API is no end: the deadline ends the waiting."""
    return StepEnd(OperationEnd.UNDER_WAY, f"the connector is in an unknown state, {connector.state_code}", now)


def of_removal(connector: Connector | None, removed: tuple[str, ...], seen: StepEnd) -> StepEnd:
    """That an update is complete does not say that what it left out is gone: MSK Connect may merge configurations."""
    kept = [key for key in removed if connector and key in (connector.configuration or {})]
    if not kept:
        return seen
    said = f"{seen.reason}, but MSK Connect has kept what the spec leaves out: {', '.join(kept)}"
    return replace(seen, end=OperationEnd.FAILED, reason=f"{said}; recreate the connector to be rid of it")


def of_operation(operation: Operation, now: datetime) -> StepEnd:
    ended_at = operation.ended_at or now
    try:
        end = operation.end
    except KeyError:
        # A state of a later API: never read as success; the deadline ends the waiting.
        return StepEnd(OperationEnd.UNDER_WAY, f"{operation.type} is in an unknown state, {operation.state}", now)
    if end in (OperationEnd.UNDER_WAY, OperationEnd.COMPLETE):
        return StepEnd(end, f"{operation.type}: {operation.state}", ended_at)
    why = " ".join(part for part in (operation.error_code, operation.error_message) if part)
    what = "and MSK Connect undid this step" if end is OperationEnd.ROLLED_BACK else "look at its state"
    said = f"{operation.type} ended {operation.state}, {what}: {erase(why) or 'no reason given, see the worker log'}"
    return StepEnd(end, said, ended_at)
