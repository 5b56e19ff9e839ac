"""Which plugin serves a connector: the one it names, or the newest ACTIVE one that holds its class."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import AmbiguousPluginError, UnknownPluginError
from ..plugin import Plugin
from ..spec import RESERVED, ConnectorSpec


def choose_plugin(spec: ConnectorSpec, plugins: Iterable[Plugin]) -> Plugin:
    """Raises UnknownPluginError or AmbiguousPluginError; both list what there is."""
    active = [plugin for plugin in plugins if plugin.state == "ACTIVE" and plugin.arn]
    if spec.plugin:
        return _named(spec, active)
    holders = [plugin for plugin in active if holds(plugin, spec.connector_class)]
    if not holders:
        raise UnknownPluginError(
            f"no ACTIVE plugin holds {spec.connector_class}; upload a recipe that does, or use one of:"
            f" {', '.join(sorted(_classes(active))) or 'none yet'}"
        )
    recipes = sorted({plugin.recipe for plugin in holders})
    if len(recipes) > 1:
        names = ", ".join(sorted(plugin.name for plugin in holders))
        raise AmbiguousPluginError(
            f'plugins of several recipes hold {spec.connector_class}: say which by "{RESERVED}plugin", one of {names}'
        )
    return max(holders, key=lambda plugin: plugin.created_at)


def _named(spec: ConnectorSpec, active: list[Plugin]) -> Plugin:
    found = next((plugin for plugin in active if plugin.name == spec.plugin), None)
    if found is None:
        names = ", ".join(sorted(plugin.name for plugin in active)) or "none yet"
        raise UnknownPluginError(f'"{RESERVED}plugin": no ACTIVE plugin is named {spec.plugin}; there are {names}')
    if not holds(found, spec.connector_class):
        raise UnknownPluginError(
            f"plugin {found.name} does not hold {spec.connector_class}; it holds {', '.join(sorted(_classes([found])))}"
        )
    return found


def holds(plugin: Plugin, class_name: str) -> bool:
    """By full name, or by the short names that Kafka Connect accepts: `MySqlConnector`, `MySql`."""
    return any(
        class_name in (full, full.rpartition(".")[2], full.rpartition(".")[2].removesuffix("Connector"))
        for full in _classes([plugin])
    )


def kind_of(plugin: Plugin, class_name: str) -> str:
    """`source` or `sink`; `unknown` where the manifest does not know the class."""
    return next((found.kind for found in plugin.classes if found.class_name == class_name), "unknown")


def _classes(plugins: Iterable[Plugin]) -> set[str]:
    return {found.class_name for plugin in plugins for found in plugin.classes if found.kind in ("source", "sink")}
