"""One step: the only place where a connector is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import final

from ..domain.changes.desired import Desired
from ..domain.changes.difference import Difference, compare, resource_name, way_out
from ..domain.changes.facts import newer_than, under_way
from ..domain.changes.request import OPERATION_TYPES, Change, Intent, LeaseHeld, Request, Step, StepKind
from ..domain.connector import Connector, ConnectorState, Operation
from ..domain.erase import erase
from ..domain.errors import (
    ConnectorBusyError,
    ConnectorExistsError,
    ConnectorNotFoundError,
    InvalidSpecError,
    NameTakenError,
    PlatformRefusedError,
)
from ..domain.record import Lease
from ..ports.msk_connect import ConnectorChanges, Connectors, CustomPlugins, WorkerConfigurations
from ..ports.records import ConnectorRecords
from .own_operations import TYPES_OF_UPDATES, own_operations
from .plan_steps import LEASE, STACK_TAG
from .wanted import Wanted


@final
@dataclass(frozen=True, slots=True)
class ChangeConnector:
    """Look first, adopt what an unanswered call has begun, check the lease, and only then act."""

    connectors: Connectors
    changes: ConnectorChanges
    worker_configurations: WorkerConfigurations
    plugins: CustomPlugins
    records: ConnectorRecords
    wanted: Wanted
    stack: str

    def __call__(self, request: Request, lease: LeaseHeld, step: Step, *, since: datetime, now: datetime) -> Change:
        """Raises LeaseLostError, ConnectorBusyError, NameTakenError, ConnectorNotFoundError, PlatformRefusedError."""

        def check_lease() -> None:
            self.records.renew_lease(request.connector, Lease(lease.owner, lease.fence, now + LEASE))

        connector = self.connectors.find(request.connector)
        if step.kind is StepKind.CREATE:
            return self._create(request, connector, check_lease)
        if step.kind is StepKind.DELETE:
            return self._delete(request, connector, since, check_lease)
        if connector is None:
            raise ConnectorNotFoundError(f"connector {request.connector} is gone; apply its spec to create it again")
        operations = list(self.connectors.operations(connector.arn))
        of_kind = [each for each in operations if each.type == OPERATION_TYPES[step.kind]]
        if own := self._begun_before(request, connector, of_kind, since):
            return self._adopt(request, connector, step, own)
        self._must_be_free(connector, operations)
        try:
            change = self._operate(request, connector, step, check_lease)
        except PlatformRefusedError:
            # Refused because somebody was quicker is busy: for that MSK Connect has no error of its own.
            if (found := self.connectors.find(request.connector)) is not None:
                self._must_be_free(found, self.connectors.operations(found.arn))
            raise
        self._note(request, change)
        return change

    def _begun_before(
        self, request: Request, connector: Connector, of_kind: list[Operation], since: datetime
    ) -> Operation | None:
        """The operation that this request has begun for a step already.

        An update that is complete is none: whether anything is left to do, the comparison says.
        """
        updates = any(each.type in TYPES_OF_UPDATES for each in of_kind)
        own = own_operations(
            self.connectors,
            of_kind,
            request=request,
            record=self.records.get(request.connector),
            desired=self._desired(request, connector) if updates else None,
            since=since,
        )
        newest = own[0] if own else None
        return None if newest and updates and newest.is_complete else newest

    def _note(self, request: Request, change: Change) -> None:
        """By what the next look knows its own operation, whoever else changes the connector in the same minute."""
        record = self.records.get(request.connector)
        taken_up = record.taken_up if record else None
        if change.operation_arn and taken_up and taken_up.request_id == request.request_id:
            noted = (*taken_up.operations, change.operation_arn)
            self.records.write(request.connector, taken_up=replace(taken_up, operations=noted))

    def _note_difference(self, request: Request, difference: Difference) -> None:
        """Should this step fail, it is all that is left to do: what the steps before it have done is not."""
        record = self.records.get(request.connector)
        if record is not None and record.difference != str(difference):
            self.records.write(request.connector, difference=str(difference))

    @staticmethod
    def _must_be_free(connector: Connector, operations: Iterable[Operation]) -> None:
        if not connector.state.settled or any(map(under_way, operations)):
            raise ConnectorBusyError(f"connector {connector.name} is {connector.state}, an operation runs")

    def _create(self, request: Request, connector: Connector | None, check_lease: Callable[[], None]) -> Change:
        desired = self._desired(request, connector)
        if connector is not None:
            return self._take_over(connector, desired)
        workers = self._workers(desired, check_lease)
        check_lease()
        try:
            arn = self.changes.create(
                name=desired.name,
                configuration=desired.configuration,
                capacity=desired.capacity,
                plugin_arn=desired.plugin_arn,
                worker_configuration_arn=workers,
                target=desired.target,
                tags={"managed-by": "connectpilot", STACK_TAG: self.stack},
            )
        except ConnectorExistsError:
            # Our own call whose answer was lost, and that botocore repeated; or somebody else's connector.
            if (found := self.connectors.find(request.connector)) is None:
                raise
            return self._take_over(found, desired)
        except PlatformRefusedError as error:
            raise PlatformRefusedError(erase(str(error), desired.configuration)) from None
        return Change(kind=StepKind.CREATE, connector_arn=arn)

    @staticmethod
    def _take_over(connector: Connector, desired: Desired) -> Change:
        if connector.state is ConnectorState.DELETING:
            raise ConnectorBusyError(f"connector {connector.name} is still being deleted")
        if difference := compare(connector, desired):
            raise NameTakenError(
                f"a connector of this name exists and would have to change: {difference}; take another name"
            )
        return _adopted(StepKind.CREATE, connector)

    def _delete(
        self, request: Request, connector: Connector | None, since: datetime, check_lease: Callable[[], None]
    ) -> Change:
        if connector is None or connector.state is ConnectorState.DELETING:
            return Change(kind=StepKind.DELETE, connector_arn=connector.arn if connector else None, adopted=True)
        if newer_than(connector.created_at, since):
            raise ConnectorBusyError(
                f"connector {connector.name} has just been created: it is not the one to be deleted"
            )
        self._must_be_free(connector, self.connectors.operations(connector.arn))
        if request.intent in (Intent.APPLY, Intent.RECREATE):
            self._must_be_creatable(self._desired(request, connector), check_lease)
        check_lease()
        self.changes.delete(connector.arn, connector.version)
        return Change(kind=StepKind.DELETE, connector_arn=connector.arn)

    def _must_be_creatable(self, desired: Desired, check_lease: Callable[[], None]) -> None:
        """Nothing is deleted for a reason that is known before: what the next step needs is there first."""
        plugin = self.plugins.describe(desired.plugin_arn)
        if plugin is None or plugin.state != "ACTIVE":
            state = f"is {plugin.state}" if plugin else "is gone"
            raise PlatformRefusedError(
                f"plugin {resource_name(desired.plugin_arn)} {state}, so that the connector could not be created again:"
                " it is left as it is; release the plugin anew or name another one"
            )
        self._workers(desired, check_lease)

    def _operate(self, request: Request, connector: Connector, step: Step, check_lease: Callable[[], None]) -> Change:
        if step.kind in (StepKind.UPDATE_CONFIGURATION, StepKind.UPDATE_WORKERS):
            return self._update(request, connector, step, check_lease)
        if connector.state is _ALREADY.get(step.kind):
            return _adopted(step.kind, connector)
        check_lease()
        operation = self._act(connector, step)
        return Change(
            kind=step.kind, connector_arn=connector.arn, operation_arn=operation, moved_from=connector.version
        )

    def _adopt(self, request: Request, connector: Connector, step: Step, own: Operation) -> Change:
        change = _adopted(step.kind, connector, own)
        if step.kind is not StepKind.UPDATE_CONFIGURATION:
            return change
        return change.model_copy(update={"removed": compare(connector, self._desired(request, connector)).removed})

    def _act(self, connector: Connector, step: Step) -> str:
        if step.kind is StepKind.RESTART:
            return self.changes.restart(connector.arn, only_failed_tasks=step.only_failed_tasks)
        return (self.changes.pause if step.kind is StepKind.PAUSE else self.changes.resume)(connector.arn)

    def _update(self, request: Request, connector: Connector, step: Step, check_lease: Callable[[], None]) -> Change:
        """Nothing is asked for where nothing differs any more: MSK Connect would answer the same value with a 400."""
        desired = self._desired(request, connector)
        difference = compare(connector, desired)
        skip = step.skip_health_validation
        change = Change(kind=step.kind, connector_arn=connector.arn, moved_from=connector.version)
        if not (difference.configuration if step.kind is StepKind.UPDATE_CONFIGURATION else difference.workers):
            return _adopted(step.kind, connector)
        self._note_difference(request, difference)
        try:
            if step.kind is StepKind.UPDATE_CONFIGURATION:
                check_lease()
                operation = self.changes.update_configuration(
                    connector.arn, connector.version, desired.configuration, skip_health_validation=skip
                )
                return change.model_copy(update={"operation_arn": operation, "removed": difference.removed})
            workers = self._workers(desired, check_lease) if difference.worker_configuration else None
            check_lease()
            operation = self.changes.update_workers(
                connector.arn,
                connector.version,
                capacity=desired.capacity if difference.capacity else None,
                plugin_arn=desired.plugin_arn if difference.plugin else None,
                worker_configuration_arn=workers,
                skip_health_validation=skip,
            )
            return change.model_copy(update={"operation_arn": operation})
        except PlatformRefusedError as error:
            said = erase(str(error), desired.configuration)
            raise PlatformRefusedError(f"{said}{way_out(connector, desired, difference, step.kind)}") from None

    def _workers(self, desired: Desired, check_lease: Callable[[], None]) -> str | None:
        """The ARN of its worker configuration, made where it is derived and absent; None: MSK Connect's default one."""
        if desired.workers.properties is None:
            return desired.workers.arn
        check_lease()
        return self.worker_configurations.ensure(desired.workers.name, desired.workers.properties)

    def _desired(self, request: Request, connector: Connector | None) -> Desired:
        record = self.records.get(request.connector)
        digest = request.spec_digest or (record.wanted_digest if record else None)
        if not digest:
            raise InvalidSpecError(f"connector {request.connector}: no spec is known; send its configuration again")
        return self.wanted(digest, connector)


_ALREADY = {StepKind.PAUSE: ConnectorState.PAUSED, StepKind.RESUME: ConnectorState.RUNNING}


def _adopted(kind: StepKind, connector: Connector, operation: Operation | None = None) -> Change:
    arn = operation.arn if operation else None
    return Change(kind=kind, connector_arn=connector.arn, operation_arn=arn, adopted=True)
