"""Which classes Kafka Connect can be told to use: by the class hierarchy of all jars, up to Kafka Connect's own types.

Service files are not enough: some plugins have none and Kafka Connect finds their classes by scanning, so we scan too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..errors import InvalidArchiveError
from ..plugin import ClassKind, PluginClass
from .class_file import ClassFile
from .eager_services import eager_names, named_in_vain
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
_BY_SERVICE_FILE: ClassKind = "config_provider"
_ELSEWHERE = ("java/", "javax/", "org/apache/kafka/", "org/slf4j/")
_ON_WORKERS = (
    *_ELSEWHERE,
    "com/fasterxml/jackson/", "com/sun/", "jakarta/", "jdk/", "org/ietf/jgss/", "org/w3c/dom/", "org/xml/sax/", "sun/",
)  # fmt: skip
"""What is in Java or among the libraries of the workers' Kafka Connect."""
_MAX_DEPTH = 60
_MAX_OFFERED = 1_000
"""Several times what any real bundle offers; the plugin's record, which names each, has 400 KB at most."""
_FEW = 5
_MANY_FOLLOWED = 500
"""Several times what any real class refers to of its own package."""
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
        self._lost: dict[str, str] = {}

    def candidates(self) -> dict[str, set[str]]:
        """By jar, the concrete ones: whether they can be created is for their constructors to say."""
        found: dict[str, set[str]] = {}
        for jar, name, one, _ in self._all():
            if not one.is_abstract:
                found.setdefault(jar.path, set()).add(name)
        for jar in self._jars:
            if named := self._eager & jar.hierarchy.keys():
                found.setdefault(jar.path, set()).update(named)
        return found

    @cached_property
    def _eager(self) -> set[str]:
        return set[str]().union(*map(eager_names, self._jars))

    def neighbours(self) -> dict[str, set[str]]:
        """By jar, what stands in the package of one to create, or below: its tasks and what they are made of."""
        every = ((jar.path, {name for name in jar.hierarchy if name.startswith(self._packages)}) for jar in self._jars)
        return {path: names for path, names in every if names}

    @cached_property
    def _packages(self) -> tuple[str, ...]:
        return tuple({_package(name) for _, name, _, kinds in self._all() if self._is_used(name, kinds)})

    def telling(self, refers: Iterable[str]) -> tuple[str, ...]:
        """Of what a class refers to, a few that are missing, and those that may be followed."""
        names = {*refers}
        gone = sorted(one for one in names - self._everything.keys() if "/" in one and not one.startswith(_ON_WORKERS))
        there = sorted(self._everything[one].name for one in names - {*gone} if one.startswith(self._packages))
        return *gone[:_FEW], *there[:_MANY_FOLLOWED]

    def usable(self) -> tuple[PluginClass, ...]:
        """The public, concrete ones that can be created; of config providers those that a service file names.

        Raises InvalidArchiveError where there are more than a plugin's record can name.
        """
        eager = {name for jar in self._jars for name in jar.eager}
        found = {one for one in self._creatable() if one.kind != _BY_SERVICE_FILE or one.class_name in eager}
        if len(found) > _MAX_OFFERED:
            raise InvalidArchiveError(
                f"{len(found):,} of its classes are for Kafka Connect to use, and at most {_MAX_OFFERED:,} may be",
                "archive-bomb",
            )
        return tuple(sorted(found, key=lambda one: (one.kind, one.class_name, one.version)))

    def unlisted_providers(self) -> tuple[str, ...]:
        """Config providers that no service file names, which is how alone Kafka Connect finds them."""
        every = {one.class_name for one in self._creatable() if one.kind == _BY_SERVICE_FILE}
        return tuple(sorted(every - {name for jar in self._jars for name in jar.eager}))[:_MANY]

    def unusable(self) -> tuple[Unusable, ...]:
        """Connectors that a service file offers, or that stand where no usable one does."""
        found = []
        for jar, name, one, kinds in self._all():
            if not kinds.isdisjoint(CONNECTORS) and (why := jar.fault(one)):
                full = name.replace("/", ".")
                found.append(Unusable(jar.path, full, why, full in jar.services))
        found += self._orphans()
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

    def _creatable(self) -> Iterator[PluginClass]:
        for jar, name, one, kinds in self._all():
            if not jar.fault(one):
                yield from (PluginClass(name.replace("/", "."), kind, jar.version) for kind in kinds)

    def scan_breaks(self) -> tuple[str, ...]:
        """Connectors that Kafka Connect 2.7.1 cannot create, and what service files of its eager types name in vain."""
        found = [
            f"{jar.path}: the connector {name.replace('/', '.')} is {why}"
            for jar, name, one, kinds in self._all()
            if not one.is_abstract
            and not kinds.isdisjoint(CONNECTORS)
            and (why := jar.fault(one))
            and not self._gone(name)
        ]
        found += named_in_vain(self._jars, self._everything, _ON_WORKERS)
        return tuple(sorted(found))[:_MANY]

    def lacking(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Usable connectors, and config providers that a service file names, that come from what is in no jar, or
        refer to it, themselves or by classes of their own package that they use: (which, the first of those)."""
        refers: dict[str, tuple[str, ...]] = {}
        for jar in self._jars:
            refers = jar.refers | refers
        found = []
        for jar, name, one, kinds in self._all():
            if self._is_used(name, kinds) and not jar.fault(one) and (gone := self._missed(name, refers)):
                found.append((name.replace("/", "."), tuple(other.replace("/", ".") for other in gone[:_FEW])))
        return tuple(sorted(found))[:_MANY]

    def _is_used(self, name: str, kinds: Kinds) -> bool:
        return not kinds.isdisjoint(CONNECTORS) or name in self._eager

    def _missed(self, user: str, refers: Mapping[str, tuple[str, ...]]) -> list[str]:
        """The nearest first."""
        package, gone = _package(user), dict[str, None]()
        if (above := self._gone(user)) and not above.startswith(_ON_WORKERS):
            gone[above] = None
        reached, queue = {user}, deque([user])
        while queue:
            for other in refers.get(queue.popleft(), ()):
                if other not in self._everything:
                    gone[other] = None
                elif other.startswith(package) and other not in reached:
                    reached.add(other)
                    queue.append(other)
        return list(gone)

    def _orphans(self) -> Iterator[Unusable]:
        """What is called a connector, and is none since a class that it comes from is not there."""
        for jar in self._jars:
            for name, one in jar.hierarchy.items():
                if name.endswith("Connector") and one.is_usable and one.parents:
                    gone = self._gone(one.parents[0])
                    if gone and not kinds_of(name, self._everything, self._known):
                        full = name.replace("/", ".")
                        why = f"a subclass of {gone.replace('/', '.')}, which is in no jar"
                        yield Unusable(jar.path, full, why, full in jar.services)

    def _gone(self, name: str, depth: int = 0) -> str:
        """The class itself or an ancestor of it that neither a jar nor, by its name, Java or Kafka has."""
        if name.startswith(_ELSEWHERE) or depth > _MAX_DEPTH:
            return ""
        if name not in self._everything:
            return name
        if name not in self._lost:
            self._lost[name] = ""
            parents = (self._gone(parent, depth + 1) for parent in self._everything[name].parents)
            self._lost[name] = next(filter(None, parents), "")
        return self._lost[name]

    def _all(self) -> Iterator[tuple[JarFacts, str, ClassFile, Kinds]]:
        for jar in self._jars:
            for name, found in jar.hierarchy.items():
                # A bundled runtime's own classes are not this plugin's.
                if (kinds := kinds_of(name, self._everything, self._known)) and not is_workers_own(name):
                    yield jar, name, found, kinds


def _package(name: str) -> str:
    return name[: name.rfind("/") + 1] or name


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
