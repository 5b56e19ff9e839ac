"""What MSK Connect's answers mean: pure translations into the domain's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..domain.capacity import Autoscaled, Capacity, Provisioned
from ..domain.connector import Connector, ConnectorState, Operation, WorkerSettings


def to_connector(answer: Mapping[str, Any]) -> Connector:
    """From a DescribeConnector answer or one entry of ListConnectors."""
    cluster = answer.get("kafkaCluster", {}).get("apacheKafkaCluster", {})
    description = answer.get("stateDescription", {})
    state = ConnectorState(answer["connectorState"])
    return Connector(
        arn=answer["connectorArn"],
        name=answer["connectorName"],
        state=state,
        version=answer["currentVersion"],
        capacity=to_capacity(answer["capacity"]),
        kafka_connect_version=answer.get("kafkaConnectVersion", ""),
        plugin_arn=_plugin_arn(answer),
        worker_configuration_arn=answer.get("workerConfiguration", {}).get("workerConfigurationArn"),
        execution_role_arn=answer.get("serviceExecutionRoleArn", ""),
        bootstrap_servers=cluster.get("bootstrapServers", ""),
        authentication=answer.get("kafkaClusterClientAuthentication", {}).get("authenticationType", ""),
        encryption=answer.get("kafkaClusterEncryptionInTransit", {}).get("encryptionType", ""),
        created_at=answer.get("creationTime"),
        configuration=answer.get("connectorConfiguration"),
        state_code=description.get("code", answer["connectorState"] if state is ConnectorState.UNKNOWN else None),
        state_message=description.get("message"),
    )


def to_capacity(answer: Mapping[str, Any]) -> Capacity:
    autoscaling = answer.get("autoScaling")
    if not autoscaling:
        provisioned = answer["provisionedCapacity"]
        return Provisioned(workers=provisioned["workerCount"], mcu=provisioned["mcuCount"])
    return Autoscaled(
        min_workers=autoscaling["minWorkerCount"],
        max_workers=autoscaling["maxWorkerCount"],
        mcu=autoscaling["mcuCount"],
        scale_in_percent=autoscaling.get("scaleInPolicy", {}).get("cpuUtilizationPercentage", 20),
        scale_out_percent=autoscaling.get("scaleOutPolicy", {}).get("cpuUtilizationPercentage", 80),
    )


def from_capacity(capacity: Capacity) -> dict[str, Any]:
    if isinstance(capacity, Provisioned):
        return {"provisionedCapacity": {"workerCount": capacity.workers, "mcuCount": capacity.mcu}}
    # An update needs all five members, a create takes them too (UpdateConnector, AutoScalingUpdate).
    return {
        "autoScaling": {
            "minWorkerCount": capacity.min_workers,
            "maxWorkerCount": capacity.max_workers,
            "mcuCount": capacity.mcu,
            "scaleInPolicy": {"cpuUtilizationPercentage": capacity.scale_in_percent},
            "scaleOutPolicy": {"cpuUtilizationPercentage": capacity.scale_out_percent},
        }
    }


def to_operation(answer: Mapping[str, Any]) -> Operation:
    error = answer.get("errorInfo", {})
    return Operation(
        arn=answer["connectorOperationArn"],
        type=answer["connectorOperationType"],
        state=answer["connectorOperationState"],
        created_at=answer["creationTime"],
        ended_at=answer.get("endTime"),
        error_code=error.get("code"),
        error_message=error.get("message"),
        target_configuration=answer.get("targetConnectorConfiguration"),
        target_workers=_to_worker_settings(answer.get("targetWorkerSetting")),
    )


def _to_worker_settings(answer: Mapping[str, Any] | None) -> WorkerSettings | None:
    if answer is None:
        return None
    return WorkerSettings(
        capacity=to_capacity(answer["capacity"]) if "capacity" in answer else None,
        plugin_arn=_plugin_arn(answer),
        worker_configuration_arn=answer.get("workerConfiguration", {}).get("workerConfigurationArn"),
    )


def _plugin_arn(answer: Mapping[str, Any]) -> str:
    plugins = answer.get("plugins") or [{}]
    return str(plugins[0].get("customPlugin", {}).get("customPluginArn", ""))
