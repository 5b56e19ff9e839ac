"""ZIPs in which two readers see two archives: directory, local headers and what lies between do not tell one story."""

from __future__ import annotations

import struct

from ..archives import ZipEntry, deflated, zip_of


def leading():
    yield b"#!/bin/sh\n" + zip_of()
    yield b"MZ" + bytes(510) + zip_of()
    yield zip_of(before=b"#!/bin/sh\n")
    yield zip_of(ZipEntry(before=b"unlisted"))
    yield zip_of(ZipEntry(listed=False), ZipEntry(b"b.jar"))
    yield zip_of() + zip_of(ZipEntry(b"b.jar"))
    yield zip_of() + zip_of()


def trailing():
    yield zip_of() + b"x"
    yield zip_of() + bytes(100)
    yield zip_of(comment=b"x" * 5) + b"y"
    yield zip_of() + b"\xff" * 60_000


def hidden():
    yield zip_of(gap=b"unlisted")
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar", listed=False))
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar", before=b"unlisted"))
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar", listed=False), ZipEntry(b"c.jar"))
    yield zip_of(ZipEntry(after=b"unlisted"), ZipEntry(b"b.jar"))


def overlapping():
    yield zip_of(ZipEntry(), ZipEntry(b"a.jar", offset=0))
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar", offset=40))
    yield zip_of(ZipEntry(packed_size=100_000, local_packed=100_000))
    inner = zip_of(ZipEntry(b"inner.jar"))
    yield zip_of(ZipEntry(b"outer.jar", inner), ZipEntry(b"inner.jar", offset=39))
    yield many_of_one_body()


def many_of_one_body(count=2000):
    """As in Fifield's bombs: one body, listed under thousands of names."""
    return zip_of(
        ZipEntry(b"0.jar", bytes(1 << 20), 8), *(ZipEntry(b"%d.jar" % one, b"", offset=0) for one in range(1, count))
    )


def disagreeing():
    for field, value in (
        ("local_name", b"b.jar"), ("local_name", b"a.ja"), ("local_crc", 1), ("local_size", 1), ("local_packed", 1),
        ("local_method", 8), ("local_flags", 1), ("local_flags", 8), ("local_signature", b"PK\x03\x05"),
        ("local_signature", b"\0\0\0\0"),
    ):  # fmt: skip
        yield zip_of(ZipEntry(**{field: value}))
    for field in ("local_crc", "local_size", "local_packed"):
        yield zip_of(ZipEntry(flags=8, after=struct.pack("<4s3L", b"PK\x07\x08", 0, 64, 64), **{field: 1}))
    yield zip_of(ZipEntry(flags=8))
    yield zip_of(ZipEntry(flags=8, local_crc=0, local_size=0, local_packed=0, after=b"PK\x07\x08" + b"\0" * 12))


def wrong_directory():
    yield zip_of(count=2, here=2)
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar"), count=1, here=1)
    yield zip_of(length=10)
    yield zip_of(offset=0)
    yield zip_of(offset=0xFFFFFFFF)
    yield zip_of(after=zip_of(ZipEntry(b"b.jar"))[-22:])


def wide(**other):
    """An archive in the ZIP64 form; the plain record says otherwise where a test says so."""
    body = zip_of()
    length = len(body) - 22 - body.index(b"PK\x01\x02")
    told = {
        "count": 1,
        "length": length,
        "offset": body.index(b"PK\x01\x02"),
        "place": len(body) - 22,
        "size": 44,
    } | other
    end = struct.pack(
        "<4sQ2H2L4Q",
        b"PK\x06\x06",
        told["size"],
        45,
        45,
        0,
        0,
        told["count"],
        told["count"],
        told["length"],
        told["offset"],
    )
    return body[:-22] + end + struct.pack("<4sLQL", b"PK\x06\x07", 0, told["place"], 1) + body[-22:]


def wrong_zip64():
    for field, value in (("count", 2), ("length", 10), ("offset", 0), ("place", 0), ("size", 99)):
        yield wide(**{field: value})
    for at, value in ((8, 2), (10, 2), (12, 10), (16, 1)):  # counts, length and offset of the plain record
        told = bytearray(wide())
        struct.pack_into("<H", told, len(told) - 22 + at, value)
        yield bytes(told)
    yield zip_of(ZipEntry(size=0xFFFFFFFF, local_size=64))
    yield zip_of(ZipEntry(local_size=0xFFFFFFFF, local_packed=0xFFFFFFFF))
    other = struct.pack("<2H2Q", 1, 16, 65, 64)
    yield zip_of(ZipEntry(local_size=0xFFFFFFFF, local_packed=0xFFFFFFFF, local_extra=other))


def encrypted():
    for flags in (0x01, 0x41, 0x40, 0x2000, 0x2041):
        yield zip_of(ZipEntry(flags=flags))
    yield zip_of(ZipEntry(flags=1, method=99))


def methods():
    for method in (1, 2, 5, 6, 9, 12, 14, 19, 93, 95, 97, 98, 99):
        yield zip_of(ZipEntry(method=method))
    yield zip_of(ZipEntry(flags=0x20))


def several_parts():
    yield zip_of(disk=1)
    yield zip_of(first_disk=1)
    yield zip_of(here=0)
    yield zip_of(here=2, count=1)


def damaged():
    body = bytes(range(256)) * 8
    for position in range(0, 2048, 256):
        broken = bytearray(body)
        broken[position] ^= 1
        yield zip_of(ZipEntry(body=body, raw=bytes(broken)))
    packed = deflated(body)
    for position in range(3, len(packed) - 4, len(packed) // 8):
        yield zip_of(ZipEntry(body=body, raw=packed[:position] + b"\xff\xff\xff" + packed[position + 3 :], method=8))
    yield zip_of(ZipEntry(body=body, raw=packed + b"hidden", method=8))
    yield zip_of(ZipEntry(body=body, raw=packed[:-2], method=8))
    yield zip_of(ZipEntry(crc=1))
    yield zip_of(ZipEntry(signature=b"PK\x01\x03"))
    yield zip_of(ZipEntry(disk=1))


def lying_sizes():
    for size in (0, 63, 65, 4096):
        yield zip_of(ZipEntry(size=size))
        yield zip_of(ZipEntry(size=size, method=8))
    yield zip_of(ZipEntry(body=bytes(1 << 20), size=16, method=8))


def truncated():
    whole = zip_of(ZipEntry(), ZipEntry(b"b.jar", b"y" * 300, 8))
    for cut in (1, 2, 3, 4, 5, 21, 22, 23, 40, 60, 100, len(whole) - 8):
        yield whole[:-cut]
    yield b"P"
    yield b"PK\x03\x04 but nothing behind it, at length" * 3


TRICKS = {
    "bytes before a ZIP": ("archive-leading-bytes", leading),
    "bytes after a ZIP": ("archive-trailing-bytes", trailing),
    "bytes between a ZIP's entries": ("archive-hidden-bytes", hidden),
    "entries that overlap": ("archive-overlap", overlapping),
    "an entry that is another in the directory": ("archive-directory-mismatch", disagreeing),
    "a directory that is elsewhere, or other": ("archive-directory-mismatch", wrong_directory),
    "ZIP64 numbers that disagree": ("archive-directory-mismatch", wrong_zip64),
    "an encrypted entry": ("archive-encrypted", encrypted),
    "another compression": ("archive-method", methods),
    "one part of several": ("archive-several-parts", several_parts),
    "damaged bytes in a ZIP": ("archive-damaged", damaged),
    "a size that lies": ("archive-damaged", lying_sizes),
    "a ZIP that ends too early": ("archive-truncated", truncated),
}  # fmt: skip
