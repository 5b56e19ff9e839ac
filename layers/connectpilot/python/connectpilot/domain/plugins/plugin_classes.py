"""Which classes Kafka Connect can be told to use: by the class hierarchy of all jars, up to Kafka Connect's own types.

Service files are not enough: some plugins have none and Kafka Connect finds their classes by scanning, so we scan too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..plugin import ClassKind, PluginClass
from .class_file import ClassFile
from .jar_facts import JarFacts
from .worker_classes import is_workers_own

KINDS: dict[str, ClassKind] = {
    "org/apache/kafka/connect/source/SourceConnector": "source",
    "org/apache/kafka/connect/sink/SinkConnector": "sink",
    "org/apache/kafka/connect/storage/Converter": "converter",
    "org/apache/kafka/connect/storage/HeaderConverter": "header_converter",
    "org/apache/kafka/connect/transforms/Transformation": "transformation",
    "org/apache/kafka/connect/transforms/predicates/Predicate": "predicate",
    "org/apache/kafka/common/config/provider/ConfigProvider": "config_provider",
}
SERVICE_TYPES = frozenset(name.replace("/", ".") for name in KINDS)
CONNECTORS = ("source", "sink")
_WORKERS = "org.apache.kafka."
"""Classes that the workers bring themselves."""
_MAX_DEPTH = 60
_MANY = 50
"""What is named of one kind: more would say nothing more."""
Kinds = frozenset[ClassKind]


@dataclass(frozen=True, slots=True)
class Unusable:
    """A connector that Kafka Connect cannot create."""

    jar: str
    class_name: str
    why: str
    is_listed: bool
    """Whether a service file offers it all the same."""


class PluginClasses:
    def __init__(self, jars: Sequence[JarFacts]) -> None:
        self._jars = jars
        self._everything: dict[str, ClassFile] = {}
        for jar in jars:
            for name, found in jar.hierarchy.items():
                self._everything.setdefault(name, found)
        self._known: dict[str, Kinds] = {}

    def usable(self) -> tuple[PluginClass, ...]:
        """The public, concrete ones."""
        found = {
            PluginClass(name.replace("/", "."), kind, jar.version)
            for jar, name, one, kinds in self._all()
            if one.is_usable
            for kind in kinds
        }
        return tuple(sorted(found, key=lambda one: (one.kind, one.class_name, one.version)))

    def unusable(self) -> tuple[Unusable, ...]:
        """Connectors that a service file offers, or that stand where no usable one does."""
        found = []
        for jar, name, one, kinds in self._all():
            if not one.is_usable and not kinds.isdisjoint(CONNECTORS):
                why = "an interface" if one.is_interface else "abstract" if one.is_abstract else "not public"
                full = name.replace("/", ".")
                found.append(Unusable(jar.path, full, why, full in jar.services))
        return tuple(sorted(found, key=lambda one: (not one.is_listed, one.jar, one.class_name)))[:_MANY]

    def unlisted(self) -> tuple[str, ...]:
        """Usable connectors that no service file names."""
        listed = {name for jar in self._jars for name in jar.services}
        return tuple(sorted({one.class_name for one in self.usable() if one.kind in CONNECTORS} - listed))

    def missing(self) -> tuple[str, ...]:
        """What service files name and no jar holds."""
        present = {name.replace("/", ".") for name in self._everything}
        gone = ((jar.path, name) for jar in self._jars for name in jar.services - present)
        return tuple(sorted(f"{path}: {name}" for path, name in gone if not name.startswith(_WORKERS)))[:_MANY]

    def _all(self) -> Iterator[tuple[JarFacts, str, ClassFile, Kinds]]:
        for jar in self._jars:
            for name, found in jar.hierarchy.items():
                # A bundled runtime's own classes are not this plugin's.
                if (kinds := kinds_of(name, self._everything, self._known)) and not is_workers_own(name):
                    yield jar, name, found, kinds


def kinds_of(name: str, everything: Mapping[str, ClassFile], known: dict[str, Kinds], depth: int = 0) -> Kinds:
    if name in KINDS:
        return frozenset({KINDS[name]})
    if name in known:
        return known[name]
    if name not in everything or depth > _MAX_DEPTH:
        return frozenset()
    known[name] = frozenset()  # a class cannot be its own ancestor; a hostile one may say so
    parents = (kinds_of(parent, everything, known, depth + 1) for parent in everything[name].parents)
    known[name] = frozenset[ClassKind]().union(*parents)
    return known[name]
