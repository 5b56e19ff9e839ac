"""All that one stand-in knows: its resources, its ports, its switches and its present moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from connectpilot_local.engines.base import Engine, Launch, PluginFile
from connectpilot_local.engines.faults import FaultBook
from connectpilot_local.msk_connect.assumptions import Assumptions
from connectpilot_local.msk_connect.capacity import mcu_count, tasks_max
from connectpilot_local.msk_connect.durations import Durations
from connectpilot_local.msk_connect.errors import BadRequest, NotFound
from connectpilot_local.msk_connect.resources import (
    Connector,
    CustomPlugin,
    Operation,
    Settings,
    WorkerConfiguration,
)
from connectpilot_local.msk_connect.sinks import Datum, LogSink, MetricSink, Objects
from connectpilot_local.msk_connect.worker_properties import DEFAULTS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Quotas:
    """Per account and Region: MSK developer guide, "Quota"."""

    workers: int = 60
    plugins: int = 100
    worker_configurations: int = 100


@dataclass(slots=True)
class State:
    """The present and everything in it."""

    now: datetime
    engine: Engine
    faults: FaultBook
    objects: Objects
    metrics: MetricSink
    logs: LogSink
    plugin_dir: Path
    assumptions: Assumptions
    durations: Durations
    quotas: Quotas
    plugins: dict[str, CustomPlugin] = field(default_factory=dict)
    worker_configurations: dict[str, WorkerConfiguration] = field(default_factory=dict)
    connectors: dict[str, Connector] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    # What connectors run with; stays while one does, whatever becomes of the plugin or worker configuration.
    archives: dict[str, PluginFile] = field(default_factory=dict)
    properties: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)
    late_data: list[tuple[datetime, list[Datum]]] = field(default_factory=list)

    def connector(self, arn: str) -> Connector:
        return _found(self.connectors, arn, "connector")

    def plugin(self, arn: str) -> CustomPlugin:
        return _found(self.plugins, arn, "custom plugin")

    def worker_configuration(self, arn: str) -> WorkerConfiguration:
        return _found(self.worker_configurations, arn, "worker configuration")

    def operation(self, arn: str) -> Operation:
        operations = {each.arn: each for owner in self.connectors.values() for each in owner.operations}
        return _found(operations, arn, "connector operation")

    def users_of(self, arn: str) -> list[str]:
        """Names of connectors that run with this plugin or worker configuration, or are changing from or to it."""
        return sorted(each.name for each in self.connectors.values() if arn in each.arns_in_use())

    def usable_plugin(self, plugins: list[dict[str, Any]]) -> dict[str, Any]:
        """The one plugin of a request, registered and ACTIVE."""
        if len(plugins) != 1:
            raise BadRequest("Invalid parameter plugins: specify a single-element list.")
        wanted = plugins[0]["customPlugin"]
        plugin = self.plugin(wanted["customPluginArn"])
        if plugin.state != "ACTIVE":
            raise BadRequest(f"Invalid parameter plugins: the custom plugin {plugin.name} is {plugin.state}.")
        _only_revision(wanted["revision"], f"custom plugin {plugin.name}")
        return {"customPluginArn": plugin.arn, "revision": 1}

    def usable_worker_configuration(self, wanted: dict[str, Any]) -> dict[str, Any]:
        found = self.worker_configuration(wanted["workerConfigurationArn"])
        if found.state != "ACTIVE":
            raise BadRequest(f"Invalid parameter workerConfiguration: {found.name} is {found.state}.")
        _only_revision(wanted["revision"], f"worker configuration {found.name}")
        return {"workerConfigurationArn": found.arn, "revision": 1}

    def launch(
        self, connector: Connector, settings: Settings, configuration: Mapping[str, str], workers: int
    ) -> Launch:
        """What the engine needs in order to run the connector with these settings."""
        properties = dict(DEFAULTS)
        if settings.worker_configuration is not None:
            properties = self.properties[settings.worker_configuration["workerConfigurationArn"]]
        return Launch(
            name=connector.name,
            uuid=connector.uuid,
            configuration=dict(configuration),
            worker_properties=properties,
            plugin=self.archives[settings.plugin["customPluginArn"]],
            connect_version=connector.fixed["kafkaConnectVersion"],
            workers=workers,
            mcu=mcu_count(settings.capacity),
            tasks_max=tasks_max(settings.capacity, workers, dict(configuration)),
            bootstrap_servers=connector.fixed["kafkaCluster"]["apacheKafkaCluster"]["bootstrapServers"],
        )


def _found(things: Mapping[str, T], arn: str, kind: str) -> T:
    try:
        return things[arn]
    except KeyError:
        raise NotFound(f"The {kind} was not found: {arn}") from None


def _only_revision(revision: int, what: str) -> None:
    if revision != 1:
        raise NotFound(f"The {what} has no revision {revision}.")
