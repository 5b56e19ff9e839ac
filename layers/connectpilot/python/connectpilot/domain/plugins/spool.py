"""One scratch file holds all that was unpacked: memory stays flat, and no entry's name ever reaches a file system."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ..digests import Digest
from .archive import CHUNK


@dataclass(frozen=True, slots=True)
class Piece:
    """One file in the spool."""

    path: str
    offset: int
    size: int
    crc: int
    sha256: str


class Spool:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = 0

    def add(self, path: str, chunks: Iterable[bytes]) -> Piece:
        digest, crc, size = Digest(), 0, 0
        self._file.seek(self._end)
        for chunk in chunks:
            digest.update(chunk)
            self._file.write(chunk)
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
        piece = Piece(path, self._end, size, crc, digest.hexdigest())
        self._end += size
        return piece

    def chunks(self, piece: Piece) -> Iterator[bytes]:
        for start in range(0, piece.size, CHUNK):
            self._file.seek(piece.offset + start)
            yield self._file.read(min(CHUNK, piece.size - start))

    def open(self, piece: Piece) -> BinaryIO:
        """The piece as a file of its own, to read."""
        return io.BufferedReader(_Window(self._file, piece), CHUNK)


class _Window(io.RawIOBase):
    def __init__(self, file: BinaryIO, piece: Piece) -> None:
        self._file = file
        self._piece = piece
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._piece.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        count = max(0, min(len(buffer), self._piece.size - self._at))
        self._file.seek(self._piece.offset + self._at)
        text = self._file.read(count)
        buffer[: len(text)] = text
        self._at += len(text)
        return len(text)
