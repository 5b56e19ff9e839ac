"""The operations that only look: connectors, their operations, and tags."""

from __future__ import annotations

from typing import Any

from connectpilot_local.msk_connect import views
from connectpilot_local.msk_connect.errors import NotFound
from connectpilot_local.msk_connect.identifiers import page
from connectpilot_local.msk_connect.state import State

_NEWEST_FIRST = 10**9


def describe_connector(state: State, params: dict[str, Any]) -> dict[str, Any]:
    return views.connector(state.connector(params["connectorArn"]), show_target=_show_target(state))


def list_connectors(state: State, params: dict[str, Any]) -> dict[str, Any]:
    prefix = params.get("connectorNamePrefix") or ""
    found = [each for each in state.connectors.values() if each.name.startswith(prefix)]
    show_target = _show_target(state)
    return page(
        found,
        lambda each: each.name,
        params,
        "connectors",
        lambda each: views.connector_summary(each, show_target=show_target),
    )


def describe_connector_operation(state: State, params: dict[str, Any]) -> dict[str, Any]:
    return views.operation(state.operation(params["connectorOperationArn"]))


def list_connector_operations(state: State, params: dict[str, Any]) -> dict[str, Any]:
    operations = state.connector(params["connectorArn"]).operations
    return page(
        operations,
        lambda each: f"{_NEWEST_FIRST - each.number:010d}",
        params,
        "connectorOperations",
        views.operation_summary,
    )


def list_tags_for_resource(state: State, params: dict[str, Any]) -> dict[str, Any]:
    return {"tags": dict(_tags(state, params))}


def tag_resource(state: State, params: dict[str, Any]) -> dict[str, Any]:
    _tags(state, params).update(params["tags"])
    return {}


def untag_resource(state: State, params: dict[str, Any]) -> dict[str, Any]:
    tags = _tags(state, params)
    for key in params["tagKeys"]:
        tags.pop(key, None)
    return {}


def _tags(state: State, params: dict[str, Any]) -> dict[str, str]:
    try:
        return state.tags[params["resourceArn"]]
    except KeyError:
        raise NotFound(f"The resource was not found: {params['resourceArn']}") from None


def _show_target(state: State) -> bool:
    return state.assumptions.describe_while_updating == "target"
