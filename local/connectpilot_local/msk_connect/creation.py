"""CreateConnector: what is refused at once, what dooms the creation, and what goes its way."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from connectpilot_local.msk_connect.capacity import checked_capacity, first_workers, quota_workers
from connectpilot_local.msk_connect.errors import NAME_TAKEN, QUOTA_REACHED, BadRequest, Conflict, TooManyRequests
from connectpilot_local.msk_connect.identifiers import new_uuid, new_version, resource_arn
from connectpilot_local.msk_connect.names import check_name
from connectpilot_local.msk_connect.resources import Activity, Connector, Settings, StateDescription
from connectpilot_local.msk_connect.stages import Stage
from connectpilot_local.msk_connect.state import State

CONNECT_VERSIONS = ("2.7.1", "3.7.x")
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+")
_FIXED = (
    "connectorDescription", "kafkaCluster", "kafkaClusterClientAuthentication", "kafkaClusterEncryptionInTransit",
    "kafkaConnectVersion", "logDelivery", "serviceExecutionRoleArn",
)  # fmt: skip


def create_connector(state: State, params: dict[str, Any]) -> dict[str, Any]:
    name = params["connectorName"]
    check_name(state, name, "connectorName")
    if any(connector.name == name for connector in state.connectors.values()):
        raise Conflict(NAME_TAKEN)
    settings = _settings(state, params)
    _check_fixed(params)
    if state.assumptions.missing_connector_class == "refused" and not params["connectorConfiguration"].get(
        "connector.class"
    ):
        raise BadRequest("Invalid parameter connectorConfiguration: connector.class is missing.")
    doom = _doom(state, params)
    check_worker_quota(state, settings, instead_of=None)
    connector = Connector(
        arn=resource_arn("connector", name, uuid := new_uuid()),
        name=name,
        uuid=uuid,
        created=state.now,
        version=new_version(),
        fixed={member: params[member] for member in _FIXED if params.get(member) is not None}
        | {"networkType": params.get("networkType") or "IPV4"},
        settings=settings,
        configuration=dict(params["connectorConfiguration"]),
        workers=first_workers(settings.capacity),
        doom=doom,
        activity=Activity([(state.now + timedelta(seconds=state.durations.workers_start), Stage.START_WORKERS)]),
    )
    state.connectors[connector.arn] = connector
    state.tags[connector.arn] = dict(params.get("tags") or {})
    return {"connectorArn": connector.arn, "connectorName": name, "connectorState": connector.state}


def check_worker_quota(state: State, settings: Settings, instead_of: Connector | None) -> None:
    """Raises TooManyRequests when the account's connectors would have more workers than allowed."""
    others = [each for each in state.connectors.values() if each is not instead_of]
    taken = sum(quota_workers(each.settings.capacity) for each in others)
    if taken + quota_workers(settings.capacity) > state.quotas.workers:
        raise TooManyRequests(QUOTA_REACHED)


def _settings(state: State, params: dict[str, Any]) -> Settings:
    limited = state.assumptions.worker_count_limit == "checked"
    wanted = params.get("workerConfiguration")
    return Settings(
        capacity=checked_capacity(params["capacity"], limit_workers=limited),
        plugin=state.usable_plugin(params["plugins"]),
        worker_configuration=state.usable_worker_configuration(wanted) if wanted else None,
    )


def _check_fixed(params: dict[str, Any]) -> None:
    if params["kafkaConnectVersion"] not in CONNECT_VERSIONS:
        raise BadRequest(f"Invalid parameter kafkaConnectVersion: the valid values are {', '.join(CONNECT_VERSIONS)}.")
    if not _ROLE_ARN.fullmatch(params["serviceExecutionRoleArn"]):
        raise BadRequest("Invalid parameter serviceExecutionRoleArn: must be the ARN of a role.")
    cluster = params["kafkaCluster"]["apacheKafkaCluster"]
    required = {
        "bootstrapServers": cluster["bootstrapServers"],
        "vpc.subnets": cluster["vpc"]["subnets"],
        "vpc.securityGroups": cluster["vpc"].get("securityGroups"),
    }
    for member, value in required.items():
        if not value:
            raise BadRequest(f"Invalid parameter kafkaCluster.apacheKafkaCluster.{member}: must not be empty.")
    delivery = (params.get("logDelivery") or {}).get("workerLogDelivery", {})
    for kind, member in (("cloudWatchLogs", "logGroup"), ("firehose", "deliveryStream"), ("s3", "bucket")):
        chosen = delivery.get(kind) or {}
        if chosen.get("enabled") and not chosen.get(member):
            raise BadRequest(f"Invalid parameter logDelivery.workerLogDelivery.{kind}.{member}: must not be empty.")


def _doom(state: State, params: dict[str, Any]) -> StateDescription | None:
    """What the service finds out only after minutes."""
    authentication = params["kafkaClusterClientAuthentication"]["authenticationType"]
    if authentication == "IAM" and params["kafkaClusterEncryptionInTransit"]["encryptionType"] == "PLAINTEXT":
        message = "Invalid parameter kafkaClusterEncryptionInTransit: IAM authentication needs TLS."
        if state.assumptions.iam_over_plaintext == "refused":
            raise BadRequest(message)
        return StateDescription("InvalidInput.InvalidConnectorConfiguration", message)
    logs = ((params.get("logDelivery") or {}).get("workerLogDelivery") or {}).get("cloudWatchLogs") or {}
    if logs.get("enabled") and not state.logs.has_group(logs["logGroup"]):
        message = f"Could not enable/disable worker logs: the log group {logs['logGroup']} does not exist."
        return StateDescription("InvalidInput.WorkerLogsError", message)
    return None
