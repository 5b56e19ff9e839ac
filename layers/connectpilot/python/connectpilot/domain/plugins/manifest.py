"""What is inside a bundle: its files and what each is, the classes to use, and what does not go together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from ..plugin import PluginClass
from .archive import is_loaded
from .component import Component
from .conflicts import Overlap, Versions
from .jar_facts import Absent, Variant
from .unusable_classes import Unusable

FORMAT = 7
"""Raise when a manifest says other things: an older one is made anew from the same inputs."""


@dataclass(frozen=True, slots=True)
class BundleFile:
    path: str
    size: int
    sha256: str
    origin: str = ""
    """The artefact that it came from; in an upload, the folder that it stood in."""
    java_level: int = 0
    """The highest of all classes in the jar; 0 where there is none."""
    java_where: str = ""
    """A class of that level."""
    variants: tuple[Variant, ...] = ()
    """Classes that are loaded from a Java on that is too old for them."""
    preview: str = ""
    """A class that needs preview features of Java."""
    misplaced: str = ""
    """A class that stands in another folder than its package's."""
    marks: tuple[str, ...] = ()
    """What the jar carries that the workers bring themselves: see `inspection.MARKS`."""
    own: Component | None = None
    """Which library the jar is."""
    carried: tuple[Component, ...] = ()
    """The libraries inside, itself first among them where it is known."""
    licences: tuple[str, ...] = ()
    has_licence: bool = False
    natives: tuple[str, ...] = ()
    """Platforms of the native libraries inside."""
    nested: tuple[str, ...] = ()
    """Archives inside the jar."""
    signature: str = ""
    """What is wrong with its signature."""

    @property
    def is_jar(self) -> bool:
        return self.path.lower().endswith(".jar") or (is_loaded(self.path) and self.java_level > 0)

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Manifest:
    files: tuple[BundleFile, ...]
    classes: tuple[PluginClass, ...]
    missing: tuple[str, ...] = ()
    """Classes that a service file names and no jar holds, as `jar: class`."""
    dropped: tuple[str, ...] = ()
    """Jars left out since an identical one is in the bundle, as `path = kept path`."""
    unusable: tuple[Unusable, ...] = ()
    unlisted: tuple[str, ...] = ()
    """Connectors that no service file names."""
    unlisted_providers: tuple[str, ...] = ()
    scan_breaks: tuple[str, ...] = ()
    """What ends Kafka Connect 2.7.1's look for plugins, as `jar: what it is`."""
    lacking: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Connectors that refer to classes which neither a jar nor the workers have: (connector, some of those)."""
    overlaps: tuple[Overlap, ...] = ()
    versions: tuple[Versions, ...] = ()
    absent: tuple[Absent, ...] = ()

    @property
    def java_level(self) -> int:
        return max((file.java_level for file in self.files), default=0)

    @property
    def size(self) -> int:
        return sum(file.size for file in self.files)

    def origin_of(self, path: str) -> str:
        return next((file.origin for file in self.files if file.path == path), path)

    def to_json(self) -> dict[str, Any]:
        return {"format": FORMAT, "javaLevel": self.java_level, **asdict(self)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            files=tuple(_file(one) for one in document["files"]),
            classes=tuple(PluginClass(**one) for one in document["classes"]),
            missing=tuple(document["missing"]),
            dropped=tuple(document["dropped"]),
            unusable=tuple(Unusable(**one) for one in document["unusable"]),
            unlisted=tuple(document["unlisted"]),
            unlisted_providers=tuple(document["unlisted_providers"]),
            scan_breaks=tuple(document["scan_breaks"]),
            lacking=tuple((name, tuple(gone)) for name, gone in document["lacking"]),
            overlaps=tuple(Overlap(**_tuples(one)) for one in document["overlaps"]),
            versions=tuple(
                Versions(one["name"], tuple((a, b) for a, b in one["carried"])) for one in document["versions"]
            ),
            absent=tuple(Absent(**one) for one in document["absent"]),
        )


def _file(document: Mapping[str, Any]) -> BundleFile:
    own = document["own"]
    file = BundleFile(**_tuples(document))
    carried = tuple(Component(**one) for one in document["carried"])
    variants = tuple(Variant(**one) for one in document["variants"])
    return replace(file, own=Component(**own) if own else None, carried=carried, variants=variants)


def _tuples(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in document.items()}
