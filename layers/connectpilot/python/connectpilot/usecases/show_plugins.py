"""The plugins that were released or adopted, and what is inside one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any, final

from ..domain.errors import PluginNotFoundError
from ..domain.plugin import Plugin
from ..domain.plugins.release import manifest_key
from ..ports.objects import ListedStore
from ..ports.records import Plugins
from .stored_document import read_document


@final
@dataclass(frozen=True, slots=True)
class ShowPlugins:
    plugins: Plugins
    bundles: ListedStore

    def all(self) -> list[dict[str, Any]]:
        return [_view(plugin) for plugin in sorted(self.plugins.all(), key=lambda plugin: plugin.name)]

    def one(self, name: str) -> dict[str, Any]:
        """With findings and manifest; both are null where nothing is known of the inside, as of an adopted one."""
        plugin = self.plugins.get(name)
        if plugin is None:
            raise PluginNotFoundError(
                f"no plugin is named {name}; GET /connectpilot/plugins lists those there are, and an upload makes one"
            )
        inside = None
        if plugin.bundle_key:
            inside = read_document(self.bundles, manifest_key(PurePosixPath(plugin.bundle_key).stem))
        inside = inside or {}
        return _view(plugin) | {"findings": inside.get("findings"), "manifest": inside.get("manifest")}


def _view(plugin: Plugin) -> dict[str, Any]:
    at = plugin.wanted_at
    times = {"created_at": plugin.created_at.isoformat(), "wanted_at": at.isoformat() if at else None}
    return asdict(plugin) | times
