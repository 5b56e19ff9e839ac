"""What MSK Connect is to be told of a connector: its spec, its target and its plugin put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..capacity import Capacity
from ..errors import InvalidSpecError
from ..plugin import Plugin
from ..plugins.plugin_choice import kind_of
from ..plugins.plugin_fit import misfits
from ..secrets import cut_arns, provider_aliases
from ..spec import ConnectorSpec
from ..target import Target
from .worker_configuration import (
    KNOWN_ALIASES,
    WorkerConfiguration,
    derive_worker_configuration,
    existing_worker_configuration,
)


@dataclass(frozen=True, slots=True)
class Desired:
    """Everything that a CreateConnector request would say."""

    name: str
    configuration: Mapping[str, str]
    capacity: Capacity
    plugin_arn: str
    workers: WorkerConfiguration
    target: Target
    kind: str
    digest: str
    may_recreate: bool
    """Whether the spec lets a machine delete it and create it again."""


def _workers(spec: ConnectorSpec, target: Target, plugin: Plugin, kind: str) -> WorkerConfiguration:
    if spec.worker_configuration:
        return existing_worker_configuration(spec.worker_configuration)
    providers = [found.class_name for found in plugin.classes if found.kind == "config_provider"]
    region = plugin.arn.split(":")[3] if plugin.arn else ""
    return derive_worker_configuration(spec.name, target, kind=kind, provider_classes=providers, region=region)


def put_together(spec: ConnectorSpec, target: Target, plugin: Plugin) -> Desired:
    """Raises InvalidSpecError or UnknownTargetError where the three do not fit."""
    arn = plugin.arn or ""
    kind = kind_of(plugin, spec.connector_class)
    workers = _workers(spec, target, plugin, kind)
    configuration = {**target.connector_defaults, **spec.configuration}
    if wrong := misfits(configuration, plugin, target.kafka_connect_version):
        raise InvalidSpecError("; ".join(wrong))
    if cut := cut_arns(configuration):
        raise InvalidSpecError(
            f"{', '.join(cut)}: a colon ends the name of a secret in a reference, so that its ARN is cut; write its"
            " name, without the six characters at the ARN's end, or the ARN with %3A for each colon"
        )
    used = provider_aliases(configuration)
    if missing := sorted((used & KNOWN_ALIASES) - set(workers.providers)):
        raise InvalidSpecError(
            f"the configuration refers to ${{{missing[0]}:...}}, but plugin {plugin.name} on Kafka Connect"
            f" {target.kafka_connect_version} has no such config provider; it has"
            f" {', '.join(workers.providers) or 'none'}: add the provider to the plugin's recipe"
        )
    if used & set(workers.providers):
        # MSK Connect restarts connectors with config providers frequently unless told not to (Config provider).
        configuration.setdefault("config.action.reload", "none")
    return Desired(
        name=spec.name,
        configuration=configuration,
        capacity=spec.capacity,
        plugin_arn=arn,
        workers=workers,
        target=target,
        kind=kind,
        digest=spec.digest,
        may_recreate=spec.healing.enabled and spec.healing.recreate,
    )
