"""What one bundle has that another has not: size, jars, Java level, classes, findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from .finding import Finding
from .manifest import BundleFile, Manifest

_VERSIONED = re.compile(r"^(?P<name>.+?)-(?P<version>\d[A-Za-z0-9.+_-]*)\.jar$")


@dataclass(frozen=True, slots=True)
class Content:
    """One side: what is inside, and what was found."""

    manifest: Manifest
    findings: Sequence[Finding]

    @property
    def size(self) -> int:
        return sum(file.size for file in self.manifest.files)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is other; `None` where it is not there."""

    what: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.what} {self.after}".rstrip()
        if self.after is None:
            return f"- {self.what} {self.before}".rstrip()
        return f"~ {self.what} {self.before} -> {self.after}"


def compare(before: Content, after: Content) -> tuple[Change, ...]:
    """Empty where both are the same to Kafka Connect: the files' bytes, the classes and the findings."""
    return (
        *_numbers(before, after),
        *_pairs(_jars(before.manifest.files), _jars(after.manifest.files), "jar"),
        *_pairs(_classes(before.manifest), _classes(after.manifest), "class"),
        *_findings(before.findings, after.findings),
    )


def _numbers(before: Content, after: Content) -> Iterable[Change]:
    if before.size != after.size:
        told = [f"{size / 1e6:.1f} MB" for size in (before.size, after.size)]
        if told[0] == told[1]:
            told = [f"{size:,} bytes" for size in (before.size, after.size)]
        yield Change("size", told[0], told[1])
    levels = (before.manifest.java_level, after.manifest.java_level)
    if levels[0] != levels[1]:
        yield Change("Java level", str(levels[0]), str(levels[1]))


def _jars(files: Iterable[BundleFile]) -> dict[str, str]:
    """By name without the version; same version, other bytes, is a change as well."""
    found: dict[str, list[str]] = {}
    for file in files:
        name = PurePosixPath(file.path).name
        versioned = _VERSIONED.match(name)
        if versioned:
            found.setdefault(versioned["name"], []).append(f"{versioned['version']} ({file.sha256[:8]})")
        elif file.is_jar:
            found.setdefault(name, []).append(f"({file.sha256[:8]})")
    return {name: ", ".join(sorted(versions)) for name, versions in found.items()}


def _classes(manifest: Manifest) -> dict[str, str]:
    return {f"{one.kind} {one.class_name}": "" for one in manifest.classes}


def _pairs(before: dict[str, str], after: dict[str, str], kind: str) -> Iterable[Change]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Change(f"{kind} {name}", old, new)


def _findings(before: Sequence[Finding], after: Sequence[Finding]) -> Iterable[Change]:
    """By code and place without versions: a warning about the next version of the same jar is the same warning."""
    old = {(one.code, _place(one.where)): one for one in before}
    new = {(one.code, _place(one.where)): one for one in after}
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield Change(f"finding {old[key].severity} {key[0]}", f"in {old[key].where}", None)
        elif key not in old:
            yield Change(f"finding {new[key].severity} {key[0]}", None, f"in {new[key].where}: {new[key].why}")


def _place(where: str) -> str:
    return re.sub(r"\d[A-Za-z0-9.+_]*", "", where)
