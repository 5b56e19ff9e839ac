"""Archives that are small and mean to be large: bombs, claims and crowds, by the limits of the product."""

from __future__ import annotations

import struct

from ..archives import END, ZipEntry, tar_entry, tar_header, tgz, zip_of

MANY = 10_001


def bombs():
    for size in (2, 3, 200):
        yield zip_of(ZipEntry(body=bytes(size << 20), method=8))
        yield tgz(tar_entry(body=bytes(size << 20)), level=1)
    half = bytes(1 << 20)
    yield zip_of(*[ZipEntry(b"%d.jar" % number, half, 8) for number in range(4)])
    yield tgz(*[tar_entry(b"%d.jar" % number, half) for number in range(4)])
    yield zip_of(ZipEntry(body=half * 2, method=8, size=1 << 30))


def bombs_behind_the_end():
    yield tgz(tar_entry(), end=END + bytes(3 << 20))
    yield tgz(tar_entry(), end=bytes(200 << 20), level=1)


def claims():
    yield tgz(tar_header(size=b"77777777777"), b"x" * 512)
    yield tgz(tar_header(size=b"10000000001"), b"x" * 512)
    yield zip_of(ZipEntry(size=(1 << 30) + 1, local_size=(1 << 30) + 1))
    yield zip_of(*[ZipEntry(b"%d.jar" % one, size=600 << 20, local_size=600 << 20) for one in range(2)])
    yield zip_of(length=0xFFFFFFFF)
    wide = struct.pack("<2HQ", 1, 8, 1 << 62)
    yield zip_of(ZipEntry(size=0xFFFFFFFF, local_size=0xFFFFFFFF, extra=wide, local_extra=wide))


def crowds():
    yield tgz(*[tar_entry(b"%d" % number, b"") for number in range(MANY)], level=1)
    yield tgz(*[tar_entry(b"%d/" % number, b"", b"5") for number in range(MANY)], level=1)
    yield tgz(*[tar_entry(b"%d" % number, b"") for number in range(3 * MANY)], level=1)
    yield zip_of(*[ZipEntry(b"%d.jar" % number, b"") for number in range(MANY)])
    yield zip_of(*[ZipEntry(b"%d/" % number, b"") for number in range(MANY)])
    yield zip_of(count=0xFFFF, here=0xFFFF)


TRICKS = {
    "a bomb": ("archive-bomb", bombs),
    "a bomb behind the end": ("archive-bomb", bombs_behind_the_end),
    "a claim of more than may be": ("archive-too-large", claims),
    "more files than may be": ("archive-too-many-entries", crowds),
}
