"""Why a worker cannot start a connector: what Kafka Connect would say, and nothing of the configuration's values."""

from __future__ import annotations

from dataclasses import dataclass

from connectpilot_local.engines.archive import PluginArchive
from connectpilot_local.engines.base import Launch

# MSK Connect's 2.7.1 workers run on Java 11, its 3.7.x workers on Java 17 (worker logs seen by users).
HIGHEST_CLASS_MAJOR = {"2.7.1": 55, "3.7.x": 61}
_JAVA_OF_MAJOR_0 = 44

# MirrorMaker comes with Kafka itself and needs no plugin.
BUILT_IN_CONNECTORS = frozenset(
    f"org.apache.kafka.connect.mirror.Mirror{kind}Connector" for kind in ("Source", "Checkpoint", "Heartbeat")
)
_KAFKA_PROVIDERS = "org.apache.kafka.common.config.provider."
_SINCE_3 = frozenset({_KAFKA_PROVIDERS + "EnvVarConfigProvider"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the connector cannot start, in one line, and what the worker log says about it."""

    reason: str
    log: str


def problem_at_start(launch: Launch, archive: PluginArchive) -> Problem | None:
    """The first thing that stops this connector, in the order in which a worker would meet it."""
    return _missing_provider(launch, archive) or _unusable_class(launch, archive) or _sink_without_topics(launch)


def find_class(wanted: str, classes: frozenset[str]) -> str | None:
    """Kafka Connect takes a full name, a simple name or a simple name without its ending `Connector`."""
    if wanted in classes:
        return wanted
    names = {wanted, wanted + "Connector"}
    return next((name for name in sorted(classes) if wanted and name.rpartition(".")[2] in names), None)


def _missing_provider(launch: Launch, archive: PluginArchive) -> Problem | None:
    properties = launch.worker_properties
    for alias in filter(None, (part.strip() for part in properties.get("config.providers", "").split(","))):
        provider = properties.get(f"config.providers.{alias}.class", "")
        too_old = provider in _SINCE_3 and launch.connect_version == "2.7.1"
        if provider in archive.classes or (provider.startswith(_KAFKA_PROVIDERS) and not too_old):
            continue
        text = (
            f"org.apache.kafka.common.config.ConfigException: Invalid value {provider} for configuration "
            f"config.providers.{alias}.class: ClassNotFoundException exception occurred\n"
            f"Caused by: java.lang.ClassNotFoundException: {provider}"
        )
        return Problem(f"the config provider {alias} has no class {provider}", text)
    return None


def _unusable_class(launch: Launch, archive: PluginArchive) -> Problem | None:
    wanted = launch.connector_class
    if wanted in BUILT_IN_CONNECTORS:
        return None
    not_found = (
        "org.apache.kafka.connect.errors.ConnectException: Failed to find any class that implements Connector and "
        f"which name matches {wanted}, available connectors are: {', '.join(_connectors(archive.classes))}"
    )
    found = find_class(wanted, archive.classes)
    if found is None:
        return Problem(f"the plugin has no class {wanted}", not_found)
    highest = HIGHEST_CLASS_MAJOR[launch.connect_version]
    major = archive.class_major(found)
    if major is None or major <= highest:
        return None
    too_new = (
        f"java.lang.UnsupportedClassVersionError: {found.replace('.', '/')} has been compiled by a more recent version "
        f"of the Java Runtime (class file version {major}.0), this version of the Java Runtime only recognizes class "
        f"file versions up to {highest}.0"
    )
    java = major - _JAVA_OF_MAJOR_0
    return Problem(f"{wanted} needs Java {java}", f"{too_new}\n{not_found}")


def _sink_without_topics(launch: Launch) -> Problem | None:
    if not launch.is_sink or launch.topics or launch.configuration.get("topics.regex"):
        return None
    text = (
        "org.apache.kafka.connect.runtime.rest.errors.BadRequestException: Connector configuration is invalid and "
        "contains the following 1 error(s):\nMust configure one of topics or topics.regex"
    )
    return Problem("a sink needs topics or topics.regex", text)


def _connectors(classes: frozenset[str]) -> list[str]:
    return [f"PluginDesc{{class={name}}}" for name in sorted(classes) if name.endswith("Connector")][:20]
