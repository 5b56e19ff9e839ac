"""More than two hundred archives that lie, each refused by the finding it deserves, soon and in little memory."""

from __future__ import annotations

import io
import re
import struct
import time
import tracemalloc
from collections import Counter

import pytest
from connectpilot.domain.errors import InvalidArchiveError
from connectpilot.domain.plugins.archive import JAR, Limits
from connectpilot.domain.plugins.input_kinds import INPUT_KINDS
from connectpilot.domain.plugins.tar_reader import tar_entries
from connectpilot.domain.plugins.zip_reader import zip_entries
from fakes.archives import END, ZipEntry, deflated, gzip_of, padded, pax, tar_entry, tar_header, tgz, zip_of

SMALL = Limits(entries=50, total=4 << 20, ratio=100)
UNSAFE = [
    b"../a.jar", b"a/../../b.jar", b"a/..", b"..", b"./a.jar", b"a/./b.jar", b"/etc/cron.d/a", b"//host/share/a.jar",
    b"C:/a.jar",
    b"C:a.jar", b"a\\b.jar", b"..\\a.jar", b"\\\\host\\a.jar", b"a//b.jar", b"a.jar.", b"a.jar ", b" a.jar",
    b"lib/NUL.jar", b"con", b"aux.txt", b"COM1.jar", b"lpt9", b"a\nb.jar", b"a\rb.jar", b"a\tb.jar", b"a\x1bb.jar",
    b"a\x7fb.jar", b"a*b.jar", b"a?b.jar", b'a"b.jar', b"a<b.jar", b"a>b.jar", b"a|b.jar", b"a:b.jar",
    b"\xc3\xa4.jar", b"\xff.jar", b"\xc0\xae\xc0\xae/a.jar", b"\xef\xbc\x8e\xef\xbc\x8e/a.jar", b"a\xe2\x80\xaeb.jar",
    b"/".join([b"d"] * 20) + b"/a.jar", b"n" * 300 + b".jar",
]  # fmt: skip
CLASHES = [
    (b"a.jar", b"a.jar"), (b"a.jar", b"A.JAR"), (b"lib/a.jar", b"LIB/A.jar"), (b"a", b"a/b.jar"), (b"a/b.jar", b"a"),
    (b"a/b/c.jar", b"A"), (b"A/b.jar", b"a"), (b"x/y", b"x/Y/z.jar"),
]  # fmt: skip


def long_named(name):
    """The name by GNU's and by PAX's long way."""
    yield tgz(tar_entry(b"././@LongLink", name + b"\0", b"L"), tar_entry())
    yield tgz(pax(b"path=" + name), tar_entry())


def unsafe_names():
    for name in UNSAFE:
        yield zip_of(ZipEntry(name))
        yield from long_named(name)
        if len(name) <= 100:
            yield tgz(tar_entry(name))
    yield zip_of(ZipEntry(b"a\0b.jar"))
    yield zip_of(ZipEntry(b""))
    yield tgz(tar_entry(b""))
    yield tgz(tar_entry(b"a.jar", prefix=b".."))


def clashes():
    for one, other in CLASHES:
        yield zip_of(ZipEntry(one), ZipEntry(other))
        yield tgz(tar_entry(one), tar_entry(other))
    yield zip_of(ZipEntry(b"a/", b""), ZipEntry(b"a"))
    yield tgz(tar_entry(b"a/", b"", b"5"), tar_entry(b"a"))


def links():
    for kind in (b"1", b"2", b"3", b"4", b"6", b"7", b"V", b"M", b"D", b"K", b"Z", b"\xff"):
        yield tgz(tar_header(size=b"00000000000", kind=kind, link=b"/etc/passwd"))
    for mode in (0o120777, 0o010644, 0o020644, 0o060644, 0o140644, 0o040755):
        yield zip_of(ZipEntry(mode=mode))
    yield zip_of(ZipEntry(system=0, mode=0, attributes=0x10))
    yield zip_of(ZipEntry(b"a/", b"", mode=0o120777))


def sparse():
    yield tgz(pax(b"GNU.sparse.size=314572800"), tar_entry())
    yield tgz(pax(b"GNU.sparse.major=1", b"GNU.sparse.minor=0"), tar_entry())
    yield tgz(pax(b"size=9"), tar_entry())
    yield tgz(pax(b"linkpath=/etc/passwd"), tar_entry())


def bad_headers():
    for size in (b"\x80" + b"\0" * 6 + b"\x08\0\0\0\0", b"\xff" * 12, b"0000000001x", b"-0000000001", b"00000000009"):
        yield tgz(tar_header(size=size), padded(b"x"))
    yield tgz(tar_header(checksum=b"000001\0 "), padded(b"x"))
    yield tgz(tar_header(checksum=b"\xff" * 8), padded(b"x"))
    yield tgz(pax(b"path=b.jar", kind=b"g"), tar_entry())
    yield tgz(tar_header(size=b"00000777777", kind=b"x"), b"\0" * (1 << 19))
    yield tgz(tar_header(size=b"00000777777", kind=b"L"), b"\0" * (1 << 19))
    yield tgz(*[pax(b"comment=x")] * 60, tar_entry())
    yield gzip_of(b"only a text, and no tar archive at all " * 100)
    yield gzip_of(b"PK\x03\x04" + b"x" * 1000)


def too_large():
    yield tgz(tar_header(size=b"77777777777"), b"x" * 512)
    yield tgz(tar_header(size=b"00037777777"), b"x" * 512)
    yield zip_of(*[ZipEntry(b"%d.jar" % number, bytes(1 << 20)) for number in range(5)])
    yield zip_of(count=0xFFFF, here=0xFFFF)
    yield zip_of(offset=0xFFFFFFFF)
    yield zip_of(length=0xFFFFFFFF)


def bombs():
    for size in (2, 3):
        body = bytes(size << 20)
        yield zip_of(ZipEntry(body=body, method=8))
        yield zip_of(ZipEntry(body=body, method=8, size=1 << 30))
        yield tgz(tar_entry(body=body))
        yield tgz(tar_entry(), end=END + body)
    half = bytes(1 << 20)
    yield zip_of(*[ZipEntry(b"%d.jar" % number, half, 8) for number in range(4)])
    yield tgz(*[tar_entry(b"%d.jar" % number, half) for number in range(4)])


def too_many():
    yield tgz(*[tar_entry(b"%d" % number, b"") for number in range(51)])
    yield tgz(*[tar_entry(b"%d/" % number, b"", b"5") for number in range(51)])
    yield zip_of(*[ZipEntry(b"%d.jar" % number, b"") for number in range(51)])


def truncated():
    whole = zip_of(ZipEntry(), ZipEntry(b"b.jar", b"y" * 300, 8))
    for cut in (1, 2, 3, 4, 5, 21, 22, 23, 40, 60, 100, len(whole) - 8):
        yield whole[:-cut]
    packed = tgz(tar_entry(body=bytes(range(256)) * 40), tar_entry(b"b.jar", bytes(range(255, -1, -1)) * 40))
    for cut in (1, 4, 8, 9, 20, 50, 100, 150):
        yield packed[:-cut]
    for keep in (512, 513, 1000, 1024, 1535, 1536):
        yield gzip_of((tar_entry(body=b"x" * 600) + END)[:keep])
    yield gzip_of(tar_entry() + b"\0" * 512 + b"y" * 512)
    yield gzip_of(b"")
    yield b"P"


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
    for size in (0, 63, 65, 4096):
        yield zip_of(ZipEntry(size=size))
        yield zip_of(ZipEntry(body=b"x" * 64, size=size, method=8))
    yield tgz(tar_entry(), crc=1)
    yield tgz(tar_entry(), size=1)
    yield b"\x1f\x8b\x07" + tgz(tar_entry())[3:]
    yield b"\x1f\x8b\x08\0" + b"\xff" * 200
    yield zip_of(signature_of_directory := ZipEntry(signature=b"PK\x01\x03"))
    yield zip_of(ZipEntry(disk=1))
    assert signature_of_directory.signature != b"PK\x01\x02"


def trailing():
    one = zip_of()
    yield one + b"x"
    yield one + b"\0" * 100
    yield zip_of(comment=b"x" * 5) + b"y"
    member = tgz(tar_entry())
    yield member + b"x"
    yield member + member
    yield member + b"\0"
    yield tgz(tar_entry(), end=END + padded(b"hidden"))
    yield tgz(tar_entry(), end=END + tar_entry(b"hidden.jar") + END)


def hidden():
    yield zip_of(gap=b"unlisted")
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar", listed=False))
    yield tgz(tar_header(), b"xhidden".ljust(512, b"\0"))
    yield tgz(tar_entry(b"b.jar"), tar_header(), b"x".ljust(511, b"\0") + b"!")


def overlapping():
    yield zip_of(ZipEntry(), ZipEntry(b"a.jar", offset=0))
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar", offset=40))
    yield zip_of(before=b"#!/bin/sh\n")
    yield zip_of(ZipEntry(before=b"unlisted"))
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar", before=b"unlisted"))
    yield zip_of(ZipEntry(listed=False), ZipEntry(b"b.jar"))
    yield zip_of(ZipEntry(packed_size=100_000, local_packed=100_000))
    inner = zip_of(ZipEntry(b"inner.jar"))
    yield zip_of(ZipEntry(b"outer.jar", inner), ZipEntry(b"inner.jar", offset=39))


def disagreeing():
    for field, value in (
        ("local_name", b"b.jar"), ("local_name", b"a.ja"), ("local_crc", 1), ("local_size", 1), ("local_packed", 1),
        ("local_method", 8), ("local_flags", 1), ("local_flags", 8), ("local_signature", b"PK\x03\x05"),
        ("local_signature", b"\0\0\0\0"),
    ):  # fmt: skip
        yield zip_of(ZipEntry(**{field: value}))
    yield zip_of(count=2, here=2)
    yield zip_of(ZipEntry(), ZipEntry(b"b.jar"), count=1, here=1)
    yield zip_of(length=10)
    yield zip_of(offset=0)
    yield zip_of(ZipEntry(flags=8))
    yield zip_of(ZipEntry(flags=8, local_crc=0, local_size=0, local_packed=0, after=b"PK\x07\x08" + b"\0" * 12))
    yield zip_of() + zip_of(ZipEntry(b"b.jar"))


def encrypted():
    for flags in (0x01, 0x41, 0x40, 0x2000, 0x2041):
        yield zip_of(ZipEntry(flags=flags))


def methods():
    for method in (1, 2, 5, 6, 9, 12, 14, 19, 93, 95, 97, 98, 99):
        yield zip_of(ZipEntry(method=method))
    yield zip_of(ZipEntry(flags=0x20))


def several_parts():
    yield zip_of(disk=1)
    yield zip_of(first_disk=1)
    yield zip_of(here=0)
    yield zip_of(here=2, count=1)


def folders_with_content():
    yield zip_of(ZipEntry(b"a/"))
    yield zip_of(ZipEntry(b"a/", b"hidden" * 10, 8))
    yield tgz(tar_entry(b"a/", b"hidden", b"5"))
    yield tgz(tar_entry(b"a", b"hidden", b"5"))


ARCHIVES = {
    "archive-name-unsafe": unsafe_names,
    "archive-name-clash": clashes,
    "archive-link": links,
    "archive-sparse": sparse,
    "archive-header-invalid": bad_headers,
    "archive-too-large": too_large,
    "archive-bomb": bombs,
    "archive-too-many-entries": too_many,
    "archive-truncated": truncated,
    "archive-damaged": damaged,
    "archive-trailing-bytes": trailing,
    "archive-hidden-bytes": hidden,
    "archive-overlap": overlapping,
    "archive-directory-mismatch": disagreeing,
    "archive-encrypted": encrypted,
    "archive-method": methods,
    "archive-several-parts": several_parts,
    "archive-folder-content": folders_with_content,
}
CORPUS = [
    pytest.param(code, text, id=f"{code} {number}")
    for code, make in ARCHIVES.items()
    for number, text in enumerate(make())
]


def read(text, limits=SMALL):
    file = io.BytesIO(text)
    entries = tar_entries(file, limits) if text[:2] == b"\x1f\x8b" else zip_entries(file, limits)
    return {entry.name: entry.read() for entry in entries}


@pytest.mark.parametrize(("code", "text"), CORPUS)
def test_a_hostile_archive_is_refused_by_its_finding(code, text):
    begun = time.perf_counter()
    with pytest.raises(InvalidArchiveError) as refused:
        read(text)
    assert time.perf_counter() - begun < 5
    assert re.search(r"\[([a-z-]+)\]$", str(refused.value))[1] == code


def test_there_are_many_of_many_kinds():
    assert len({one.values[1] for one in CORPUS}) >= 200
    assert len(ARCHIVES) >= 18
    assert min(Counter(one.values[0] for one in CORPUS).values()) >= 2
    assert ARCHIVES.keys() <= INPUT_KINDS.keys()


def nested(size):
    """A jar whose one class unpacks to a multiple, inside a bundle that hardly shrinks it."""
    return zip_of(ZipEntry(b"a/A.class", bytes(size), 8))


JARS = {
    "a class twice": (zip_of(ZipEntry(b"a/A.class"), ZipEntry(b"a/A.class")), "archive-name-clash"),
    "a bomb": (nested(64 << 20), "archive-bomb"),
    "a climbing name": (zip_of(ZipEntry(b"../A.class")), "archive-name-unsafe"),
    "deeper than any package": (zip_of(ZipEntry(b"d/" * 45 + b"A.class")), "archive-name-unsafe"),
    "more entries than any jar": (
        zip_of(*[ZipEntry(b"%d" % number, b"") for number in range(65_001)]),
        "archive-too-many-entries",
    ),
    "an entry that overlaps": (zip_of(ZipEntry(), ZipEntry(offset=0)), "archive-overlap"),
    "an encrypted class": (zip_of(ZipEntry(b"a/A.class", flags=1)), "archive-encrypted"),
}


@pytest.mark.parametrize(("text", "code"), JARS.values(), ids=JARS)
def test_a_jars_inside_has_limits_of_its_own(text, code):
    with pytest.raises(InvalidArchiveError, match=code):
        read(text, JAR)


HUGE = {
    "a claim of 8 TiB": tgz(tar_header(size=b"\x80" + b"\0" * 6 + b"\x08\0\0\0\0")),
    "a claim of 8 GiB": tgz(tar_header(size=b"77777777777"), b"x" * 512),
    "200 MiB of zeros behind the end": tgz(tar_entry(), end=bytes(200 << 20), level=1),
    "200 MiB of zeros in one file": tgz(tar_entry(body=bytes(200 << 20)), level=1),
    "200 MiB of zeros in a ZIP": zip_of(ZipEntry(body=bytes(200 << 20), method=8)),
    "200,000 members": tgz(*[tar_entry(b"%d" % number, b"") for number in range(200_000)], level=1),
    "a header of 4 GiB": tgz(tar_header(size=b"37777777777", kind=b"x")),
    "many folders": tgz(*[tar_entry(b"%d/" % number, b"", b"5") for number in range(30_000)], level=1),
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_huge_claim_costs_little_time_and_memory(text):
    """By the limits of the product, not those of a test."""
    tracemalloc.start()
    begun = time.perf_counter()
    try:
        with pytest.raises(InvalidArchiveError):
            for entry in (tar_entries if text[:2] == b"\x1f\x8b" else zip_entries)(io.BytesIO(text)):
                for _ in entry.chunks():
                    pass
        assert time.perf_counter() - begun < 5
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()


def test_the_end_record_is_found_behind_the_longest_comment():
    assert read(zip_of(comment=b"c" * 0xFFFF)) == {"a.jar": b"x" * 64}
    with pytest.raises(InvalidArchiveError):
        read(zip_of()[:-2] + struct.pack("<H", 9))
