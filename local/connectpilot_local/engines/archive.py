"""Which classes a plugin archive holds, and for which Java a class was compiled."""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO

from connectpilot_local.engines.base import PluginFile


@dataclass(slots=True)
class PluginArchive:
    """A stored plugin, listed once; what is no archive holds no classes (MSK Connect registers it all the same)."""

    file: PluginFile
    _jar_of: dict[str, str] | None = field(default=None, repr=False)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self._classes())

    def class_major(self, name: str) -> int | None:
        """The highest class file version in the jar that holds the class."""
        jar = self._classes().get(name)
        if jar is None:
            return None
        with zipfile.ZipFile(self.file.path) as outer:
            if not jar:
                return _highest_major(outer)
            with zipfile.ZipFile(io.BytesIO(outer.read(jar))) as inner:
                return _highest_major(inner)

    def _classes(self) -> dict[str, str]:
        if self._jar_of is None:
            try:
                self._jar_of = self._list()
            except zipfile.BadZipFile:
                self._jar_of = {}
        return self._jar_of

    def _list(self) -> dict[str, str]:
        with zipfile.ZipFile(self.file.path) as outer:
            if self.file.content_type == "JAR":
                return dict.fromkeys(_class_names(outer), "")
            found: dict[str, str] = {}
            for entry in outer.namelist():
                if entry.endswith(".jar"):
                    found |= dict.fromkeys(_jar_classes(io.BytesIO(outer.read(entry))), entry)
            return found


@lru_cache(maxsize=32)
def archive_of(file: PluginFile) -> PluginArchive:
    """The same listing for every connector of a plugin: a large bundle takes a second to list."""
    return PluginArchive(file)


def _jar_classes(jar: IO[bytes]) -> list[str]:
    try:
        with zipfile.ZipFile(jar) as archive:
            return _class_names(archive)
    except zipfile.BadZipFile:
        return []


def _class_names(archive: zipfile.ZipFile) -> list[str]:
    entries = (name for name in archive.namelist() if name.endswith(".class") and not name.startswith("META-INF/"))
    return [name.removesuffix(".class").replace("/", ".") for name in entries]


def _highest_major(archive: zipfile.ZipFile) -> int | None:
    majors = []
    for name in archive.namelist():
        if name.endswith(".class") and not name.startswith("META-INF/") and name != "module-info.class":
            with archive.open(name) as stream:
                head = stream.read(8)
            if len(head) == 8 and head[:4] == b"\xca\xfe\xba\xbe":  # noqa: PLR2004
                majors.append(struct.unpack(">H", head[6:])[0])
    return max(majors, default=None)
