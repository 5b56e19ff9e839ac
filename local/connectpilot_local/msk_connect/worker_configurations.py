"""The operations on worker configurations; creation is synchronous, the file is decoded and its keys are judged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from connectpilot_local.msk_connect.errors import NAME_TAKEN, QUOTA_REACHED, BadRequest, Conflict, TooManyRequests
from connectpilot_local.msk_connect.identifiers import new_uuid, page, resource_arn
from connectpilot_local.msk_connect.names import check_name
from connectpilot_local.msk_connect.resources import WorkerConfiguration
from connectpilot_local.msk_connect.state import State
from connectpilot_local.msk_connect.views import worker_configuration, worker_configuration_summary
from connectpilot_local.msk_connect.worker_properties import decode_properties, is_supported


def create_worker_configuration(state: State, params: dict[str, Any]) -> dict[str, Any]:
    name = params["name"]
    check_name(state, name, "name")
    if any(each.name == name for each in state.worker_configurations.values()):
        raise Conflict(NAME_TAKEN)
    properties = decode_properties(params["propertiesFileContent"])
    unsupported = sorted(key for key in properties if not is_supported(key))
    if unsupported and state.assumptions.unsupported_worker_keys == "refused":
        raise BadRequest(f"Invalid parameter propertiesFileContent: not supported: {', '.join(unsupported)}.")
    if len(state.worker_configurations) >= state.quotas.worker_configurations:
        raise TooManyRequests(QUOTA_REACHED)
    made = WorkerConfiguration(
        arn=resource_arn("worker-configuration", name, new_uuid()),
        name=name,
        description=params.get("description"),
        created=state.now,
        content=params["propertiesFileContent"],
    )
    state.worker_configurations[made.arn] = made
    state.properties[made.arn] = {key: value for key, value in properties.items() if key not in unsupported}
    state.tags[made.arn] = dict(params.get("tags") or {})
    summary = worker_configuration_summary(made)
    summary.pop("description", None)
    return summary


def describe_worker_configuration(state: State, params: dict[str, Any]) -> dict[str, Any]:
    return worker_configuration(state.worker_configuration(params["workerConfigurationArn"]))


def list_worker_configurations(state: State, params: dict[str, Any]) -> dict[str, Any]:
    prefix = params.get("namePrefix") or ""
    found = [each for each in state.worker_configurations.values() if each.name.startswith(prefix)]
    return page(found, lambda each: each.name, params, "workerConfigurations", worker_configuration_summary)


def delete_worker_configuration(state: State, params: dict[str, Any]) -> dict[str, Any]:
    found = state.worker_configuration(params["workerConfigurationArn"])
    users = state.users_of(found.arn)
    if users and state.assumptions.delete_in_use == "refused":
        raise BadRequest(f"The worker configuration is in use by connectors: {', '.join(users)}.")
    if found.state != "DELETING":
        found.state = "DELETING"
        found.due = state.now + timedelta(seconds=state.durations.delete_worker_configuration)
    return {"workerConfigurationArn": found.arn, "workerConfigurationState": found.state}


def settle_worker_configurations(state: State) -> None:
    """End the deletions that are due; properties stay for as long as a connector runs with them."""
    for found in list(state.worker_configurations.values()):
        if found.due is not None and found.due <= state.now:
            del state.worker_configurations[found.arn], state.tags[found.arn]
    gone = [arn for arn in state.properties if arn not in state.worker_configurations and not state.users_of(arn)]
    for arn in gone:
        del state.properties[arn]
