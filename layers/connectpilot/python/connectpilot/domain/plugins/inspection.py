"""Look into one jar: every class's level and parents, and all else of it that a judgement of the bundle needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from ..errors import InvalidArchiveError
from . import class_file, component, licence, native_library
from .archive import JAR, Entry
from .class_file import (
    ClassFile,
    InvalidClassFileError,
    Member,
    java_level,
    needs_preview,
    read_class_and_references,
)
from .eager_services import EAGER_TYPES
from .hierarchy import SERVICE_TYPES
from .jar_facts import Absent, JarFacts, Variant
from .jar_signature import broken_signature, is_signature_file
from .java import JAVA
from .kafka_api import VERSIONS, lacks
from .worker_classes import is_workers_own
from .zip_reader import zip_entries

MARKS = {
    "org/apache/kafka/connect/connector/": "connect-api",
    "org/apache/kafka/connect/runtime/": "connect-runtime",
    "org/apache/kafka/clients/": "kafka-clients",
    "org/slf4j/Logger": "slf4j-api",
    "software/amazon/msk/auth/iam/": "aws-msk-iam-auth",
}
"""Packages that the workers bring themselves."""

ARCHIVES = (".jar", ".zip", ".war", ".tar", ".tar.gz", ".tgz")
KAFKA = "org/apache/kafka/"
_KAFKA = KAFKA.encode()
_MULTI_RELEASE = re.compile(r"^multi-release: *true *$", re.IGNORECASE | re.MULTILINE)
_SERVICES = "META-INF/services/"
_MAX_CLASS = 16 << 20
_MAX_PLUGIN = 256 << 10
"""A class to use is small; its members are counted one by one."""
_MAX_TEXT = 1 << 20
MAX_WEIGHT = 24 << 20
"""Some five times what the largest real jars have."""
_MANY = 20
"""What is listed one by one: more would say nothing more."""
_MANY_NOTES = 2_000


def inspect_jar(path: str, file: BinaryIO) -> JarFacts:
    """Reads every entry, so that each checksum counts; raises InvalidArchiveError."""
    facts = JarFacts(path)
    try:
        for entry in zip_entries(file, JAR):
            if entry.name.endswith(".class"):
                (_look_at_variant if entry.name.startswith("META-INF/") else _look_at_class)(entry, facts)
            else:
                _look_at_file(entry, facts)
        if facts.is_signed:
            facts.signature = broken_signature(file)
    except InvalidArchiveError as error:
        raise InvalidArchiveError(f"{path}: {error}") from None
    return facts


def look_closer(
    facts: JarFacts, file: BinaryIO, names: Collection[str], telling: Callable[[Iterable[str]], tuple[str, ...]]
) -> None:
    """Whether these classes of the jar can be created, and what is telling of what they refer to."""
    for entry in zip_entries(file, JAR):
        name = entry.name.removesuffix(".class")
        if name == entry.name or name not in names or entry.size > _MAX_PLUGIN:
            continue
        try:
            seen = class_file.look_closer(entry.read())
        except InvalidClassFileError as error:
            raise InvalidArchiveError(f"{facts.path}: {entry.name[:80]!r}: {error}", "archive-invalid") from None
        facts.refers[name] = telling(seen.refers)
        if not seen.can_be_created:
            facts.closed.add(name)


def _look_at_class(entry: Entry, facts: JarFacts) -> None:
    name = entry.name
    if entry.size > _MAX_CLASS:
        raise InvalidArchiveError(f"the class {name[:80]!r} is larger than a class can be", "archive-invalid")
    text = entry.read()
    if name.endswith("module-info.class"):
        return
    try:
        level = java_level(text)
        found, members = read_class_and_references(text, KAFKA if _KAFKA in text else "")
        if name != f"{found.name}.class":
            facts.misplaced = facts.misplaced or name
            return
        if needs_preview(text):
            facts.preview = facts.preview or found.name.replace("/", ".")
    except InvalidClassFileError as error:
        raise InvalidArchiveError(f"{name[:80]!r}: {error}", "archive-invalid") from None
    facts.weight += len(found.name) + sum(map(len, found.parents))
    if facts.weight > MAX_WEIGHT:
        raise InvalidArchiveError("the names of its classes alone take more memory than real ones do", "archive-bomb")
    facts.hierarchy.setdefault(found.name, found)
    facts.sums[found.name] = (entry.crc or 0) << 32 | entry.size
    if members and not is_workers_own(found.name):
        facts.absent.update(_absent(found, members))
    if name.startswith(_MARKED):
        facts.marks.update(mark for package, mark in MARKS.items() if name.startswith(package))
    if level > facts.java_level and not is_workers_own(name):
        facts.java_level, facts.java_where = level, found.name.replace("/", ".")


def _look_at_variant(entry: Entry, facts: JarFacts) -> None:
    """What an older Java does not load may be as new as its folder says; nothing else in META-INF is ever loaded."""
    head = _head(entry, _LEVEL)
    found = _VARIANT.match(entry.name)
    if not found or int(found[1]) > max(JAVA.values()):
        return
    since = int(found[1])
    try:
        level = java_level(head)
    except InvalidClassFileError as error:
        raise InvalidArchiveError(f"{entry.name[:80]!r}: {error}", "archive-invalid") from None
    if level > max(since, facts.variants.get(since, Variant(since, 0, "")).java_level):
        facts.variants[since] = Variant(since, level, entry.name)


_VARIANT = re.compile(r"META-INF/versions/([1-9]\d?)/(?!module-info\.class)")
_LEVEL = 8
"""Bytes of a class that tell its level."""
_MARKED = tuple(MARKS)


def _absent(found: ClassFile, members: Iterable[Member]) -> Iterator[tuple[tuple[str, str], Absent]]:
    for member in members:
        for version in VERSIONS:
            if lacks(version, member.owner, member.name, member.descriptor):
                yield (version, str(member)), Absent(version, str(member), found.name.replace("/", "."))


def _look_at_file(entry: Entry, facts: JarFacts) -> None:
    name = entry.name
    lower = name.lower()
    if lower.endswith(native_library.ENDINGS):
        facts.natives.add(native_library.platform_of(_head(entry, native_library.HEAD)))
        return
    if lower.endswith(ARCHIVES) and len(facts.nested) < _MANY:
        facts.nested.append(name)
    if licence.FILE.fullmatch(name):
        facts.has_licence_file = True
        text = _head(entry, licence.HEAD).decode("utf-8", "replace")
        facts.licences.update(dict.fromkeys(licence.of_text(text)))
        return
    facts.is_signed = facts.is_signed or is_signature_file(name)
    if not name.startswith("META-INF/") or entry.size > _MAX_TEXT:
        _head(entry, 0)
        return
    _look_at_note(name, entry.read().decode("utf-8", "replace"), facts)


def _look_at_note(name: str, text: str, facts: JarFacts) -> None:
    if name.startswith(_SERVICES):
        kind = name.removeprefix(_SERVICES)
        named = (bare for line in text.splitlines() if (bare := line.partition("#")[0].strip()))
        listed = set(islice(named, _MANY_NOTES)) if kind in SERVICE_TYPES | EAGER_TYPES else set()
        facts.services |= listed if kind in SERVICE_TYPES else set()
        facts.eager |= listed if kind in EAGER_TYPES else set()
    elif component.NOTE.fullmatch(name):
        if (noted := component.by_note(text)) and len(facts.notes) < _MANY_NOTES:
            facts.notes.add(noted)
            facts.weight += len(text)
    elif component.POM.fullmatch(name):
        if len(facts.licences) < _MANY:
            facts.licences.update(dict.fromkeys(licence.of_pom(text)))
    elif name == "META-INF/MANIFEST.MF":
        facts.licences.update(dict.fromkeys(licence.of_manifest(text)))
        facts.is_multi_release = _MULTI_RELEASE.search(text.replace("\r\n", "\n").partition("\n\n")[0]) is not None


def _head(entry: Entry, count: int) -> bytes:
    """The first bytes; the rest is read as well, for the checksum's sake."""
    head = b""
    for chunk in entry.chunks():
        if len(head) < count:
            head += chunk[: count - len(head)]
    return head
