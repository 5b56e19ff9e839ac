"""Read a ZIP or JAR strictly: what the directory says and what stands in front of each entry must be one story."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import partial
from operator import attrgetter
from typing import BinaryIO

from ..errors import InvalidArchiveError
from . import zip64
from .archive import BUNDLE, CHUNK, Budget, Entry, Limits, Names, size_of
from .zip_directory import DEFLATED, ENCRYPTED, LOCAL_SIGNATURE, Header, read_directory

_LOCAL = struct.Struct("<4s5H3L2H")
_DESCRIPTOR = 1 << 3


def zip_entries(file: BinaryIO, limits: Limits = BUNDLE) -> Iterator[Entry]:
    """The files of the archive in its own order; raises InvalidArchiveError as soon as a rule is broken."""
    total = size_of(file)
    headers, directory = read_directory(file, total, limits)
    names = Names(limits)
    claimed = sum(header.size for header in headers)
    if claimed > limits.total:
        raise InvalidArchiveError(f"the archive's files claim {claimed:,} bytes together", "archive-too-large")
    budget = Budget(limits, packed=total)
    position = 0
    for header in sorted(headers, key=attrgetter("offset")):
        name = _decode(header, limits)
        if header.offset < position:
            raise InvalidArchiveError(f"{name[:80]!r} overlaps the entry before it", "archive-overlap")
        if header.offset > position:
            where = "archive-hidden-bytes" if position else "archive-leading-bytes"
            raise InvalidArchiveError(f"unlisted bytes stand before {name[:80]!r}", where)
        start = _check_local(file, header, name)
        position = _end_of(file, header, start, name)
        if position > directory:
            raise InvalidArchiveError(f"{name[:80]!r} reaches into the archive's directory", "archive-overlap")
        folder = name.endswith("/")
        names.add(name, folder=folder)
        if folder:
            if header.size:
                raise InvalidArchiveError(f"the folder {name[:80]!r} has content", "archive-folder-content")
            continue
        yield Entry(name, header.size, partial(_chunks, file, header, start, budget, name), header.crc)
    if position != directory:
        raise InvalidArchiveError("unlisted bytes stand before the archive's directory", "archive-hidden-bytes")


def _decode(header: Header, limits: Limits) -> str:
    try:
        return header.name.decode(limits.encoding)
    except UnicodeDecodeError:
        raise InvalidArchiveError(
            f"{header.name[:80]!r} is not a name in {limits.encoding.upper()}", "archive-name-unsafe"
        ) from None


def _check_local(file: BinaryIO, header: Header, name: str) -> int:
    """Where the entry's bytes begin; its own header must say what the directory says."""
    file.seek(header.offset)
    text = file.read(_LOCAL.size)
    if len(text) < _LOCAL.size:
        raise InvalidArchiveError(f"{name[:80]!r} is not where the directory says", "archive-directory-mismatch")
    signature, _, flags, method, _, _, crc, packed, size, length, extra = _LOCAL.unpack(text)
    if signature != LOCAL_SIGNATURE or file.read(length) != header.name:
        raise InvalidArchiveError(
            f"{name[:80]!r} is not where the directory says, or has another name there", "archive-directory-mismatch"
        )
    known = (header.crc, header.packed, header.size)
    if flags & _DESCRIPTOR:
        agree = zip64.may_follow((crc, packed, size), known)
    else:
        size, packed = zip64.widened(file.read(extra), size, packed)
        agree = (crc, packed, size) == known
    if method != header.method or (flags ^ header.flags) & (ENCRYPTED | _DESCRIPTOR) or not agree:
        raise InvalidArchiveError(
            f"{name[:80]!r} is another entry in its own header than in the directory", "archive-directory-mismatch"
        )
    return int(header.offset + _LOCAL.size + length + extra)


def _end_of(file: BinaryIO, header: Header, start: int, name: str) -> int:
    """Where the next entry must begin: after the bytes, and after the descriptor where there is one."""
    end = start + header.packed
    if not header.flags & _DESCRIPTOR:
        return end
    file.seek(end)
    text = file.read(24)
    known = (header.crc, header.packed, header.size)
    for form in ("<4s3L", "<4sLQQ"):
        size = struct.calcsize(form)
        if len(text) >= size and struct.unpack_from(form, text) == (b"PK\x07\x08", *known):
            return end + size
    if text[:12] == struct.pack("<3L", *known):
        return end + 12
    raise InvalidArchiveError(
        f"{name[:80]!r} is not followed by the sizes that its header promises", "archive-directory-mismatch"
    )


def _chunks(file: BinaryIO, header: Header, start: int, budget: Budget, name: str) -> Iterator[bytes]:
    """Read at its own position each time: several entries may be open."""
    engine = zlib.decompressobj(-15) if header.method == DEFLATED else None
    left, produced, crc, position = header.packed, 0, 0, start
    while left:
        file.seek(position)
        text = file.read(min(left, CHUNK))
        if not text:
            raise InvalidArchiveError(f"{name[:80]!r} is truncated", "archive-truncated")
        left -= len(text)
        position += len(text)
        for part in _inflate(engine, text, name) if engine else (text,):
            produced += len(part)
            if produced > header.size:
                raise InvalidArchiveError(f"{name[:80]!r} is larger than it says", "archive-damaged")
            budget.take(len(part))
            crc = zlib.crc32(part, crc)
            yield part
    if (engine and (not engine.eof or engine.unused_data)) or produced != header.size or crc != header.crc:
        raise InvalidArchiveError(
            f"{name[:80]!r} is damaged: its size or checksum is not what the archive says", "archive-damaged"
        )


def _inflate(engine: zlib._Decompress, text: bytes, name: str) -> Iterator[bytes]:
    """In pieces of bounded size: a kilobyte may unpack to a megabyte."""
    while text:
        try:
            part = engine.decompress(text, CHUNK)
        except zlib.error as error:
            raise InvalidArchiveError(f"{name[:80]!r} is damaged: {error}", "archive-damaged") from None
        if part:
            yield part
        text = engine.unconsumed_tail
        if engine.eof:
            return
