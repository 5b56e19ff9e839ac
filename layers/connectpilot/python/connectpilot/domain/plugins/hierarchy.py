"""The classes of all jars together, and what each is to Kafka Connect by the classes that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..plugin import ClassKind
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
_ELSEWHERE = ("java/", "javax/", "org/apache/kafka/", "org/slf4j/")
ON_WORKERS = (
    *_ELSEWHERE,
    "com/fasterxml/jackson/", "com/sun/", "jakarta/", "jdk/", "org/ietf/jgss/", "org/w3c/dom/", "org/xml/sax/", "sun/",
)  # fmt: skip
"""What is in Java or among the libraries of the workers' Kafka Connect."""
_MAX_DEPTH = 60
Kinds = frozenset[ClassKind]


class Found(NamedTuple):
    """A class of the plugin that is something to Kafka Connect."""

    jar: JarFacts
    file: ClassFile
    kinds: Kinds

    @property
    def name(self) -> str:
        return dotted(self.file.name)

    @property
    def is_connector(self) -> bool:
        return not self.kinds.isdisjoint(CONNECTORS)


class Hierarchy:
    def __init__(self, jars: Sequence[JarFacts]) -> None:
        self.jars = jars
        self.everything: dict[str, ClassFile] = {}
        """By name, with slashes; of several that which Java would find first."""
        for jar in jars:
            for name, found in jar.hierarchy.items():
                self.everything.setdefault(name, found)
        self._known: dict[str, Kinds] = {}
        self._lost: dict[str, str] = {}

    def plugin_classes(self) -> Iterator[Found]:
        """Abstract ones and interfaces among them; a bundled runtime's own classes are not this plugin's."""
        for jar in self.jars:
            for name, one in jar.hierarchy.items():
                if (kinds := self.kinds(name)) and not is_workers_own(name):
                    yield Found(jar, one, kinds)

    def kinds(self, name: str, depth: int = 0) -> Kinds:
        if name in KINDS:
            return frozenset({KINDS[name]})
        if name in self._known:
            return self._known[name]
        if name not in self.everything or depth > _MAX_DEPTH:
            return frozenset()
        self._known[name] = frozenset()  # a class cannot be its own ancestor; a hostile one may say so
        parents = (self.kinds(parent, depth + 1) for parent in self.everything[name].parents)
        self._known[name] = frozenset[ClassKind]().union(*parents)
        return self._known[name]

    def gone(self, name: str, depth: int = 0) -> str:
        """The class itself or an ancestor of it that neither a jar nor, by its name, Java or Kafka has."""
        if name.startswith(_ELSEWHERE) or depth > _MAX_DEPTH:
            return ""
        if name not in self.everything:
            return name
        if name not in self._lost:
            self._lost[name] = ""
            parents = (self.gone(parent, depth + 1) for parent in self.everything[name].parents)
            self._lost[name] = next(filter(None, parents), "")
        return self._lost[name]


def dotted(name: str) -> str:
    return name.replace("/", ".")
