"""Tricks inside a jar of an archive that is itself in order: a jar has limits of its own."""

from __future__ import annotations

import random

from ..archives import ZipEntry, zip_of
from ..java import class_file, zipped

OBJECT = "java/lang/Object"


def holding(*jars):
    for one in jars:
        yield zip_of(ZipEntry(b"lib/a.jar", one))


def climbing():
    yield from holding(*(zip_of(ZipEntry(name)) for name in (b"../A.class", b"/A.class", b"a\\A.class", b"a\nA.class")))
    yield from holding(zip_of(ZipEntry(b"a/\xe2\x80\xaessalc.A")), zip_of(ZipEntry(b"\xff/A.class")))
    yield from holding(zip_of(ZipEntry(b"d/" * 45 + b"A.class")))


def twice():
    one = class_file("a/A", OBJECT)
    yield from holding(zip_of(ZipEntry(b"a/A.class", one), ZipEntry(b"a/A.class", one)))
    yield from holding(zip_of(ZipEntry(b"a/A.class", one), ZipEntry(b"b"), ZipEntry(b"a/A.class", one[:-1])))


def overlapping():
    yield from holding(zip_of(ZipEntry(), ZipEntry(offset=0)))


def encrypted():
    yield from holding(zip_of(ZipEntry(b"a/A.class", flags=1)))


def leading():
    yield from holding(b"#!/bin/sh\n" + zip_of(ZipEntry(b"a/A.class")))


def bombs():
    yield from holding(zip_of(ZipEntry(b"a/A.class", bytes(16 << 20), 8)), zip_of(ZipEntry(b"a", bytes(64 << 20), 8)))
    inner = zip_of(ZipEntry(b"a", bytes(64 << 20), 8))
    yield zip_of(ZipEntry(b"lib/a.jar", inner, 8))


def names_beyond_measure():
    """Names of classes, or of folders, that alone would fill the memory."""
    classes = {f"a/{number}.class": class_file(f"a/{number}", f"b/{number}" + "x" * 960) for number in range(28_000)}
    yield from holding(zipped(classes))
    yield zip_of(*[ZipEntry(deep(number), b"") for number in range(9_000)])


def deep(number):
    return b"/".join(b"%05d%s" % (number, b"d" * 27) for _ in range(11)) + b"/a.txt"


def notes_beyond_measure():
    """A signature's sections and files, a service file's lines: each small, and together more than memory holds."""
    noise = random.Random(7).randbytes(1 << 20)
    signed = {"pad": noise, "META-INF/A.RSA": b"x", "META-INF/A.SF": b"a\n\n"}
    yield from holding(zipped(signed | {"META-INF/MANIFEST.MF": b"a\n\n" * 1_300_000}))
    named = b"".join(b"Name: %06d\nSHA-256-Digest: AAAA\n\n" % number for number in range(101_000))
    yield from holding(zipped(signed | {"META-INF/MANIFEST.MF": named, "META-INF/A.SF": named}))
    yield from holding(
        zipped(signed | {"META-INF/MANIFEST.MF": b"", **{f"META-INF/{one}.SF": bytes(4 << 20) for one in range(6)}})
    )


def jars_beyond_measure():
    """Thousands of jars that hold one class: each pair would have to be compared."""
    one = class_file("a/A", OBJECT)
    jars = (zip_of(ZipEntry(b"a/A.class", one), ZipEntry(b"%d" % number, b"")) for number in range(3000))
    yield zip_of(*[ZipEntry(b"%d.jar" % number, body) for number, body in enumerate(jars)])


def directories_beyond_measure():
    """A directory whose fields are megabytes."""
    extra = b"\xfe\xca\xff\xff" + bytes(0xFFFB)
    yield from holding(zip_of(*[ZipEntry(b"%d" % number, b"", extra=extra) for number in range(300)]))
    yield zip_of(*[ZipEntry(b"%d.jar" % number, b"", extra=extra) for number in range(300)])
    yield zip_of(*[ZipEntry(b"%d.jar" % number, b"", comment=b"c" * 0xFFFF) for number in range(300)])


def crowds():
    yield from holding(zipped({str(number): b"" for number in range(100_001)}))


def no_classes():
    """What the Java Virtual Machine could not load, and no compiler wrote."""
    for body in (
        b"", b"\xca\xfe\xba\xbe", bytes(100), class_file()[:40],
        class_file("a/" + "A" * 5000, OBJECT),
        class_file("a/A", OBJECT, interfaces=["a/" + "B" * 5000]),
        class_file("a/A", OBJECT, interfaces=[f"a/I{number}" for number in range(300)]),
        b"\xca\xfe\xba\xbe\0\0\0\x3d\xff\xff" + b"\x01\0\0" * 100,
        b"\xca\xfe\xba\xbe\0\0\0\x3d\0\x05" + b"\x02" * 100,
    ):  # fmt: skip
        yield from holding(zipped({"a/A.class": body}))


TRICKS = {
    "a jar with a name that climbs out": ("archive-name-unsafe", climbing),
    "a jar with a class twice": ("archive-name-clash", twice),
    "a jar with overlapping entries": ("archive-overlap", overlapping),
    "a jar with an encrypted class": ("archive-encrypted", encrypted),
    "a jar behind a program": ("archive-leading-bytes", leading),
    "a jar that is a bomb": ("archive-bomb", bombs),
    "names beyond measure": ("archive-bomb", names_beyond_measure),
    "a jar of notes beyond measure": ("archive-bomb", notes_beyond_measure),
    "jars beyond measure": ("archive-bomb", jars_beyond_measure),
    "a directory beyond measure": ("archive-too-large", directories_beyond_measure),
    "a jar of more files than may be": ("archive-too-many-entries", crowds),
    "a class that is none": ("archive-invalid", no_classes),
}
