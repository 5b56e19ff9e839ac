"""What is wanted of a connector, read from the stores: spec, target and plugin put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..domain.changes.desired import Desired, put_together
from ..domain.connector import Connector
from ..domain.plugin import Plugin
from ..domain.plugins.plugin_choice import choose_plugin, holds
from ..domain.spec import ConnectorSpec
from ..ports.records import Plugins, Specs, Targets


@final
@dataclass(frozen=True, slots=True)
class Wanted:
    """Used by the plan and by the change alike, so that both mean the same."""

    specs: Specs
    plugins: Plugins
    targets: Targets

    def __call__(self, digest: str, connector: Connector | None) -> Desired:
        """Raises InvalidSpecError, UnknownTargetError, UnknownPluginError or AmbiguousPluginError."""
        spec = self.specs.get(digest)
        return put_together(spec, self.targets.get(spec.target), self._plugin(spec, connector))

    def _plugin(self, spec: ConnectorSpec, connector: Connector | None) -> Plugin:
        """A spec that names no plugin stays on the one it runs on: a repair must not be an upgrade."""
        known = list(self.plugins.all())
        if spec.plugin is None and connector is not None:
            for plugin in known:
                if plugin.arn == connector.plugin_arn and holds(plugin, spec.connector_class):
                    return plugin
        return choose_plugin(spec, known)
