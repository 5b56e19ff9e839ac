"""Read the directory at the end of a ZIP strictly: what entries there are, and where they are said to stand."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from ..errors import InvalidArchiveError
from . import zip64
from .archive import Limits

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
STORED, DEFLATED = 0, 8
ENCRYPTED = 1
_PATCHED, _STRONG, _MASKED = 1 << 5, 1 << 6, 1 << 13
_MAX_DIRECTORY = 16 << 20  # what 100,000 entries with long names take
_UNIX = 3
LOCAL_SIGNATURE = b"PK\x03\x04"
_REGULAR, _FOLDER = 0o100000, 0o040000
_SPECIAL = (0o010000, 0o020000, 0o060000, 0o120000, 0o140000)
_MSDOS_FOLDER = 0x10


class Header(NamedTuple):
    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def read_directory(file: BinaryIO, total: int, limits: Limits) -> tuple[list[Header], int]:
    """The directory's headers, and where it begins."""
    if total < _END.size:
        raise InvalidArchiveError("the file is too short to be a ZIP", "archive-truncated")
    tail = min(total, _END.size + 0xFFFF + zip64.RECORDS)
    file.seek(total - tail)
    text = file.read(tail)
    at = text.rfind(b"PK\x05\x06")
    if at < 0:
        raise InvalidArchiveError(
            "the file has no ZIP directory at its end: it is truncated, or not a ZIP", "archive-truncated"
        )
    if at + _END.size > len(text):
        raise InvalidArchiveError("the ZIP's end record is truncated", "archive-truncated")
    _, *plain, comment = _END.unpack_from(text, at)
    end = total - tail + at
    if end + _END.size + comment != total:
        raise InvalidArchiveError("bytes follow the ZIP's end", "archive-trailing-bytes")
    (disk, first_disk, here, count, length, offset), end = zip64.widened_end(text[:at], end, tuple(plain))
    if disk or first_disk or here != count:
        raise InvalidArchiveError("the ZIP is one part of several", "archive-several-parts")
    if count > limits.entries:
        raise InvalidArchiveError(f"the ZIP lists more than {limits.entries:,} entries", "archive-too-many-entries")
    if length > _MAX_DIRECTORY:
        raise InvalidArchiveError(f"the ZIP's directory alone has {length:,} bytes", "archive-too-large")
    if offset + length != end:
        first = max(0, end - length - offset)
        file.seek(first)
        if first and file.read(4) == LOCAL_SIGNATURE:
            raise InvalidArchiveError("a program or another archive stands before the archive", "archive-leading-bytes")
        raise InvalidArchiveError(
            "the ZIP's directory does not end where the archive ends", "archive-directory-mismatch"
        )
    file.seek(offset)
    return list(_headers(file.read(length), count)), offset


def _headers(text: bytes, count: int) -> Iterator[Header]:
    at = 0
    for _ in range(count):
        if at + _CENTRAL.size > len(text):
            raise InvalidArchiveError("the ZIP's directory is truncated", "archive-directory-mismatch")
        (
            signature,
            made,
            _,
            flags,
            method,
            _,
            _,
            crc,
            packed,
            size,
            name,
            extra,
            comment,
            disk,
            _,
            attributes,
            offset,
        ) = _CENTRAL.unpack_from(text, at)
        raw = text[at + _CENTRAL.size : at + _CENTRAL.size + name]
        if signature != b"PK\x01\x02" or disk or len(raw) != name:
            raise InvalidArchiveError("the ZIP's directory is damaged", "archive-damaged")
        if flags & (ENCRYPTED | _STRONG | _MASKED):
            raise InvalidArchiveError(f"{raw[:80].decode('utf-8', 'replace')!r} is encrypted", "archive-encrypted")
        if method not in (STORED, DEFLATED) or flags & _PATCHED:
            raise InvalidArchiveError(
                f"{raw[:80].decode('utf-8', 'replace')!r} is packed by method {method}, not stored or deflated",
                "archive-method",
            )
        if _is_special(raw, made, attributes):
            raise InvalidArchiveError(
                f"{raw[:80].decode('utf-8', 'replace')!r} is a link or a device, not a file or folder", "archive-link"
            )
        fields = at + _CENTRAL.size + name
        size, packed, offset = zip64.widened(text[fields : fields + extra], size, packed, offset)
        at = fields + extra + comment
        yield Header(raw, flags, method, crc, packed, size, offset)
    if at != len(text):
        raise InvalidArchiveError("the ZIP's directory lists fewer entries than it holds", "archive-directory-mismatch")


def _is_special(raw: bytes, made: int, attributes: int) -> bool:
    """A link, a device, or a folder that is called a file; real jars hold folders with a file's mode."""
    kind = (attributes >> 16) & 0o170000 if made >> 8 == _UNIX else 0
    if raw.endswith(b"/"):
        return kind in _SPECIAL
    return kind not in (0, _REGULAR) or bool(attributes & _MSDOS_FOLDER)
