"""Write a ZIP that is the same byte for byte everywhere: stored, sorted, one fixed time and mode.

Each entry has its size and checksum in front of it: Java's ZipInputStream refuses stored
entries that say them afterwards.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..errors import InvalidArchiveError

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UNIX = 3 << 8
_DATE = 1 << 5 | 1
"""1980-01-01, the first day a ZIP can name."""
_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Stored:
    """One file to be written."""

    name: str
    size: int
    crc: int
    chunks: Iterable[bytes]


def zip_bytes(files: Iterable[Stored]) -> Iterator[bytes]:
    """The archive from its first byte to its last; `files` come in the order of their names.

    A bundle has fewer files than a plain ZIP can list (archive.BUNDLE), and fewer bytes (spool.MAX_TOTAL).
    """
    directory: list[bytes] = []
    offset = 0
    for file in files:
        name = file.name.encode("ascii")
        common = (0, 0, 0, _DATE, file.crc, file.size, file.size, len(name))
        header = _LOCAL.pack(b"PK\x03\x04", _VERSION, *common, 0) + name
        directory.append(
            _CENTRAL.pack(b"PK\x01\x02", _UNIX | _VERSION, _VERSION, *common, 0, 0, 0, 0, _MODE, offset) + name
        )
        yield header
        written = 0
        for chunk in file.chunks:
            written += len(chunk)
            yield chunk
        if written != file.size:
            raise InvalidArchiveError(f"{file.name!r} has other bytes than when it was measured", "archive-damaged")
        offset += len(header) + written
    listing = b"".join(directory)
    yield listing
    yield _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(listing), offset, 0)
