"""One scratch file holds all that was unpacked: memory stays flat, and no entry's name ever reaches a file system."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import BinaryIO

from ..digests import Digest
from ..errors import InvalidArchiveError
from .archive import CHUNK, Entry

MAX_TOTAL = 2 << 30
"""Bytes of one scratch file: a function's disk holds it and two archives that are being unpacked (template.yaml)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One file in the spool."""

    path: str
    offset: int
    size: int
    crc: int
    sha256: str


class Spool:
    """Several threads may add to it, and read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._lock = Lock()
        self._end = 0

    def add(self, path: str, entry: Entry) -> Piece:
        offset = self._reserve(entry.size)
        digest, crc, written = Digest(), 0, 0
        for chunk in entry.chunks():
            digest.update(chunk)
            self._write(offset + written, chunk)
            if entry.crc is None:
                crc = zlib.crc32(chunk, crc)
            written += len(chunk)
        if written != entry.size:
            raise InvalidArchiveError(f"{path!r} has {written:,} bytes, not {entry.size:,}", "archive-damaged")
        return Piece(path, offset, written, crc if entry.crc is None else entry.crc, digest.hexdigest())

    def chunks(self, piece: Piece) -> Iterator[bytes]:
        for start in range(0, piece.size, CHUNK):
            yield self.read(piece.offset + start, min(CHUNK, piece.size - start))

    def open(self, piece: Piece) -> BinaryIO:
        """The piece as a file of its own, to read."""
        return io.BufferedReader(_Window(self, piece), CHUNK)

    def read(self, offset: int, count: int) -> bytes:
        with self._lock:
            self._file.seek(offset)
            return self._file.read(count)

    def _reserve(self, size: int) -> int:
        with self._lock:
            if self._end + size > MAX_TOTAL:
                raise InvalidArchiveError(
                    f"what is unpacked for one bundle has more than {MAX_TOTAL:,} bytes together", "archive-too-large"
                )
            offset, self._end = self._end, self._end + size
        return offset

    def _write(self, offset: int, chunk: bytes) -> None:
        with self._lock:
            self._file.seek(offset)
            self._file.write(chunk)


class _Window(io.RawIOBase):
    def __init__(self, spool: Spool, piece: Piece) -> None:
        self._spool = spool
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
        text = self._spool.read(self._piece.offset + self._at, count)
        buffer[: len(text)] = text
        self._at += len(text)
        return len(text)
