"""MSK Connect in memory: connectors whose operations stay under way until a test settles them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from connectpilot.domain.connector import Connector, ConnectorState, Operation, OperationEnd, WorkerSettings
from connectpilot.domain.errors import (
    ConnectorBusyError,
    ConnectorExistsError,
    ConnectorNotFoundError,
    PlatformRefusedError,
)
from connectpilot.ports.releases import RegisteredPlugin

NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
ACCOUNT_ARN = "arn:aws:kafkaconnect:us-east-1:123456789012"
_KINDS = {
    "UPDATE_CONNECTOR_CONFIGURATION": ("UPDATE", ConnectorState.UPDATING),
    "UPDATE_WORKER_SETTING": ("UPDATE", ConnectorState.UPDATING),
    "RESTART_CONNECTOR": ("RESTART", ConnectorState.RESTARTING),
    "PAUSE_CONNECTOR": ("PAUSE", ConnectorState.PAUSING),
    "RESUME_CONNECTOR": ("RESUME", ConnectorState.RESUMING),
}


class FakeMskConnect:
    """Serves the ports Connectors, ConnectorChanges and WorkerConfigurations over one world.

    `writes` lists every change that was accepted, as (verb, connector name); `now` is moved by the test.
    """

    def __init__(self, *connectors: Connector, now: datetime = NOON) -> None:
        self.now = now
        self.connectors = {connector.arn: connector for connector in connectors}
        self.operations_of: dict[str, list[Operation]] = {}
        self.targets: dict[str, dict[str, object]] = {}
        self.worker_configurations: dict[str, str] = {}
        self.writes: list[tuple[str, str]] = []
        self.calls: list[str] = []
        self._numbers = count(1)

    # Connectors

    def list(self, prefix: str = ""):
        self.calls.append("list")
        found = [connector for connector in self.connectors.values() if connector.name.startswith(prefix)]
        return [replace(each, configuration=None, state_code=None, state_message=None, tags=None) for each in found]

    def find(self, name: str) -> Connector | None:
        self.calls.append("find")
        return next((replace(each, tags=None) for each in self.connectors.values() if each.name == name), None)

    def describe(self, arn: str) -> Connector:
        self.calls.append("describe")
        if arn not in self.connectors:
            raise ConnectorNotFoundError(arn)
        return replace(self.connectors[arn], tags=None)

    def operations(self, arn: str) -> list[Operation]:
        self.describe(arn)
        newest_first = reversed(self.operations_of.get(arn, []))
        untold = {"error_code": None, "error_message": None, "target_configuration": None, "target_workers": None}
        return [replace(each, **untold) for each in newest_first]

    def describe_operation(self, arn: str) -> Operation:
        return next(each for each in self._all_operations() if each.arn == arn)

    def tags(self, arn: str) -> dict[str, str]:
        return dict(self.connectors[arn].tags or {})

    # ConnectorChanges

    def create(self, *, name, configuration, capacity, plugin_arn, worker_configuration_arn, target, tags) -> str:
        if any(each.name == name for each in self.connectors.values()):
            raise ConnectorExistsError("CreateConnector: A resource with this name already exists")
        arn = f"{ACCOUNT_ARN}:connector/{name}/{next(self._numbers):08d}-1"
        self.connectors[arn] = Connector(
            arn=arn,
            name=name,
            state=ConnectorState.CREATING,
            version=self._version(),
            capacity=capacity,
            kafka_connect_version=target.kafka_connect_version,
            plugin_arn=plugin_arn,
            worker_configuration_arn=worker_configuration_arn,
            execution_role_arn=target.execution_role_arn,
            bootstrap_servers=target.bootstrap_servers,
            authentication=target.authentication,
            encryption=target.encryption,
            created_at=self.now,
            configuration=dict(configuration),
            tags=dict(tags),
        )
        self.writes.append(("create", name))
        return arn

    def update_configuration(self, arn, version, configuration, *, skip_health_validation=False) -> str:
        connector = self._updatable(arn, version, skip_health_validation)
        if dict(configuration) == connector.configuration:
            raise PlatformRefusedError("UpdateConnector: The specified parameter value is identical")
        change = {"configuration": dict(configuration)}
        return self._begin(connector, "UPDATE_CONNECTOR_CONFIGURATION", change, "update_configuration")

    def update_workers(
        self, arn, version, *, capacity, plugin_arn, worker_configuration_arn, skip_health_validation=False
    ) -> str:
        connector = self._updatable(arn, version, skip_health_validation)
        asked = {"capacity": capacity, "plugin_arn": plugin_arn, "worker_configuration_arn": worker_configuration_arn}
        change = {field: value for field, value in asked.items() if value is not None}
        if not change or any(getattr(connector, field) == value for field, value in change.items()):
            raise PlatformRefusedError("UpdateConnector: The specified parameter value is identical")
        return self._begin(connector, "UPDATE_WORKER_SETTING", change, "update_workers")

    def restart(self, arn, *, only_failed_tasks) -> str:
        connector = self.describe(arn)
        if connector.state is not ConnectorState.RUNNING:
            raise PlatformRefusedError("RestartConnector: the connector is not RUNNING")
        if only_failed_tasks and connector.kafka_connect_version == "2.7.1":
            raise PlatformRefusedError("RestartConnector: onlyFailedTasks is not supported")
        return self._begin(connector, "RESTART_CONNECTOR", {}, "restart_failed" if only_failed_tasks else "restart")

    def pause(self, arn) -> str:
        return self._toggle(arn, "PAUSE_CONNECTOR", ConnectorState.RUNNING, "pause")

    def resume(self, arn) -> str:
        return self._toggle(arn, "RESUME_CONNECTOR", ConnectorState.PAUSED, "resume")

    def delete(self, arn, version) -> None:
        connector = self.describe(arn)
        if version != connector.version:
            raise PlatformRefusedError("DeleteConnector: currentVersion is stale")
        self.connectors[arn] = replace(self.connectors[arn], state=ConnectorState.DELETING)
        self.writes.append(("delete", connector.name))

    # WorkerConfigurations: `delete` is the connectors' here; see FakeWorkerConfigurations

    # What a test does to the world

    def settle(self, end: OperationEnd = OperationEnd.COMPLETE, *, message: str = "") -> None:
        """Let everything that is under way come to this end."""
        for arn, connector in list(self.connectors.items()):
            match connector.state:
                case ConnectorState.DELETING:
                    del self.connectors[arn]
                case ConnectorState.CREATING if end is OperationEnd.COMPLETE:
                    self._set(arn, state=ConnectorState.RUNNING)
                case ConnectorState.CREATING:
                    self._set(arn, state=ConnectorState.FAILED, state_code="UnknownError", state_message=message)
                case _:
                    self._settle_operations(arn, end, message)

    def _settle_operations(self, arn: str, end: OperationEnd, message: str) -> None:
        for number, operation in enumerate(self.operations_of.get(arn, [])):
            if operation.end is not OperationEnd.UNDER_WAY:
                continue
            verb = _KINDS[operation.type][0]
            words = {OperationEnd.COMPLETE: f"{verb}_COMPLETE", OperationEnd.FAILED: f"{verb}_FAILED"}
            state = words.get(end, "ROLLBACK_COMPLETE")
            error = None if end is OperationEnd.COMPLETE else message or "it failed"
            ended = replace(operation, state=state, ended_at=self.now, error_code=error and "Failed")
            self.operations_of[arn][number] = replace(ended, error_message=error)
            before = self.targets[operation.arn]
            if end is OperationEnd.COMPLETE:
                self._set(arn, state=before["state_after"], version=self._version(), **before["change"])
            else:
                self._set(arn, state=before["state_before"])

    def _toggle(self, arn, kind, needed, verb) -> str:
        connector = self.describe(arn)
        if connector.state is not needed:
            raise ConnectorBusyError(f"{kind}: the connector is {connector.state}")
        return self._begin(connector, kind, {}, verb)

    def _updatable(self, arn, version, skip_health_validation) -> Connector:
        connector = self.describe(arn)
        if version != connector.version:
            raise PlatformRefusedError("UpdateConnector: currentVersion is stale")
        updatable = connector.state is ConnectorState.RUNNING
        if not updatable and not (connector.state is ConnectorState.PAUSED and skip_health_validation):
            raise PlatformRefusedError("UpdateConnector: only valid for RUNNING")
        return connector

    def _begin(self, connector: Connector, kind: str, change: dict[str, object], verb: str) -> str:
        word, state = _KINDS[kind]
        arn = f"{ACCOUNT_ARN}:connector-operation/{connector.name}/{next(self._numbers):08d}-1/op"
        begun = Operation(arn, kind, f"{word}_IN_PROGRESS", self.now, **_targets(connector, kind, change))
        self.operations_of.setdefault(connector.arn, []).append(begun)
        after = {"PAUSE": ConnectorState.PAUSED, "UPDATE": connector.state}.get(word, ConnectorState.RUNNING)
        self.targets[arn] = {"change": change, "state_before": connector.state, "state_after": after}
        self._set(connector.arn, state=state)
        self.writes.append((verb, connector.name))
        return arn

    def _set(self, arn: str, **fields) -> None:
        self.connectors[arn] = replace(self.connectors[arn], **fields)

    def _all_operations(self):
        return [each for operations in self.operations_of.values() for each in operations]

    def _version(self) -> str:
        return f"K{next(self._numbers)}"

    def pass_time(self, **by: float) -> None:
        self.now += timedelta(**by)


def _targets(connector: Connector, kind: str, change: dict[str, object]) -> dict[str, object]:
    after = replace(connector, **change)
    if kind == "UPDATE_CONNECTOR_CONFIGURATION":
        return {"target_configuration": after.configuration}
    if kind == "UPDATE_WORKER_SETTING":
        workers = WorkerSettings(after.capacity, after.plugin_arn, after.worker_configuration_arn)
        return {"target_workers": workers}
    return {}


class FakeWorkerConfigurations:
    """The port WorkerConfigurations in memory: `contents` by ARN."""

    def __init__(self) -> None:
        self.contents: dict[str, str] = {}

    def ensure(self, name: str, properties: str) -> str:
        arn = f"{ACCOUNT_ARN}:worker-configuration/{name}/00000000-1"
        self.contents.setdefault(arn, properties)
        return arn

    def properties(self, arn: str) -> str:
        return self.contents[arn]

    def delete(self, arn: str) -> None:
        del self.contents[arn]


class FakeCustomPlugins:
    """The port CustomPlugins: the state of each ARN, ACTIVE unless a test says otherwise."""

    def __init__(self) -> None:
        self.states: dict[str, str | None] = {}

    def describe(self, arn: str) -> RegisteredPlugin | None:
        state = self.states.get(arn, "ACTIVE")
        return state and RegisteredPlugin(arn, arn.split("/")[1], state, "", None, None)
