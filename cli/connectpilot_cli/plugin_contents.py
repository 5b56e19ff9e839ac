"""A registered plugin, and the document beside its bundle that says what is inside."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

from connectpilot.adapters.object_store import S3Bucket
from connectpilot.usecases.bundle_shelf import Built, BundleShelf

from .connectors import api_of
from .output import failed
from .stack import open_stack

UNKNOWN = "made by other means: nothing is known of it but the classes of the connectors that came with it"


def plugin_named(stack: str, name: str) -> dict[str, Any]:
    """The plugins table's item; ends the command with the nearest names where there is none."""
    with api_of(stack) as api:
        plugins: list[dict[str, Any]] = api.get("/connectpilot/plugins")
    for plugin in plugins:
        if plugin["name"] == name:
            return plugin
    near = [plugin["name"] for plugin in plugins if plugin["name"].startswith(name)]
    if len(near) == 1:
        found = near[0]
        return next(plugin for plugin in plugins if plugin["name"] == found)
    words = f"it could be {', '.join(near)}" if near else "`connectpilot plugins list` shows what there is"
    raise failed(f"no plugin {name}", words)


def built_of(stack: str, plugin: dict[str, Any]) -> Built:
    if not plugin["bundle_key"]:
        raise failed(f"{plugin['name']} cannot be looked into", UNKNOWN, code=1)
    found = open_stack(stack)
    shelf = BundleShelf(S3Bucket(found.client("s3"), found.outputs["BundleBucket"]))
    built = shelf.read(PurePosixPath(plugin["bundle_key"]).stem)
    if built is None:
        raise failed(f"nothing readable beside {plugin['bundle_key']}", "upload the recipe again", code=1)
    return built


def plugin_built(stack: str, name: str) -> Built:
    return built_of(stack, plugin_named(stack, name))
