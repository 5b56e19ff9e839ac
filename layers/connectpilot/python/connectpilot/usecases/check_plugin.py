"""See how far MSK Connect is with a custom plugin, compare what it stored with what we gave, and write it down."""

from __future__ import annotations

from dataclasses import replace
from typing import final

from ..domain.errors import PluginFailedError
from ..ports.objects import ObjectStore
from ..ports.records import Plugins
from ..ports.releases import PluginRegistry
from .bundle_shelf import BundleShelf
from .register_plugin import check_same


@final
class CheckPlugin:
    def __init__(self, *, bundles: ObjectStore, registry: PluginRegistry, plugins: Plugins) -> None:
        self._shelf = BundleShelf(bundles)
        self._registry = registry
        self._plugins = plugins

    def __call__(self, name: str, arn: str, build_key: str) -> str:
        """MSK Connect's state of it; raises PluginFailedError with MSK Connect's words."""
        found = self._registry.describe(arn)
        built = self._shelf.read(build_key)
        recorded = self._plugins.get(name)
        if found is None or built is None or built.bundle is None or recorded is None:
            raise PluginFailedError(f"{name} was deleted while it was being made ({arn})")
        if found.state != recorded.state:
            self._plugins.put(replace(recorded, state=found.state))
        if found.state in ("CREATE_FAILED", "DELETING"):
            raise PluginFailedError(f"{name} is {found.state}: {found.reason or 'MSK Connect gives no reason'} ({arn})")
        check_same(found, built.bundle.md5, built.bundle.size)
        return found.state
