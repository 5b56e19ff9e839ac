"""What is inside a bundle: its files, its Java level, and the classes that Kafka Connect can be told to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from .plugin import PluginClass

FORMAT = 1


@dataclass(frozen=True, slots=True)
class BundleFile:
    path: str
    size: int
    sha256: str
    java_level: int = 0
    """The highest of all classes in the jar; 0 where there is none."""
    java_where: str = ""
    """A class of that level."""
    marks: tuple[str, ...] = ()
    """What the jar carries that a plugin should not: see `inspection.MARKS`."""


@dataclass(frozen=True, slots=True)
class Manifest:
    files: tuple[BundleFile, ...]
    classes: tuple[PluginClass, ...]
    missing: tuple[str, ...] = ()
    """Classes that a service file names and no jar holds, as `jar: class`."""
    dropped: tuple[str, ...] = ()
    """Jars left out since an identical one is in the bundle, as `path = kept path`."""

    @property
    def java_level(self) -> int:
        return max((file.java_level for file in self.files), default=0)

    def to_json(self) -> dict[str, Any]:
        return {"format": FORMAT, "javaLevel": self.java_level, **asdict(self)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            files=tuple(BundleFile(**{**one, "marks": tuple(one["marks"])}) for one in document["files"]),
            classes=tuple(PluginClass(**one) for one in document["classes"]),
            missing=tuple(document["missing"]),
            dropped=tuple(document["dropped"]),
        )
