"""Archives that lie, climb, explode or hide something: every kind is refused; ordinary ones are read."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import warnings
import zipfile

import pytest
from connectpilot.domain.errors import InvalidArchiveError
from connectpilot.domain.plugins.archive import JAR, Limits
from connectpilot.domain.plugins.tar_reader import tar_entries
from connectpilot.domain.plugins.zip_reader import zip_entries
from fakes.java import jar, tar, targz, zipped

SMALL = Limits(entries=50, total=4 << 20, ratio=100)


def read(text, limits=SMALL):
    file = io.BytesIO(text)
    entries = tar_entries(file, limits) if text[:2] == b"\x1f\x8b" else zip_entries(file, limits)
    return {entry.name: entry.read() for entry in entries}


def special(name, kind, **fields):
    info = tarfile.TarInfo(name)
    info.type = kind
    for key, value in fields.items():
        setattr(info, key, value)
    return info


def patched(text, old, new, count=-1):
    assert old in text
    return text.replace(old, new, count)


def tar_header(name=b"a", size=b"00000000001", kind=b"0", checksum=None):
    head = bytearray(512)
    head[: len(name)] = name
    head[100:108] = b"0000644\0"
    head[124 : 124 + len(size)] = size
    head[156:157] = kind
    head[148:156] = b" " * 8
    head[148:156] = checksum or b"%06o\0 " % sum(head)
    return bytes(head)


def tgz(raw):
    return gzip.compress(raw, mtime=0)


END = b"\0" * 1024
ONE = zipped({"a.jar": b"x" * 64}, zipfile.ZIP_STORED)
PACKED = zipped({"a.jar": b"x" * 4096})
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    TWICE = zipped([("a.jar", b"1"), ("a.jar", b"2")])


def zip_symlink():
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.create_system = 3
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return sink.getvalue()


def overlapping():
    """Two directory entries for one body."""
    at = ONE.index(b"PK\x01\x02")
    end = ONE.index(b"PK\x05\x06")
    central = ONE[at:end]
    other = central.replace(b"a.jar", b"b.jar")
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, 2 * len(central), at, 0)
    return ONE[:at] + central + other + tail


def hidden_entry():
    """A local entry that the directory does not list."""
    two = zipped({"a.jar": b"1" * 8, "b.jar": b"2" * 8}, zipfile.ZIP_STORED)
    at = two.index(b"PK\x01\x02")
    second = two.index(b"PK\x01\x02", at + 4)
    length = second - at
    return two[:at] + two[at:second] + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, length, at, 0)


HOSTILE = {
    "zip climbs out": zipped({"../a.jar": b"x"}),
    "zip climbs inside": zipped({"a/../../b.jar": b"x"}),
    "zip absolute": zipped({"/etc/cron.d/a": b"x"}),
    "zip drive letter": zipped({"C:/a.jar": b"x"}),
    "zip backslash": patched(zipped({"a.b.jar": b"x"}), b"a.b.jar", b"a\\b.jar"),
    "zip dot": zipped({"./a.jar": b"x"}),
    "zip double slash": zipped({"a//b.jar": b"x"}),
    "zip trailing dot": zipped({"a.jar.": b"x"}),
    "zip trailing space": zipped({"a.jar ": b"x"}),
    "zip reserved name": zipped({"lib/NUL.jar": b"x"}),
    "zip control character": zipped({"a\nb.jar": b"x"}),
    "zip NUL in the name": patched(zipped({"a.jar_x": b"x"}), b"a.jar_x", b"a.jar\0x"),
    "zip not ASCII": zipped({"ä.jar": b"x"}),
    "zip empty name": patched(zipped({"a": b"x"}, zipfile.ZIP_STORED), b"a", b"\0"),
    "zip twice": TWICE,
    "zip case clash": zipped({"a.jar": b"1", "A.jar": b"2"}),
    "zip file and folder": zipped({"a": b"1", "a/b.jar": b"2"}),
    "zip folder and file": zipped({"a/b.jar": b"2", "a": b"1"}),
    "zip symlink": zip_symlink(),
    "zip encrypted": patched(ONE, ONE[6:8], b"\x01\x00", 1).replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00"
    ),
    "zip bzip2": zipped({"a.jar": b"x" * 64}, zipfile.ZIP_BZIP2),
    "zip lzma": zipped({"a.jar": b"x" * 64}, zipfile.ZIP_LZMA),
    "zip overlapping": overlapping(),
    "zip hidden entry": hidden_entry(),
    "zip data before": b"#!/bin/sh\n" + ONE,
    "zip data after": ONE + b"x",
    "zip after zip": ONE + PACKED,
    "zip truncated": ONE[:-30],
    "zip cut end record": ONE[:-4],
    "zip several disks": ONE[:-18] + b"\1\0" + ONE[-16:],
    "zip wrong count": ONE[:-14] + b"\2\0\2\0" + ONE[-10:],
    "zip other local name": patched(ONE, b"a.jar", b"b.jar", 1),
    "zip damaged stored": patched(ONE, b"xxxx", b"xxyx", 1),
    "zip damaged deflated": PACKED[:37] + b"\xff\xff" + PACKED[39:],
    "zip lying size": PACKED.replace(struct.pack("<L", 4096), struct.pack("<L", 16)),
    "zip lying larger": PACKED.replace(struct.pack("<L", 4096), struct.pack("<L", 8192)),
    "zip bomb by ratio": zipped({"a.jar": bytes(3 << 20)}),
    "zip bomb by total": zipped({f"{n}.jar": bytes(1 << 20) for n in range(5)}, zipfile.ZIP_STORED),
    "zip too many": zipped({f"{n}.jar": b"" for n in range(60)}),
    "zip too deep": zipped({"/".join("abcdefghijklmnop") + "/x.jar": b"x"}),
    "zip long name": zipped({"a" * 300 + ".jar": b"x"}),
    "zip folder with content": zipped({"a/": b"hidden"}),
    "zip64 counts": ONE[:-14] + b"\xff\xff\xff\xff" + ONE[-10:],
    "no zip at all": b"PK\x03\x04 but nothing behind it, at length" * 3,
    "one byte": b"P",
    "tar climbs out": targz([("../a.jar", b"x")]),
    "tar absolute": targz([("/a.jar", b"x")]),
    "tar backslash": targz([("a\\b.jar", b"x")]),
    "tar dot": targz([("./a.jar", b"x")]),
    "tar symlink": targz([(special("a.jar", tarfile.SYMTYPE, linkname="/etc/passwd"), None)]),
    "tar hard link": targz([("a.jar", b"x"), (special("b.jar", tarfile.LNKTYPE, linkname="a.jar"), None)]),
    "tar device": targz([(special("a", tarfile.CHRTYPE), None)]),
    "tar block device": targz([(special("a", tarfile.BLKTYPE), None)]),
    "tar fifo": targz([(special("a", tarfile.FIFOTYPE), None)]),
    "tar contiguous": targz([(special("a", tarfile.CONTTYPE), None)]),
    "tar sparse": tgz(tar_header(kind=b"S") + END),
    "tar pax sparse": targz(
        [(special("a", tarfile.REGTYPE, pax_headers={"GNU.sparse.size": "9"}), None)], tarfile.PAX_FORMAT
    ),
    "tar pax size": targz([(special("a", tarfile.REGTYPE, pax_headers={"size": "9"}), None)], tarfile.PAX_FORMAT),
    "tar pax path climbs": targz(
        [(special("a", tarfile.REGTYPE, pax_headers={"path": "../a"}), None)], tarfile.PAX_FORMAT
    ),
    "tar pax damaged": tgz(tar_header(size=b"00000000004", kind=b"x") + b"99 x".ljust(512, b"\0") + END),
    "tar long name climbs": targz([("../" + "a" * 150, b"x")]),
    "tar twice": targz([("a.jar", b"1"), ("a.jar", b"2")]),
    "tar case clash": targz([("a.jar", b"1"), ("A.jar", b"2")]),
    "tar not ASCII": targz([("ä.jar", b"1")]),
    "tar claims 8 TiB": tgz(tar_header(size=b"\x80\0\0\0\0\0\0\x08\0\0\0\0") + END),
    "tar claims 8 GiB": tgz(tar_header(size=b"77777777777") + b"x" * 512 + END),
    "tar wrong checksum": tgz(tar_header(checksum=b"000001\0 ") + b"x" * 512 + END),
    "tar truncated body": tgz(tar([("a.jar", b"x" * 5000)])[:1024]),
    "tar no end": tgz(tar_header() + b"x".ljust(512, b"\0")),
    "tar half an end": tgz(tar_header() + b"x".ljust(512, b"\0") + b"\0" * 512 + b"y" * 512),
    "tar data after the end": tgz(tar([("a.jar", b"x")]) + b"hidden".ljust(512, b"\0")),
    "tar data in the padding": tgz(tar_header() + b"xhidden".ljust(512, b"\0") + END),
    "tar second gzip member": targz([("a.jar", b"x")]) + targz([("b.jar", b"x")]),
    "tar garbage after gzip": targz([("a.jar", b"x")]) + b"garbage",
    "tar gzip truncated": targz([("a.jar", b"x" * 999)])[:-9],
    "tar gzip checksum": targz([("a.jar", b"x" * 999)])[:-8] + b"\0\0\0\0" + targz([("a.jar", b"x" * 999)])[-4:],
    "tar bomb by ratio": targz([("a.jar", bytes(3 << 20))]),
    "tar too many": targz([(f"{n}.jar", b"") for n in range(60)]),
    "tar folder with content": tgz(tar_header(name=b"a/", kind=b"5") + b"x".ljust(512, b"\0") + END),
    "gzip but no tar": tgz(b"just a text" * 100),
}


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text in HOSTILE.items()])
def test_a_hostile_archive_is_refused(text):
    with pytest.raises(InvalidArchiveError):
        read(text)


def test_there_are_many_kinds():
    assert len(HOSTILE) >= 75
    assert len(set(HOSTILE.values())) == len(HOSTILE)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(ONE, id="zip stored"),
        pytest.param(PACKED, id="zip deflated"),
        pytest.param(zipped([("lib/", b""), ("lib/a.jar", b"x" * 64)]), id="zip with folders"),
        pytest.param(targz([(special("lib", tarfile.DIRTYPE), None), ("lib/a.jar", b"x" * 64)]), id="tar with folders"),
        pytest.param(targz([("d" * 60 + "/" + "e" * 60 + "/a.jar", b"x" * 64)]), id="tar GNU long name"),
        pytest.param(targz([("d" * 60 + "/" + "e" * 60 + "/a.jar", b"x")], tarfile.PAX_FORMAT), id="tar PAX long name"),
        pytest.param(
            targz([("d" * 60 + "/" + "e" * 60 + "/a.jar", b"x")], tarfile.USTAR_FORMAT), id="tar ustar prefix"
        ),
    ],
)
def test_an_ordinary_archive_is_read(text):
    (name,) = read(text)
    assert name.endswith("a.jar")


def test_sizes_written_after_the_entry_are_read():
    """As Java's own jar tool writes them."""

    class Unseekable(io.BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise OSError

    sink = Unseekable()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.jar", b"x" * 999)
    assert read(sink.getvalue()) == {"a.jar": b"x" * 999}


def test_a_jar_may_repeat_what_is_not_loaded():
    assert read(zipped({"META-INF/LICENSE": b"1", "META-INF/license/a": b"2"}), JAR)
    assert read(zipped({"a/B.class": b"1", "a/b.class": b"2"}), JAR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        twice = zipped([("a/B.class", b"1"), ("a/B.class", b"2")])
    with pytest.raises(InvalidArchiveError, match="twice"):
        read(twice, JAR)


@pytest.mark.parametrize("position", range(0, len(PACKED), 7))
def test_a_flipped_bit_never_gives_other_bytes(position):
    broken = bytearray(PACKED)
    broken[position] ^= 0x10
    try:
        found = read(bytes(broken))
    except InvalidArchiveError:
        return
    assert found == {"a.jar": b"x" * 4096}  # a time stamp, or a version that says nothing


def test_a_jar_inside_is_read_by_its_own_limits():
    assert "com/example/Orders.class" in read(jar(), JAR)
