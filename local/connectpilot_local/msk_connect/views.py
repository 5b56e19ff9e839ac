"""Resources as the API's answers show them; empty members are left out, as the service leaves them out."""

from __future__ import annotations

from typing import Any

from connectpilot_local.msk_connect.resources import (
    Connector,
    CustomPlugin,
    Operation,
    Settings,
    StateDescription,
    WorkerConfiguration,
)


def custom_plugin(plugin: CustomPlugin) -> dict[str, Any]:
    return _filled(custom_plugin_summary(plugin) | {"stateDescription": _description(plugin.problem)})


def custom_plugin_summary(plugin: CustomPlugin) -> dict[str, Any]:
    """latestRevision is absent until a revision was created."""
    revision = {
        "contentType": plugin.content_type,
        "creationTime": plugin.created,
        "description": plugin.description,
        "fileDescription": {"fileMd5": plugin.md5, "fileSize": plugin.size},
        "location": {"s3Location": plugin.location},
        "revision": 1,
    }
    return _filled(
        {
            "creationTime": plugin.created,
            "customPluginArn": plugin.arn,
            "customPluginState": plugin.state,
            "description": plugin.description,
            "latestRevision": None if plugin.state in {"CREATING", "CREATE_FAILED"} else _filled(revision),
            "name": plugin.name,
        }
    )


def worker_configuration(found: WorkerConfiguration) -> dict[str, Any]:
    summary = worker_configuration_summary(found)
    return summary | {"latestRevision": summary["latestRevision"] | {"propertiesFileContent": found.content}}


def worker_configuration_summary(found: WorkerConfiguration) -> dict[str, Any]:
    revision = {"creationTime": found.created, "description": found.description, "revision": 1}
    return _filled(
        {
            "creationTime": found.created,
            "description": found.description,
            "latestRevision": _filled(revision),
            "name": found.name,
            "workerConfigurationArn": found.arn,
            "workerConfigurationState": found.state,
        }
    )


def connector(found: Connector, *, show_target: bool) -> dict[str, Any]:
    """DescribeConnector; the configuration is shown as given, its references unresolved."""
    operation = found.activity.operation if found.activity and show_target else None
    configuration = (
        operation.target_configuration if operation and operation.target_configuration else found.configuration
    )
    details = {
        "connectorConfiguration": dict(configuration),
        "stateDescription": _description(found.description),
    }
    return _filled(connector_summary(found, show_target=show_target) | details)


def connector_summary(found: Connector, *, show_target: bool) -> dict[str, Any]:
    operation = found.activity.operation if found.activity and show_target else None
    settings = operation.target_settings if operation and operation.target_settings else found.settings
    shown = _settings(settings)
    shown.pop("useDefaultWorkerConfiguration", None)
    return _filled(
        {
            **found.fixed,
            **shown,
            "connectorArn": found.arn,
            "connectorName": found.name,
            "connectorState": found.state,
            "creationTime": found.created,
            "currentVersion": found.version,
        }
    )


def operation(found: Operation) -> dict[str, Any]:
    return _filled(
        operation_summary(found)
        | {
            "connectorArn": found.connector_arn,
            "operationSteps": [{"stepType": step, "stepState": state} for step, state in found.steps.items()] or None,
            "originWorkerSetting": _settings(found.origin_settings) if found.origin_settings else None,
            "targetWorkerSetting": _settings(found.target_settings) if found.target_settings else None,
            "originConnectorConfiguration": found.origin_configuration,
            "targetConnectorConfiguration": found.target_configuration,
            "errorInfo": _description(found.error),
        }
    )


def operation_summary(found: Operation) -> dict[str, Any]:
    return _filled(
        {
            "connectorOperationArn": found.arn,
            "connectorOperationType": found.type,
            "connectorOperationState": found.state,
            "creationTime": found.created,
            "endTime": found.ended,
        }
    )


def _settings(settings: Settings) -> dict[str, Any]:
    return _filled(
        {
            "capacity": settings.capacity,
            "plugins": [{"customPlugin": settings.plugin}],
            "workerConfiguration": settings.worker_configuration,
            "useDefaultWorkerConfiguration": True if settings.worker_configuration is None else None,
        }
    )


def _description(description: StateDescription | None) -> dict[str, str] | None:
    return {"code": description.code, "message": description.message} if description else None


def _filled(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
