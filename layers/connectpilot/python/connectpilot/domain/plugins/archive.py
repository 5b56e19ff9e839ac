"""The rules under which archives are read: entries by canonical names, within limits, never onto a file system."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, NamedTuple

from ..errors import InvalidArchiveError

_RESERVED = r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.[^/]*)?(?:/|\Z)"
_SEGMENT = rf"(?!{_RESERVED}|\ )[A-Za-z0-9_@+$(),=!~#\[\]{{}}&'%. -]{{1,200}}(?<![ .])"
_PLAIN = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*+")
"""A path each of whose parts means the same on every file system."""
CHUNK = 256 * 1024
MAX_NAME = 400


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold; a jar's inside has other bounds than a bundle."""

    entries: int = 20_000
    total: int = 1 << 30
    ratio: int = 200
    """Unpacked to packed bytes, judged after the first MiB."""
    depth: int = 12
    may_repeat: bool = False
    """Real jars repeat names and differ in case only; what counts is that no class stands there twice."""


BUNDLE = Limits()
JAR = Limits(entries=65_000, ratio=500, depth=40, may_repeat=True)


class Entry(NamedTuple):
    """One file of an archive; `chunks` reads it, once, and checks its size and checksum on the way."""

    name: str
    size: int
    chunks: Callable[[], Iterator[bytes]]
    crc: int | None = None
    """CRC-32, where the archive says it."""

    def read(self) -> bytes:
        return b"".join(self.chunks())


@dataclass(slots=True)
class Names:
    """The names seen in one archive: no two may lead to one place, on any file system."""

    limits: Limits
    files: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    count: int = 0

    def add(self, name: str, *, folder: bool = False) -> str:
        """The name without a folder's closing slash; raises InvalidArchiveError for one that breaks the rules."""
        self.count += 1
        if self.count > self.limits.entries:
            raise InvalidArchiveError(
                f"the archive has more than {self.limits.entries:,} entries", "archive-too-many-entries"
            )
        bare = name.removesuffix("/") if folder else name
        if len(bare) > MAX_NAME or bare.count("/") >= self.limits.depth:
            raise InvalidArchiveError(f"{name[:80]!r} is deeper or longer than a name may be", "archive-name-unsafe")
        if not _PLAIN.fullmatch(bare):
            raise InvalidArchiveError(f"{name[:80]!r} is not a plain relative name", "archive-name-unsafe")
        if self.limits.may_repeat:
            if not folder and bare.endswith(".class") and bare in self.files:
                raise InvalidArchiveError(f"the class {name[:80]!r} stands twice", "archive-name-clash")
            self.files.add(bare)
            return bare
        key = bare.casefold()
        segments = key.split("/")
        parents = {"/".join(segments[:end]) for end in range(1, len(segments))}
        taken = key in self.files or (not folder and key in self.folders) or not parents.isdisjoint(self.files)
        if taken:
            raise InvalidArchiveError(
                f"{name[:80]!r} stands twice, or is a file and a folder, or differs in case only", "archive-name-clash"
            )
        self.folders |= parents
        (self.folders if folder else self.files).add(key)
        return bare


@dataclass(slots=True)
class Budget:
    """Counts the bytes that really come out."""

    limits: Limits
    packed: int
    """Bytes of the whole archive, as stored."""
    total: int = 0

    def take(self, count: int) -> None:
        self.total += count
        if self.total > self.limits.total:
            raise InvalidArchiveError(
                f"the archive unpacks to more than {self.limits.total:,} bytes", "archive-too-large"
            )
        if self.total > 1 << 20 and self.total > self.limits.ratio * max(self.packed, 1):
            raise InvalidArchiveError(
                f"the archive unpacks to more than {self.limits.ratio} times its size", "archive-bomb"
            )


def size_of(file: BinaryIO) -> int:
    return file.seek(0, 2)


def whole(name: str, file: BinaryIO) -> Entry:
    """A file that is taken as it is."""
    return Entry(name, size_of(file), partial(chunks_of, file))


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
