"""Take over a connector that somebody else made: from now on it is changed through the door, and healed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import final

from ..domain.capacity import Autoscaled, Capacity
from ..domain.connector import Connector, ConnectorState
from ..domain.errors import ConnectorBusyError, ConnectorExistsError, ConnectorNotFoundError, InvalidSpecError
from ..domain.names import request_id
from ..domain.plugin import Plugin, PluginClass
from ..domain.plugins.plugin_choice import kind_of
from ..domain.record import Lifecycle
from ..domain.secrets import plaintext_secrets
from ..domain.spec import RESERVED, ConnectorSpec, parse_spec
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords, Plugins, Specs
from ..ports.workflows import Workflows
from .hand_over import hand_over


@final
@dataclass(frozen=True, slots=True)
class AdoptConnector:
    """Store what the connector is now as its spec, and ask the door to adopt it: nothing of it is changed."""

    records: ConnectorRecords
    specs: Specs
    plugins: Plugins
    connectors: Connectors
    workflows: Workflows

    def __call__(self, name: str, target: str, *, caller: str, cause: str) -> ConnectorSpec:
        """Raises ConnectorNotFoundError, ConnectorExistsError, ConnectorBusyError or InvalidSpecError."""
        record = self.records.get(name)
        if record and record.was_created:  # one that was never ours may be left of an adoption that was refused
            raise ConnectorExistsError(f"Connector {name} is managed by Connectpilot already")
        found = self.connectors.find(name)
        if found is None:
            raise ConnectorNotFoundError(f"Connector {name} not found")
        if not found.state.settled:
            raise ConnectorBusyError(f"Connector {name} is {found.state}: adopt it again when that has ended")
        plugin = self._plugin(found)
        spec = parse_spec(name, _wanted(found, plugin, target))
        if keys := plaintext_secrets(spec.wanted):
            raise InvalidSpecError(
                f"{', '.join(keys)} of {name} hold the secret itself, which Connectpilot does not store:"
                " make them references, then adopt it"
            )
        digest = self.specs.put(spec)
        request = {
            "requestId": request_id(name, "adopt", cause),
            "connector": name,
            "intent": "adopt",
            "specDigest": digest,
            "requestedBy": caller,
            "reason": "adopted by its user",
        }
        kind = kind_of(plugin, spec.connector_class)
        lifecycle = Lifecycle.PAUSED if found.state is ConnectorState.PAUSED else Lifecycle.RUNNING
        hand_over(self.records, self.workflows, request, wanted_digest=digest, lifecycle=lifecycle, kind=kind)
        return spec

    def _plugin(self, found: Connector) -> Plugin:
        """The plugin it runs on; one that we did not make is recorded with the one class that is known to be in it."""
        known = next((one for one in self.plugins.all() if one.arn == found.plugin_arn), None)
        if known:
            return known
        configuration = found.configuration or {}
        sink = "topics" in configuration or "topics.regex" in configuration
        name = found.plugin_arn.split("/")[1]
        plugin = Plugin(
            name=name,
            recipe=name,
            bundle_key="",
            sha256="",
            size=0,
            java_level=0,
            classes=(PluginClass(configuration.get("connector.class", ""), "sink" if sink else "source", ""),),
            arn=found.plugin_arn,
            state="ACTIVE",
            origin=f"adopted with connector {found.name}",
            created_at=found.created_at or datetime.min.replace(tzinfo=UTC),
        )
        self.plugins.put(plugin)
        return plugin


def _wanted(found: Connector, plugin: Plugin, target: str) -> dict[str, str]:
    # Its own worker configuration is kept: a derived one would look for a source's offsets in another topic.
    reserved = {
        "target": target,
        "plugin": plugin.name,
        "worker.configuration": found.worker_configuration_arn or "default",
        **_capacity(found.capacity),
    }
    return {**(found.configuration or {}), **{RESERVED + key: value for key, value in reserved.items()}}


def _capacity(capacity: Capacity) -> dict[str, str]:
    if isinstance(capacity, Autoscaled):
        return {
            "capacity.min.workers": str(capacity.min_workers),
            "capacity.max.workers": str(capacity.max_workers),
            "capacity.mcu": str(capacity.mcu),
            "capacity.scale.in.percent": str(capacity.scale_in_percent),
            "capacity.scale.out.percent": str(capacity.scale_out_percent),
        }
    return {"capacity.workers": str(capacity.workers), "capacity.mcu": str(capacity.mcu)}
