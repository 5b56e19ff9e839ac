"""Read a ZIP or JAR strictly: what the directory says and what stands in front of each entry must be one story."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import partial
from operator import attrgetter
from typing import BinaryIO, NamedTuple

from ..errors import InvalidArchiveError
from . import zip64
from .archive import BUNDLE, CHUNK, Budget, Entry, Limits, Names, size_of

_END = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR, _PATCHED, _STRONG, _MASKED = 1, 1 << 3, 1 << 5, 1 << 6, 1 << 13
_MAX_DIRECTORY = 16 << 20  # what 100,000 entries with long names take
_UNIX = 3
_SIGNATURE = b"PK\x03\x04"
_REGULAR, _FOLDER = 0o100000, 0o040000
_SPECIAL = (0o010000, 0o020000, 0o060000, 0o120000, 0o140000)
_MSDOS_FOLDER = 0x10


class _Header(NamedTuple):
    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def zip_entries(file: BinaryIO, limits: Limits = BUNDLE) -> Iterator[Entry]:
    """The files of the archive in its own order; raises InvalidArchiveError as soon as a rule is broken."""
    total = size_of(file)
    headers, directory = _directory(file, total, limits)
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


def _directory(file: BinaryIO, total: int, limits: Limits) -> tuple[list[_Header], int]:
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
        if first and file.read(4) == _SIGNATURE:
            raise InvalidArchiveError("a program or another archive stands before the archive", "archive-leading-bytes")
        raise InvalidArchiveError(
            "the ZIP's directory does not end where the archive ends", "archive-directory-mismatch"
        )
    file.seek(offset)
    return list(_headers(file.read(length), count)), offset


def _headers(text: bytes, count: int) -> Iterator[_Header]:
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
        if flags & (_ENCRYPTED | _STRONG | _MASKED):
            raise InvalidArchiveError(f"{raw[:80].decode('utf-8', 'replace')!r} is encrypted", "archive-encrypted")
        if method not in (_STORED, _DEFLATED) or flags & _PATCHED:
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
        yield _Header(raw, flags, method, crc, packed, size, offset)
    if at != len(text):
        raise InvalidArchiveError("the ZIP's directory lists fewer entries than it holds", "archive-directory-mismatch")


def _is_special(raw: bytes, made: int, attributes: int) -> bool:
    """A link, a device, or a folder that is called a file; real jars hold folders with a file's mode."""
    kind = (attributes >> 16) & 0o170000 if made >> 8 == _UNIX else 0
    if raw.endswith(b"/"):
        return kind in _SPECIAL
    return kind not in (0, _REGULAR) or bool(attributes & _MSDOS_FOLDER)


def _decode(header: _Header, limits: Limits) -> str:
    try:
        return header.name.decode(limits.encoding)
    except UnicodeDecodeError:
        raise InvalidArchiveError(
            f"{header.name[:80]!r} is not a name in {limits.encoding.upper()}", "archive-name-unsafe"
        ) from None


def _check_local(file: BinaryIO, header: _Header, name: str) -> int:
    """Where the entry's bytes begin; its own header must say what the directory says."""
    file.seek(header.offset)
    text = file.read(_LOCAL.size)
    if len(text) < _LOCAL.size:
        raise InvalidArchiveError(f"{name[:80]!r} is not where the directory says", "archive-directory-mismatch")
    signature, _, flags, method, _, _, crc, packed, size, length, extra = _LOCAL.unpack(text)
    if signature != _SIGNATURE or file.read(length) != header.name:
        raise InvalidArchiveError(
            f"{name[:80]!r} is not where the directory says, or has another name there", "archive-directory-mismatch"
        )
    known = (header.crc, header.packed, header.size)
    if flags & _DESCRIPTOR:
        agree = zip64.may_follow((crc, packed, size), known)
    else:
        size, packed = zip64.widened(file.read(extra), size, packed)
        agree = (crc, packed, size) == known
    if method != header.method or (flags ^ header.flags) & (_ENCRYPTED | _DESCRIPTOR) or not agree:
        raise InvalidArchiveError(
            f"{name[:80]!r} is another entry in its own header than in the directory", "archive-directory-mismatch"
        )
    return int(header.offset + _LOCAL.size + length + extra)


def _end_of(file: BinaryIO, header: _Header, start: int, name: str) -> int:
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


def _chunks(file: BinaryIO, header: _Header, start: int, budget: Budget, name: str) -> Iterator[bytes]:
    """Read at its own position each time: several entries may be open."""
    engine = zlib.decompressobj(-15) if header.method == _DEFLATED else None
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
