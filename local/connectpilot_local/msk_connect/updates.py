"""UpdateConnector: either the worker setting or the configuration, never what is already so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from connectpilot_local.engines.archive import archive_of
from connectpilot_local.engines.startup import find_class
from connectpilot_local.msk_connect.capacity import Capacity, checked_capacity
from connectpilot_local.msk_connect.changes import begin, require_running, require_version
from connectpilot_local.msk_connect.creation import check_worker_quota
from connectpilot_local.msk_connect.errors import BadRequest
from connectpilot_local.msk_connect.identifiers import new_version
from connectpilot_local.msk_connect.resources import Connector, Operation, Settings
from connectpilot_local.msk_connect.state import State

_IDENTICAL = (
    "Invalid parameter {}: The specified parameter value is identical to the current value for the connector. "
    "Specify a different value, then try again."
)


def update_connector(state: State, params: dict[str, Any]) -> dict[str, Any]:
    connector = state.connector(params["connectorArn"])
    settings_named = any(
        params.get(name) is not None for name in ("capacity", "plugins", "workerConfiguration")
    ) or bool(params.get("useDefaultWorkerConfiguration"))
    configuration = params.get("connectorConfiguration")
    if settings_named == (configuration is not None):
        raise BadRequest("Specify either the worker setting or connectorConfiguration, not both in the same request.")
    skip_health = bool(params.get("skipHealthValidation"))
    if connector.state != "PAUSED":
        require_running(connector)
    elif not skip_health:
        raise BadRequest("Invalid parameter skipHealthValidation: must be true to update a PAUSED connector.")
    require_version(connector, params["currentVersion"])
    if configuration is not None:
        operation = _update_configuration(state, connector, configuration)
    else:
        operation = _update_settings(state, connector, params)
    if connector.activity:
        connector.activity.skip_health = skip_health
    if state.assumptions.version_changes == "at the start":
        connector.version = new_version()
    return {
        "connectorArn": connector.arn,
        "connectorState": connector.state,
        "connectorOperationArn": operation.arn,
    }


def _update_configuration(state: State, connector: Connector, wanted: dict[str, str]) -> Operation:
    merged = connector.configuration | wanted if state.assumptions.configuration_update == "merges" else dict(wanted)
    if merged.get("connector.class") != connector.configuration.get("connector.class"):
        raise BadRequest("Invalid parameter connectorConfiguration: connector.class can't be changed.")
    _refuse_identical(state, "connectorConfiguration", merged, connector.configuration)
    details = {"origin_configuration": dict(connector.configuration), "target_configuration": merged}
    return _begin_update(state, connector, "UPDATE_CONNECTOR_CONFIGURATION", details)


def _update_settings(state: State, connector: Connector, params: dict[str, Any]) -> Operation:
    origin = connector.settings
    target = _with_capacity(state, origin, params.get("capacity"))
    target = _with_plugin(state, connector, target, params.get("plugins"))
    target = _with_worker_configuration(state, target, params)
    check_worker_quota(state, target, instead_of=connector)
    details = {"origin_settings": origin, "target_settings": target}
    return _begin_update(state, connector, "UPDATE_WORKER_SETTING", details)


def _with_capacity(state: State, settings: Settings, wanted: Capacity | None) -> Settings:
    if wanted is None:
        return settings
    capacity = checked_capacity(wanted, limit_workers=state.assumptions.worker_count_limit == "checked")
    (kind,) = capacity
    if kind not in settings.capacity and state.assumptions.capacity_kind_update == "refused":
        raise BadRequest(f"Invalid parameter capacity: the connector's capacity can't be changed to {kind}.")
    _refuse_identical(state, kind, capacity, settings.capacity)
    return replace(settings, capacity=capacity)


def _with_plugin(
    state: State, connector: Connector, settings: Settings, wanted: list[dict[str, Any]] | None
) -> Settings:
    if wanted is None:
        return settings
    plugin = state.usable_plugin(wanted)
    _refuse_identical(state, "plugins", plugin, settings.plugin)
    archive = archive_of(state.archives[plugin["customPluginArn"]])
    class_name = connector.configuration.get("connector.class", "")
    looks = state.assumptions.plugin_without_class == "refused"
    if looks and find_class(class_name, archive.classes) is None:
        raise BadRequest(f"Invalid parameter plugins: the plugin has no class {class_name}.")
    return replace(settings, plugin=plugin)


def _with_worker_configuration(state: State, settings: Settings, params: dict[str, Any]) -> Settings:
    wanted, default = params.get("workerConfiguration"), bool(params.get("useDefaultWorkerConfiguration"))
    if wanted is not None and default:
        raise BadRequest("Specify either workerConfiguration or useDefaultWorkerConfiguration, not both.")
    if default:
        _refuse_identical(state, "useDefaultWorkerConfiguration", None, settings.worker_configuration)
        return replace(settings, worker_configuration=None)
    if wanted is None:
        return settings
    found = state.usable_worker_configuration(wanted)
    _refuse_identical(state, "workerConfiguration", found, settings.worker_configuration)
    return replace(settings, worker_configuration=found)


def _refuse_identical(state: State, member: str, wanted: Any, current: Any) -> None:
    if wanted == current and state.assumptions.identical_update == "refused":
        raise BadRequest(_IDENTICAL.format(member))


def _begin_update(state: State, connector: Connector, kind: str, details: dict[str, Any]) -> Operation:
    steps = dict.fromkeys(("INITIALIZE_UPDATE", kind, "VALIDATE_UPDATE", "FINALIZE_UPDATE"), "PENDING")
    return begin(state, connector, kind, state.durations.update, steps=steps, **details)
