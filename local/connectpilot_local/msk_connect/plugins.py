"""The operations on custom plugins: the archive is read once, from then on the service has its own copy."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, Literal, cast

from connectpilot_local.engines.base import PluginFile
from connectpilot_local.msk_connect.errors import NAME_TAKEN, QUOTA_REACHED, BadRequest, Conflict, TooManyRequests
from connectpilot_local.msk_connect.identifiers import new_uuid, page, resource_arn
from connectpilot_local.msk_connect.names import check_name
from connectpilot_local.msk_connect.resources import CustomPlugin, StateDescription
from connectpilot_local.msk_connect.sinks import ObjectMissing
from connectpilot_local.msk_connect.state import State
from connectpilot_local.msk_connect.views import custom_plugin, custom_plugin_summary

_S3_ARN = "arn:aws:s3:::"


def create_custom_plugin(state: State, params: dict[str, Any]) -> dict[str, Any]:
    name, location = params["name"], params["location"]["s3Location"]
    check_name(state, name, "name")
    if any(plugin.name == name for plugin in state.plugins.values()):
        raise Conflict(NAME_TAKEN)
    if len(state.plugins) >= state.quotas.plugins:
        raise TooManyRequests(QUOTA_REACHED)
    plugin = CustomPlugin(
        arn=resource_arn("custom-plugin", name, new_uuid()),
        name=name,
        description=params.get("description"),
        content_type=params["contentType"],
        location=location,
        created=state.now,
        state="CREATING",
        due=state.now + timedelta(seconds=state.durations.create_plugin),
    )
    _store_copy(state, plugin)
    state.plugins[plugin.arn] = plugin
    state.tags[plugin.arn] = dict(params.get("tags") or {})
    return {"customPluginArn": plugin.arn, "customPluginState": plugin.state, "name": name, "revision": 1}


def _store_copy(state: State, plugin: CustomPlugin) -> None:
    location = plugin.location
    if not location["bucketArn"].startswith(_S3_ARN):
        raise BadRequest("Invalid parameter location.s3Location.bucketArn: must be the ARN of a bucket.")
    bucket = location["bucketArn"].removeprefix(_S3_ARN)
    try:
        content = state.objects.read(bucket, location["fileKey"], location.get("objectVersion"))
    except ObjectMissing as missing:
        message = f"The S3 object could not be read: {missing}"
        if state.assumptions.missing_object == "refused":
            raise BadRequest(f"Invalid parameter location: {message}") from missing
        plugin.problem = StateDescription("InvalidInput.S3ObjectNotFound", message)
        return
    plugin.md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    plugin.size = len(content)
    path = state.plugin_dir / plugin.arn.rpartition("/")[2]
    path.write_bytes(content)
    state.archives[plugin.arn] = PluginFile(path, cast("Literal['JAR', 'ZIP']", plugin.content_type))


def describe_custom_plugin(state: State, params: dict[str, Any]) -> dict[str, Any]:
    return custom_plugin(state.plugin(params["customPluginArn"]))


def list_custom_plugins(state: State, params: dict[str, Any]) -> dict[str, Any]:
    prefix = params.get("namePrefix") or ""
    found = [plugin for plugin in state.plugins.values() if plugin.name.startswith(prefix)]
    return page(found, lambda plugin: plugin.name, params, "customPlugins", custom_plugin_summary)


def delete_custom_plugin(state: State, params: dict[str, Any]) -> dict[str, Any]:
    plugin = state.plugin(params["customPluginArn"])
    users = state.users_of(plugin.arn)
    if users and state.assumptions.delete_in_use == "refused":
        raise BadRequest(f"The custom plugin is in use by connectors: {', '.join(users)}.")
    if plugin.state != "DELETING":
        plugin.state = "DELETING"
        plugin.due = state.now + timedelta(seconds=state.durations.delete_plugin)
    return {"customPluginArn": plugin.arn, "customPluginState": plugin.state}


def settle_plugins(state: State) -> None:
    """End the creations and deletions that are due; a stored copy stays for as long as a connector runs it."""
    for plugin in list(state.plugins.values()):
        if plugin.due is None or plugin.due > state.now:
            continue
        plugin.due = None
        if plugin.state == "DELETING":
            del state.plugins[plugin.arn], state.tags[plugin.arn]
        else:
            plugin.state = "CREATE_FAILED" if plugin.problem else "ACTIVE"
    for arn in [arn for arn in state.archives if arn not in state.plugins and not state.users_of(arn)]:
        state.archives.pop(arn).path.unlink()
