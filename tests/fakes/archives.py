"""Archives byte by byte, so that a test can make each field lie: ZIP records, tar headers, gzip members."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field

REGULAR = 0o100644


@dataclass
class ZipEntry:
    """An entry as it should be; what a test sets otherwise is where it lies. `local_*` is its own header's word."""

    name: bytes = b"a.jar"
    body: bytes = b"x" * 64
    method: int = 0
    flags: int = 0
    mode: int = REGULAR
    system: int = 3
    crc: int | None = None
    size: int | None = None
    packed_size: int | None = None
    raw: bytes | None = None
    """The bytes as stored; made of `body` otherwise."""
    local_name: bytes | None = None
    local_crc: int | None = None
    local_size: int | None = None
    local_packed: int | None = None
    local_method: int | None = None
    local_flags: int | None = None
    local_signature: bytes = b"PK\x03\x04"
    offset: int | None = None
    """Where the directory says it stands."""
    before: bytes = b""
    after: bytes = b""
    extra: bytes = b""
    local_extra: bytes = b""
    comment: bytes = b""
    attributes: int = 0
    disk: int = 0
    listed: bool = True
    signature: bytes = b"PK\x01\x02"


def or_else(value, other):
    return other if value is None else value


def deflated(body, level=9):
    engine = zlib.compressobj(level, zlib.DEFLATED, -15)
    return engine.compress(body) + engine.flush()


@dataclass
class ZipFileBytes:
    entries: list[ZipEntry] = field(default_factory=lambda: [ZipEntry()])
    before: bytes = b""
    gap: bytes = b""
    """Between the last entry and the directory."""
    after: bytes = b""
    comment: bytes = b""
    disk: int = 0
    first_disk: int = 0
    here: int | None = None
    count: int | None = None
    length: int | None = None
    offset: int | None = None

    def to_bytes(self):
        text, directory = bytearray(self.before), []
        for one in self.entries:
            packed = or_else(one.raw, deflated(one.body) if one.method == 8 else one.body)
            crc, size = or_else(one.crc, zlib.crc32(one.body)), or_else(one.size, len(one.body))
            length = or_else(one.packed_size, len(packed))
            text += one.before
            offset = or_else(one.offset, len(text))
            name = or_else(one.local_name, one.name)
            text += struct.pack(
                "<4s5H3L2H",
                one.local_signature,
                20,
                or_else(one.local_flags, one.flags),
                or_else(one.local_method, one.method),
                0,
                33,
                or_else(one.local_crc, crc),
                or_else(one.local_packed, length),
                or_else(one.local_size, size),
                len(name),
                len(one.local_extra),
            )
            text += name + one.local_extra + packed + one.after
            record = struct.pack(
                "<4s6H3L5H2L",
                one.signature,
                one.system << 8 | 20,
                20,
                one.flags,
                one.method,
                0,
                33,
                crc,
                length,
                size,
                len(one.name),
                len(one.extra),
                len(one.comment),
                one.disk,
                0,
                one.mode << 16 | one.attributes,
                offset,
            )
            if one.listed:
                directory.append(record + one.name + one.extra + one.comment)
        text += self.gap
        listing = b"".join(directory)
        end = struct.pack(
            "<4s4H2LH",
            b"PK\x05\x06",
            self.disk,
            self.first_disk,
            or_else(self.here, len(directory)),
            or_else(self.count, len(directory)),
            or_else(self.length, len(listing)),
            or_else(self.offset, len(text)),
            len(self.comment),
        )
        return bytes(text) + listing + end + self.comment + self.after


def zip_of(*entries, **fields):
    return ZipFileBytes(list(entries) or [ZipEntry()], **fields).to_bytes()


def tar_header(
    name=b"a.jar", size=b"00000000001", kind=b"0", checksum=None, magic=b"ustar\x0000", link=b"", prefix=b""
):
    head = bytearray(512)
    head[: len(name)] = name
    head[100:108] = b"0000644\0"
    head[124 : 124 + len(size)] = size
    head[156:157] = kind
    head[157 : 157 + len(link)] = link
    head[257:265] = magic
    head[345 : 345 + len(prefix)] = prefix
    head[148:156] = b" " * 8
    head[148:156] = checksum or b"%06o\0 " % sum(head)
    return bytes(head)


def padded(body):
    return body + b"\0" * (-len(body) % 512)


def tar_entry(name=b"a.jar", body=b"x", kind=b"0", **fields):
    return tar_header(name, b"%011o" % len(body), kind, **fields) + padded(body)


def pax(*records, kind=b"x"):
    text = b""
    for record in records:
        length = len(record) + 3
        while len(b"%d %s\n" % (length, record)) != length:
            length += 1
        text += b"%d %s\n" % (length, record)
    return tar_entry(b"PaxHeaders/a", text, kind)


END = b"\0" * 1024


def gzip_of(raw, *, level=9, flags=0, extra=b"", crc=None, size=None):
    engine = zlib.compressobj(level, zlib.DEFLATED, -15)
    packed = engine.compress(raw) + engine.flush()
    tail = struct.pack("<2L", zlib.crc32(raw) if crc is None else crc, len(raw) & 0xFFFFFFFF if size is None else size)
    return b"\x1f\x8b\x08" + bytes([flags]) + b"\0" * 4 + b"\x02\xff" + extra + packed + tail


def tgz(*parts, end=END, **fields):
    return gzip_of(b"".join(parts) + end, **fields)
