"""Which classes Kafka Connect can be told to use: by the class hierarchy of all jars, up to Kafka Connect's own types.

Service files are not enough: some plugins have none and Kafka Connect finds their classes by scanning, so we scan too.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import InvalidArchiveError
from ..plugin import ClassKind, PluginClass
from .hierarchy import CONNECTORS, Hierarchy

_BY_SERVICE_FILE: ClassKind = "config_provider"
_MAX_OFFERED = 1_000
"""Several times what any real bundle offers; the plugin's record, which names each, has 400 KB at most."""
_MANY = 50
"""What is named of one kind: more would say nothing more."""


def usable(hierarchy: Hierarchy) -> tuple[PluginClass, ...]:
    """The public, concrete ones that can be created; of config providers those that a service file names.

    Raises InvalidArchiveError where there are more than a plugin's record can name.
    """
    eager = {name for jar in hierarchy.jars for name in jar.eager}
    found = {one for one in _creatable(hierarchy) if one.kind != _BY_SERVICE_FILE or one.class_name in eager}
    if len(found) > _MAX_OFFERED:
        raise InvalidArchiveError(
            f"{len(found):,} of its classes are for Kafka Connect to use, and at most {_MAX_OFFERED:,} may be",
            "archive-bomb",
        )
    return tuple(sorted(found, key=lambda one: (one.kind, one.class_name, one.version)))


def unlisted(hierarchy: Hierarchy) -> tuple[str, ...]:
    """Usable connectors that no service file names."""
    listed = {name for jar in hierarchy.jars for name in jar.services}
    return tuple(sorted({one.class_name for one in _creatable(hierarchy) if one.kind in CONNECTORS} - listed))


def unlisted_providers(hierarchy: Hierarchy) -> tuple[str, ...]:
    """Config providers that no service file names, which is how alone Kafka Connect finds them."""
    every = {one.class_name for one in _creatable(hierarchy) if one.kind == _BY_SERVICE_FILE}
    return tuple(sorted(every - {name for jar in hierarchy.jars for name in jar.eager}))[:_MANY]


def _creatable(hierarchy: Hierarchy) -> Iterator[PluginClass]:
    for found in hierarchy.plugin_classes():
        if not found.jar.fault(found.file):
            yield from (PluginClass(found.name, kind, found.jar.version) for kind in found.kinds)
