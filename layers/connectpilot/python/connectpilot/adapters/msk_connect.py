"""MSK Connect over boto3: what is there, the changes, the worker configurations."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, final

from ..domain.capacity import Capacity
from ..domain.connector import Connector, Operation
from ..domain.errors import (
    ConnectorBusyError,
    ConnectorExistsError,
    ConnectorNotFoundError,
    NameTakenError,
)
from ..domain.target import Target
from .aws_errors import told_apart
from .msk_connect_answers import from_capacity, to_connector, to_operation

if TYPE_CHECKING:
    from types_boto3_kafkaconnect import KafkaConnectClient

_GONE: dict[str, Any] = {"NotFoundException": ConnectorNotFoundError}
_BUSY: dict[str, Any] = _GONE | {"ConflictException": ConnectorBusyError}


@final
class MskConnect:
    """The `Connectors` port."""

    def __init__(self, client: KafkaConnectClient) -> None:
        self._client = client

    def list(self, prefix: str = "") -> Iterator[Connector]:
        ask: dict[str, Any] = {"connectorNamePrefix": prefix} if prefix else {}
        with told_apart():
            for page in self._client.get_paginator("list_connectors").paginate(**ask):
                yield from map(to_connector, page["connectors"])

    def find(self, name: str) -> Connector | None:
        arn = next((found.arn for found in self.list(name) if found.name == name), None)
        try:
            return None if arn is None else self.describe(arn)
        except ConnectorNotFoundError:
            return None

    def describe(self, arn: str) -> Connector:
        with told_apart(_GONE):
            return to_connector(self._client.describe_connector(connectorArn=arn))

    def operations(self, arn: str) -> Iterable[Operation]:
        found: list[Operation] = []
        with told_apart(_GONE):
            for page in self._client.get_paginator("list_connector_operations").paginate(connectorArn=arn):
                found += map(to_operation, page["connectorOperations"])
        return sorted(found, key=lambda operation: operation.created_at, reverse=True)

    def describe_operation(self, arn: str) -> Operation:
        with told_apart(_GONE):
            return to_operation(self._client.describe_connector_operation(connectorOperationArn=arn))

    def tags(self, arn: str) -> Mapping[str, str]:
        with told_apart(_GONE):
            return self._client.list_tags_for_resource(resourceArn=arn).get("tags", {})


@final
class MskConnectChanges:
    """The `ConnectorChanges` port; only the role of `change_connector` may do what it does."""

    def __init__(self, client: KafkaConnectClient) -> None:
        self._client = client

    def create(
        self,
        *,
        name: str,
        configuration: Mapping[str, str],
        capacity: Capacity,
        plugin_arn: str,
        worker_configuration_arn: str | None,
        target: Target,
        tags: Mapping[str, str],
    ) -> str:
        request = create_request(target) | {
            "connectorName": name,
            "connectorConfiguration": dict(configuration),
            "capacity": from_capacity(capacity),
            "plugins": _plugins(plugin_arn),
            "tags": dict(tags),
        }
        if worker_configuration_arn:
            request["workerConfiguration"] = _worker_configuration(worker_configuration_arn)
        with told_apart({"ConflictException": ConnectorExistsError}):
            return self._client.create_connector(**request)["connectorArn"]

    def update_configuration(
        self, arn: str, version: str, configuration: Mapping[str, str], *, skip_health_validation: bool = False
    ) -> str:
        return self._update(
            arn, version, {"connectorConfiguration": dict(configuration)}, skip_health_validation=skip_health_validation
        )

    def update_workers(
        self,
        arn: str,
        version: str,
        *,
        capacity: Capacity | None,
        plugin_arn: str | None,
        worker_configuration_arn: str | None,
        skip_health_validation: bool = False,
    ) -> str:
        change: dict[str, Any] = {}
        if capacity is not None:
            change["capacity"] = from_capacity(capacity)
        if plugin_arn is not None:
            change["plugins"] = _plugins(plugin_arn)
        if worker_configuration_arn is not None:
            change["workerConfiguration"] = _worker_configuration(worker_configuration_arn)
        return self._update(arn, version, change, skip_health_validation=skip_health_validation)

    def _update(self, arn: str, version: str, change: dict[str, Any], *, skip_health_validation: bool) -> str:
        if skip_health_validation:
            change = change | {"skipHealthValidation": True}
        with told_apart(_GONE):
            answer = self._client.update_connector(connectorArn=arn, currentVersion=version, **change)
            return answer["connectorOperationArn"]

    def restart(self, arn: str, *, only_failed_tasks: bool) -> str:
        # `onlyFailedTasks` is left out where it is not wanted: Kafka Connect 2.7.1 refuses it.
        ask: dict[str, Any] = {"onlyFailedTasks": True} if only_failed_tasks else {}
        with told_apart(_BUSY):
            return self._client.restart_connector(connectorArn=arn, **ask)["connectorOperationArn"]

    def pause(self, arn: str) -> str:
        with told_apart(_BUSY):
            return self._client.pause_connector(connectorArn=arn)["connectorOperationArn"]

    def resume(self, arn: str) -> str:
        with told_apart(_BUSY):
            return self._client.resume_connector(connectorArn=arn)["connectorOperationArn"]

    def delete(self, arn: str, version: str) -> None:
        with told_apart(_GONE):
            self._client.delete_connector(connectorArn=arn, currentVersion=version)


@final
class MskWorkerConfigurations:
    """The `WorkerConfigurations` port."""

    def __init__(self, client: KafkaConnectClient) -> None:
        self._client = client

    def ensure(self, name: str, properties: str) -> str:
        if (arn := self._arn_of(name)) is not None:
            return arn
        try:
            with told_apart({"ConflictException": NameTakenError}):
                answer = self._client.create_worker_configuration(
                    name=name,
                    propertiesFileContent=base64.b64encode(properties.encode()).decode(),
                    tags={"managed-by": "connectpilot"},
                )
                return answer["workerConfigurationArn"]
        except NameTakenError:
            # Made by another run, or by our own one whose answer was lost: the name says what is in it.
            if (arn := self._arn_of(name)) is not None:
                return arn
            raise

    def properties(self, arn: str) -> str:
        with told_apart():
            answer = self._client.describe_worker_configuration(workerConfigurationArn=arn)
        content = answer["latestRevision"]["propertiesFileContent"]
        return base64.b64decode(content).decode()

    def delete(self, arn: str) -> None:
        with told_apart():
            self._client.delete_worker_configuration(workerConfigurationArn=arn)

    def _arn_of(self, name: str) -> str | None:
        with told_apart():
            for page in self._client.get_paginator("list_worker_configurations").paginate(namePrefix=name):
                for found in page["workerConfigurations"]:
                    if found["name"] == name and found["workerConfigurationState"] == "ACTIVE":
                        return found["workerConfigurationArn"]
        return None


def create_request(target: Target) -> dict[str, Any]:
    """The members of a CreateConnector request that come from where the connector runs."""
    request: dict[str, Any] = {
        "kafkaCluster": {
            "apacheKafkaCluster": {
                "bootstrapServers": target.bootstrap_servers,
                "vpc": {"subnets": [*target.subnets], "securityGroups": [*target.security_groups]},
            }
        },
        "kafkaClusterClientAuthentication": {"authenticationType": target.authentication},
        "kafkaClusterEncryptionInTransit": {"encryptionType": target.encryption},
        "kafkaConnectVersion": target.kafka_connect_version,
        "serviceExecutionRoleArn": target.execution_role_arn,
    }
    if target.log_group:
        logs = {"cloudWatchLogs": {"enabled": True, "logGroup": target.log_group}}
        request["logDelivery"] = {"workerLogDelivery": logs}
    return request


def _plugins(arn: str) -> list[dict[str, Any]]:
    return [{"customPlugin": {"customPluginArn": arn, "revision": 1}}]


def _worker_configuration(arn: str) -> dict[str, Any]:
    return {"workerConfigurationArn": arn, "revision": 1}
