"""Which classes Kafka Connect takes from its workers, whatever a plugin holds (its class PluginUtils)."""

from __future__ import annotations

import re

_NEVER_LOADED = re.compile(r"org/slf4j/|org/apache/kafka/(?!connect/(?:transforms|json|file|mirror|converters)/)")


def is_workers_own(name: str) -> bool:
    """Kafka and slf4j, but for the plugins that Kafka itself ships: MirrorMaker's connectors, transforms, converters.

    `name` is written with slashes.
    """
    return _NEVER_LOADED.match(name) is not None
