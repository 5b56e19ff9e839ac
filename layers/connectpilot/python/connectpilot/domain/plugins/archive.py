"""The rules under which archives are read: entries by canonical names, within limits, never onto a file system."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, NamedTuple

from ..errors import InvalidArchiveError

MAX_SEGMENT = 200
_RESERVED = r"(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.[^/]*)?(?:/|\Z)"
_SEGMENT = rf"(?!{_RESERVED}|\ )[A-Za-z0-9_@+$(),=!~#\[\]{{}}&'%. -]{{1,{MAX_SEGMENT}}}(?<![ .])"
_PLAIN = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*+")
"""A path each of whose parts means the same on every file system."""
_LETTERS = r"[^/\x00-\x1f\x7f-\x9f\\\u200e\u200f\u202a-\u202e\u2066-\u2069]"
"""All but control characters, signs that turn the direction of writing, and the backslash."""
_INNER_SEGMENT = rf"(?!\.{{1,2}}(?:/|\Z)){_LETTERS}{{1,{MAX_SEGMENT}}}"
_INNER = re.compile(rf"{_INNER_SEGMENT}(?:/{_INNER_SEGMENT})*+")
"""A path inside a jar that can be shown: classes may be named in any script."""
CHUNK = 512 * 1024
MAX_NAME = 400
MAX_NAMES = 10 << 20
"""Characters of all names together: somewhat more than the largest real jar has (see JAR)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold; a jar's inside has other bounds than a bundle."""

    entries: int = 10_000
    total: int = 1 << 30
    ratio: int = 200
    """Unpacked to packed bytes, judged after the first MiB."""
    depth: int = 12
    is_unpacked: bool = True
    """Its files come to stand on a file system. A jar's do not: Java reads them by their names, which may be anything
    in UTF-8, and real jars repeat some; what counts is that no class stands there twice."""

    @property
    def encoding(self) -> str:
        return "ascii" if self.is_unpacked else "utf-8"


BUNDLE = Limits()
# Snowflake's connector, the largest uber jar known, has 86,000 entries.
JAR = Limits(entries=100_000, ratio=500, depth=40, is_unpacked=False)


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
    weight: int = 0

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
        if not (_PLAIN if self.limits.is_unpacked else _INNER).fullmatch(bare):
            raise InvalidArchiveError(f"{name[:80]!r} is not a plain relative name", "archive-name-unsafe")
        self._weigh(len(bare))
        if not self.limits.is_unpacked:
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
        new = parents - self.folders
        self._weigh(sum(map(len, new)))
        self.folders |= new
        (self.folders if folder else self.files).add(key)
        return bare

    def _weigh(self, count: int) -> None:
        self.weight += count
        if self.weight > MAX_NAMES:
            raise InvalidArchiveError("the names of its files alone take more memory than real ones do", "archive-bomb")


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


def is_loaded(path: str) -> bool:
    """Whether Kafka Connect puts this file of a plugin on its class path (its PluginUtils.isArchive)."""
    return path.lower().endswith((".jar", ".zip"))


def size_of(file: BinaryIO) -> int:
    return file.seek(0, 2)


def whole(name: str, file: BinaryIO) -> Entry:
    """A file that is taken as it is."""
    return Entry(name, size_of(file), partial(chunks_of, file))


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
