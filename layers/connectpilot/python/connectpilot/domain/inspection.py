"""Look into the jars of a bundle: every class's level, and the class hierarchy up to Kafka Connect's own types.

Service files are not enough: some plugins have none and Kafka Connect finds their classes by scanning, so we scan too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import BinaryIO

from .archive import JAR, Entry
from .class_file import ClassFile, InvalidClassFileError, java_level, read_class
from .errors import InvalidArchiveError
from .plugin import ClassKind, PluginClass
from .zip_reader import zip_entries

KINDS: dict[str, ClassKind] = {
    "org/apache/kafka/connect/source/SourceConnector": "source",
    "org/apache/kafka/connect/sink/SinkConnector": "sink",
    "org/apache/kafka/connect/storage/Converter": "converter",
    "org/apache/kafka/connect/storage/HeaderConverter": "header_converter",
    "org/apache/kafka/connect/transforms/Transformation": "transformation",
    "org/apache/kafka/connect/transforms/predicates/Predicate": "predicate",
    "org/apache/kafka/common/config/provider/ConfigProvider": "config_provider",
}
MARKS = {
    "org/apache/kafka/connect/connector/": "connect-runtime",
    "org/apache/kafka/clients/": "kafka-clients",
    "software/amazon/msk/auth/iam/": "aws-msk-iam-auth",
}
"""Packages that the workers bring themselves."""

_SERVICES = "META-INF/services/"
_SERVICE_TYPES = {
    "org.apache.kafka.connect.source.SourceConnector",
    "org.apache.kafka.connect.sink.SinkConnector",
    *(name.replace("/", ".") for name in KINDS),
}
_VERSION = re.compile(r"-(\d[A-Za-z0-9.+_-]*?)(?:-all|-with-dependencies)?\.jar$")
_MAX_CLASS = 16 << 20
_MAX_DEPTH = 60
_MAX_SERVICE = 64 << 10


@dataclass(frozen=True, slots=True)
class JarFacts:
    """What one jar tells."""

    path: str
    java_level: int
    java_where: str
    marks: tuple[str, ...]
    hierarchy: dict[str, ClassFile]
    services: frozenset[str]
    """Class names that its service files for Kafka Connect's types name."""

    @property
    def version(self) -> str:
        found = _VERSION.search(self.path)
        return found[1] if found else ""


@dataclass(slots=True)
class _Scan:
    level: int = 0
    where: str = ""
    hierarchy: dict[str, ClassFile] = field(default_factory=dict)
    services: set[str] = field(default_factory=set)
    marks: set[str] = field(default_factory=set)


def inspect_jar(path: str, file: BinaryIO) -> JarFacts:
    """Reads every class, so that each checksum counts; raises InvalidArchiveError."""
    scan = _Scan()
    try:
        for entry in zip_entries(file, JAR):
            _look_at(entry, scan)
            scan.marks.update(mark for package, mark in MARKS.items() if entry.name.startswith(package))
    except InvalidArchiveError as error:
        raise InvalidArchiveError(f"{path}: {error}") from None
    return JarFacts(path, scan.level, scan.where, tuple(sorted(scan.marks)), scan.hierarchy, frozenset(scan.services))


def _look_at(entry: Entry, scan: _Scan) -> None:
    name = entry.name
    if name.startswith(_SERVICES) and name.removeprefix(_SERVICES) in _SERVICE_TYPES and entry.size <= _MAX_SERVICE:
        lines = entry.read().decode("utf-8", "replace").splitlines()
        scan.services.update(bare for line in lines if (bare := line.partition("#")[0].strip()))
        return
    # Variants for a newer Java, and module descriptors, are not loaded by an older one: they say nothing of the level.
    if not name.endswith(".class") or name.startswith("META-INF/") or name.endswith("module-info.class"):
        for _ in entry.chunks():
            pass
        return
    if entry.size > _MAX_CLASS:
        raise InvalidArchiveError(f"the class {name[:80]!r} is larger than a class can be")
    text = entry.read()
    try:
        level = java_level(text)
        found = read_class(text)
    except InvalidClassFileError as error:
        raise InvalidArchiveError(f"{name[:80]!r}: {error}") from None
    scan.hierarchy.setdefault(found.name, found)
    if level > scan.level:
        scan.level, scan.where = level, found.name.replace("/", ".")


def usable_classes(jars: list[JarFacts]) -> tuple[PluginClass, ...]:
    """The public, concrete classes that are of one of Kafka Connect's types, by way of any class in any jar."""
    everything: dict[str, ClassFile] = {}
    for jar in jars:
        for name, found in jar.hierarchy.items():
            everything.setdefault(name, found)
    kinds: dict[str, frozenset[ClassKind]] = {}
    usable: set[PluginClass] = set()
    for jar in jars:
        for name, found in jar.hierarchy.items():
            # A bundled runtime's own classes are not this plugin's.
            if not found.is_usable or name.startswith("org/apache/kafka/"):
                continue
            usable |= {
                PluginClass(name.replace("/", "."), kind, jar.version) for kind in _kinds(name, everything, kinds)
            }
    return tuple(sorted(usable, key=lambda one: (one.kind, one.class_name, one.version)))


def _kinds(
    name: str, everything: dict[str, ClassFile], known: dict[str, frozenset[ClassKind]], depth: int = 0
) -> frozenset[ClassKind]:
    if name in KINDS:
        return frozenset({KINDS[name]})
    if name in known:
        return known[name]
    if name not in everything or depth > _MAX_DEPTH:
        return frozenset()
    known[name] = frozenset()  # a class cannot be its own ancestor; a hostile one may say so
    parents = (_kinds(parent, everything, known, depth + 1) for parent in everything[name].parents)
    known[name] = frozenset[ClassKind]().union(*parents)
    return known[name]


def missing_classes(jars: list[JarFacts]) -> tuple[str, ...]:
    """What service files name and no jar holds."""
    present = {name.replace("/", ".") for jar in jars for name in jar.hierarchy}
    return tuple(sorted(f"{jar.path}: {name}" for jar in jars for name in jar.services - present))
