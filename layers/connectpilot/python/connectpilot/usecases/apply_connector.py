"""A person's wish for a connector: checked, stored, and handed to the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, final

from ..domain.changes.desired import put_together
from ..domain.errors import (
    ConnectorBusyError,
    ConnectorExistsError,
    ConnectorNotOursError,
    InvalidSpecError,
)
from ..domain.names import request_id
from ..domain.plugin import Plugin
from ..domain.plugins.plugin_choice import choose_plugin, holds
from ..domain.record import ConnectorRecord, Lifecycle
from ..domain.secrets import plaintext_secrets
from ..domain.spec import ConnectorSpec, parse_spec
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords, Plugins, Specs, Targets
from ..ports.workflows import Workflows
from .hand_over import hand_over


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted; that it was carried out is told by the connector's state later."""

    spec: ConnectorSpec
    kind: str
    created: bool


@final
@dataclass(frozen=True, slots=True)
class ApplyConnector:
    """Check a configuration, store it under its digest, record the request, ask the door."""

    records: ConnectorRecords
    specs: Specs
    plugins: Plugins
    targets: Targets
    connectors: Connectors
    workflows: Workflows

    def __call__(
        self,
        name: str,
        configuration: Mapping[str, object],
        *,
        caller: str,
        cause: str,
        must_be_new: bool = False,
        stopped: bool = False,
    ) -> Accepted:
        """`cause` tells one request from another; `stopped` stores the spec without making the connector."""
        spec = _without_secrets(parse_spec(name, configuration))
        record = self.records.get(name)
        self._refuse_what_is_taken(name, record, must_be_new=must_be_new)
        plugin = self._plugin(spec, record)
        # What cannot be put together now could not be later either: better said to who asks than in an outcome.
        kind = put_together(spec, self.targets.get(spec.target), plugin).kind
        digest = self.specs.put(replace(spec, plugin=plugin.name))
        if stopped or (record and record.lifecycle is Lifecycle.STOPPED):
            self.records.draft(name, wanted_digest=digest, lifecycle=Lifecycle.STOPPED, kind=kind)
            return Accepted(spec, kind, created=record is None)
        request = {
            "requestId": request_id(name, "apply", cause),
            "connector": name,
            "intent": "apply",
            "specDigest": digest,
            "mayRecreate": True,
            "requestedBy": caller,
            "reason": "created by its user" if record is None else "changed by its user",
        }
        # As in Kafka Connect, a paused connector takes its new configuration and stays paused: no lifecycle is written.
        fresh: dict[str, Any] = {"wanted_digest": digest, "kind": kind, "quarantine": None, "attempts": 0}
        hand_over(self.records, self.workflows, request, **fresh)
        return Accepted(spec, kind, created=record is None)

    def _plugin(self, spec: ConnectorSpec, record: ConnectorRecord | None) -> Plugin:
        """A connector that is there stays on its plugin until another is named: a changed setting is no upgrade."""
        known = list(self.plugins.all())
        if spec.plugin is None and record and record.wanted_digest:
            current = self.specs.get(record.wanted_digest).plugin
            for plugin in known:
                if plugin.name == current and plugin.state == "ACTIVE" and holds(plugin, spec.connector_class):
                    return plugin
        return choose_plugin(spec, known)

    def _refuse_what_is_taken(self, name: str, record: ConnectorRecord | None, *, must_be_new: bool) -> None:
        if record and record.lifecycle is Lifecycle.DELETED:
            raise ConnectorBusyError(f"Connector {name} is being deleted; try again when it is gone")
        if record and must_be_new:
            raise ConnectorExistsError(f"Connector {name} already exists")
        if record is None and any(found.name == name for found in self.connectors.list(name)):
            if must_be_new:
                raise ConnectorExistsError(f"Connector {name} already exists")
            raise ConnectorNotOursError(
                f"Connector {name} exists and was not made by Connectpilot;"
                f" adopt it first: POST /connectpilot/connectors/{name}/adopt"
            )


def _without_secrets(spec: ConnectorSpec) -> ConnectorSpec:
    if keys := plaintext_secrets(spec.wanted):
        raise InvalidSpecError(
            f"{', '.join(keys)}: a secret must be a reference, not the secret itself; write"
            " ${secretsmanager:<secret name>:<key>} or another config provider's token, as in docs/guide/secrets.md"
        )
    return spec
