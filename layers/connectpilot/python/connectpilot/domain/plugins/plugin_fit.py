"""Whether a plugin holds what a connector's configuration names, and runs on the workers of its target."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..plugin import ClassKind, Plugin
from .java import JAVA

_KINDS: tuple[tuple[re.Pattern[str], ClassKind], ...] = (
    (re.compile(r"(?:key|value)\.converter"), "converter"),
    (re.compile(r"header\.converter"), "header_converter"),
    (re.compile(r"transforms\.[^.]+\.type"), "transformation"),
    (re.compile(r"predicates\.[^.]+\.type"), "predicate"),
)
_WORKERS_OWN = "org.apache.kafka."


def misfits(configuration: Mapping[str, str], plugin: Plugin, kafka_connect_version: str) -> tuple[str, ...]:
    """What cannot work, in words; known before anything is asked of AWS."""
    return (*_java(plugin, kafka_connect_version), *_classes(configuration, plugin))


def _java(plugin: Plugin, version: str) -> Iterator[str]:
    java = JAVA.get(version)
    if java is not None and plugin.java_level > java:
        yield (
            f"plugin {plugin.name} holds classes for Java {plugin.java_level}, and Kafka Connect {version} runs on Java"
            f" {java}: use a target with a newer Kafka Connect, or a plugin of an older release"
        )


def _classes(configuration: Mapping[str, str], plugin: Plugin) -> Iterator[str]:
    for key, value in sorted(configuration.items()):
        kind = next((kind for pattern, kind in _KINDS if pattern.fullmatch(key)), None)
        # Short names are Kafka Connect's own affair, and its own classes are on every worker.
        if kind is None or "." not in value or "$" + "{" in value or value.startswith(_WORKERS_OWN):
            continue
        held = sorted({one.class_name for one in plugin.classes if one.kind == kind})
        if value not in held:
            yield (
                f"{key}: plugin {plugin.name} holds no {kind.replace('_', ' ')} {value};"
                f" it holds {', '.join(held) or 'none'}: add its jar to the plugin's recipe"
            )
