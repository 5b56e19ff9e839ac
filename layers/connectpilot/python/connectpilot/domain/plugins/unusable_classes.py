"""What is offered to Kafka Connect, or looks as if it were, and cannot be created."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .eager_services import named_in_vain
from .hierarchy import Hierarchy, dotted

_WORKERS = "org.apache.kafka."
"""Classes that the workers bring themselves."""
_MANY = 50
"""What is named of one kind: more would say nothing more."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A connector that Kafka Connect cannot create."""

    jar: str
    class_name: str
    why: str
    is_listed: bool
    """Whether a service file offers it all the same."""


def unusable(hierarchy: Hierarchy) -> tuple[Unusable, ...]:
    """Connectors that a service file offers, or that stand where no usable one does."""
    found = [
        Unusable(one.jar.path, one.name, why, one.name in one.jar.services)
        for one in hierarchy.plugin_classes()
        if one.is_connector and (why := one.jar.fault(one.file))
    ]
    found += _orphans(hierarchy)
    return tuple(sorted(found, key=lambda one: (not one.is_listed, one.jar, one.class_name)))[:_MANY]


def missing(hierarchy: Hierarchy) -> tuple[str, ...]:
    """What service files name and no jar holds."""
    present = {dotted(name) for name in hierarchy.everything}
    gone = ((jar.path, name) for jar in hierarchy.jars for name in jar.services - present)
    return tuple(sorted(f"{path}: {name}" for path, name in gone if not name.startswith(_WORKERS)))[:_MANY]


def scan_breaks(hierarchy: Hierarchy) -> tuple[str, ...]:
    """Connectors that Kafka Connect 2.7.1 cannot create, and what service files of its eager types name in vain."""
    found = [
        f"{one.jar.path}: the connector {one.name} is {why}"
        for one in hierarchy.plugin_classes()
        if one.is_connector
        and not one.file.is_abstract
        and (why := one.jar.fault(one.file))
        and not hierarchy.gone(one.file.name)
    ]
    return tuple(sorted([*found, *named_in_vain(hierarchy)]))[:_MANY]


def _orphans(hierarchy: Hierarchy) -> Iterator[Unusable]:
    """What is called a connector, and is none since a class that it comes from is not there."""
    for jar in hierarchy.jars:
        for name, one in jar.hierarchy.items():
            if name.endswith("Connector") and one.is_usable and one.parents:
                gone = hierarchy.gone(one.parents[0])
                if gone and not hierarchy.kinds(name):
                    why = f"a subclass of {dotted(gone)}, which is in no jar"
                    yield Unusable(jar.path, dotted(name), why, dotted(name) in jar.services)
