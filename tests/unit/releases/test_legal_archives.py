"""More than fifty archives that are odd and yet as they may be: each is read, byte for byte."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import struct
import subprocess
import tarfile
import zipfile
import zlib

import pytest
from connectpilot.domain.plugins.archive import JAR, whole
from connectpilot.domain.plugins.tar_reader import tar_entries
from connectpilot.domain.plugins.zip_reader import zip_entries
from fakes.archives import END, ZipEntry, deflated, gzip_of, pax, tar_entry, tgz, zip_of
from fakes.java import tar
from hypothesis import given
from hypothesis import strategies as st

BODY = bytes(range(256)) * 20
ONE = {"a.jar": BODY}
CRC = zlib.crc32(BODY)
WIDE = 0xFFFFFFFF
NAMES = [
    b"a", b"a.b.c.jar", b"debezium-connector-mysql/mysql-connector-j-9.1.0.jar", b"lib/a b.jar", b"a+b.jar", b"a@1.jar",
    b"a$B.class", b"(a).jar", b"a,b=c!~#[]{}&'%.jar", b"META-INF/MANIFEST.MF", b"console/a.jar", b"auxiliary.jar",
    b".hidden", b"n" * 200, b"d/" * 11 + b"a.jar", b"com10.jar", b"..a.jar", b"a..jar",
]  # fmt: skip


def descriptor(form, signature=True):
    packed = deflated(BODY)
    text = struct.pack(form, CRC, len(packed), len(BODY))
    fields = {"flags": 8, "method": 8, "local_crc": 0, "local_size": 0, "local_packed": 0}
    return zip_of(ZipEntry(b"a.jar", BODY, after=(b"PK\x07\x08" if signature else b"") + text, **fields))


def to_a_pipe():
    """As `zip` writes it: the size is known before the entry, its packed size and checksum are not."""
    packed = deflated(BODY)
    after = struct.pack("<4s3L", b"PK\x07\x08", CRC, len(packed), len(BODY))
    return zip_of(ZipEntry(b"a.jar", BODY, flags=8, method=8, local_crc=0, local_packed=0, after=after))


def wide_entry(everywhere=False):
    """Sizes in ZIP64 fields, as `zip` from its input and Python's `force_zip64` write them."""
    sizes = struct.pack("<2H2Q", 1, 16, len(BODY), len(deflated(BODY)))
    whole = {"size": WIDE, "packed_size": WIDE, "extra": sizes} if everywhere else {}
    return ZipEntry(b"a.jar", BODY, method=8, local_size=WIDE, local_packed=WIDE, local_extra=sizes, **whole)


def by_python(level=None, method=zipfile.ZIP_DEFLATED, **fields):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method, compresslevel=level) as archive:
        info = zipfile.ZipInfo("a.jar", fields.pop("date_time", (2026, 11, 20, 12, 0, 0)))
        info.compress_type = method
        for key, value in fields.items():
            setattr(info, key, value)
        archive.writestr(info, BODY, compresslevel=level)
    return sink.getvalue()


def with_wide_end(body, **other):
    """The same archive with ZIP64 records, and with placeholders in its plain end record, as `zip -fz` writes them."""
    at = body.rindex(b"PK\x05\x06")
    count, length, offset = struct.unpack_from("<HLL", body, at + 10)
    end = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, offset)
    plain = struct.pack("<4s4H2L", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, WIDE, WIDE)
    return body[:at] + end + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1) + plain + body[at + 20 :]


def other_order():
    """The directory names the second entry first."""
    whole = zip_of(ZipEntry(b"a.jar", BODY), ZipEntry(b"lib/", b""))
    at, end = whole.index(b"PK\x01\x02"), whole.rindex(b"PK\x05\x06")
    second = whole.index(b"PK\x01\x02", at + 4)
    return whole[:at] + whole[second:end] + whole[at:second] + whole[end:]


def gzip_with(flags, extra):
    return gzip_of(tar_entry(b"a.jar", BODY) + END, flags=flags, extra=extra)


def owned():
    info = tarfile.TarInfo("a.jar")
    info.size, info.uid, info.gid, info.uname, info.mtime, info.mode = len(BODY), 1000, 7, "builder", 1.5, 0o4755
    return info


LEGAL = {
    **{f"zip level {level}": by_python(level) for level in range(10)},
    "zip stored": by_python(method=zipfile.ZIP_STORED),
    "zip made on DOS": by_python(create_system=0),
    "zip made on macOS": by_python(create_system=19),
    "zip of 1980": by_python(date_time=(1980, 1, 1, 0, 0, 0)),
    "zip of 2107": by_python(date_time=(2107, 12, 31, 23, 59, 58)),
    "zip with an extra field": by_python(extra=b"UT\x05\x00\x03\x00\x00\x00\x00"),
    "zip with a comment on the entry": by_python(comment=b"hello"),
    "zip with a comment": zip_of(ZipEntry(b"a.jar", BODY), comment=b"made by hand"),
    "zip with a comment like an end record": zip_of(ZipEntry(b"a.jar", BODY), comment=b"PK" * 20),
    "zip with local extra only": zip_of(ZipEntry(b"a.jar", BODY, local_extra=b"\xfe\xca\x00\x00")),
    "zip executable": zip_of(ZipEntry(b"a.jar", BODY, mode=0o100755)),
    "zip without a mode": zip_of(ZipEntry(b"a.jar", BODY, mode=0)),
    "zip read-only": zip_of(ZipEntry(b"a.jar", BODY, system=0, mode=0, attributes=1)),
    "zip with the flag for UTF-8": zip_of(ZipEntry(b"a.jar", BODY, flags=0x800)),
    "zip with the flags of the strongest compression": zip_of(ZipEntry(b"a.jar", BODY, flags=2, method=8)),
    "zip in blocks of its own": zip_of(ZipEntry(b"a.jar", BODY, raw=deflated(BODY, 0), method=8)),
    "zip with sizes afterwards": descriptor("<3L"),
    "zip with sizes afterwards, unsigned": descriptor("<3L", signature=False),
    "zip with long sizes afterwards": descriptor("<L2Q"),
    "zip to a pipe": to_a_pipe(),
    "zip with ZIP64 sizes before the entry": zip_of(wide_entry()),
    "zip with ZIP64 sizes everywhere": zip_of(wide_entry(everywhere=True)),
    "zip with a ZIP64 field of no use": zip_of(ZipEntry(b"a.jar", BODY, local_extra=struct.pack("<2H2Q", 1, 16, 0, 0))),
    "zip with a ZIP64 end": with_wide_end(zip_of(ZipEntry(b"a.jar", BODY))),
    "zip with a ZIP64 end and a comment": with_wide_end(zip_of(ZipEntry(b"a.jar", BODY), comment=b"c" * 0xFFFF)),
    "zip listed in another order": other_order(),
    "zip with folders": zip_of(ZipEntry(b"lib/", b"", mode=0o040755, attributes=0x10), ZipEntry(b"a.jar", BODY)),
    "zip with a folder of a file's mode": zip_of(ZipEntry(b"lib/", b""), ZipEntry(b"a.jar", BODY)),
    "tar.gz GNU": gzip.compress(tar([("a.jar", BODY)])),
    "tar.gz PAX": gzip.compress(tar([("a.jar", BODY)], tarfile.PAX_FORMAT)),
    "tar.gz ustar": gzip.compress(tar([("a.jar", BODY)], tarfile.USTAR_FORMAT)),
    "tar.gz with an owner": gzip.compress(tar([(owned(), BODY)], tarfile.PAX_FORMAT)),
    "tar.gz with PAX comments": tgz(pax(b"comment=x", b"mtime=1.5"), tar_entry(b"a.jar", BODY)),
    "tar.gz with a global comment": tgz(pax(b"comment=x", kind=b"g"), tar_entry(b"a.jar", BODY)),
    "tar.gz with a long name, and PAX comments after it": tgz(
        tar_entry(b"././@LongLink", b"a.jar\0", b"L"), pax(b"mtime=1.5"), tar_entry(b"x", BODY)
    ),
    "tar.gz with old kind of file": tgz(tar_entry(b"a.jar", BODY, kind=b"\0")),
    "tar.gz with much room at the end": tgz(tar_entry(b"a.jar", BODY), end=bytes(10240)),
    "tar.gz with folders": tgz(tar_entry(b"lib/", b"", b"5"), tar_entry(b"a.jar", BODY)),
    "tar.gz with a folder without slash": tgz(tar_entry(b"lib", b"", b"5"), tar_entry(b"a.jar", BODY)),
    "tar.gz with a short end": tgz(tar_entry(b"a.jar", BODY), end=bytes(1024)),
    **{f"tar.gz level {level}": tgz(tar_entry(b"a.jar", BODY), level=level) for level in (0, 1, 6)},
    "gzip with a file name": gzip_with(8, b"a.tar\0"),
    "gzip with a comment": gzip_with(16, b"made by hand\0"),
    "gzip with an extra field": gzip_with(4, b"\x04\0abcd"),
}


def read(text, *limits):
    file = io.BytesIO(text)
    entries = tar_entries(whole("a.tar.gz", file), *limits) if text[:2] == b"\x1f\x8b" else zip_entries(file, *limits)
    return {entry.name: entry.read() for entry in entries}


@pytest.mark.parametrize("text", LEGAL.values(), ids=LEGAL)
def test_an_odd_but_legal_archive_is_read(text):
    assert read(text) == ONE


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_an_odd_but_plain_name_is_kept(name):
    assert read(zip_of(ZipEntry(name, BODY))) == {name.decode(): BODY}
    assert read(tgz(tar_entry(b"././@LongLink", name + b"\0", b"L"), tar_entry(b"x", BODY))) == {name.decode(): BODY}


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513, 1 << 18, (1 << 18) + 1])
def test_every_size_is_read(size):
    body = (BODY * 60)[:size]
    assert read(tgz(tar_entry(b"a.jar", body), tar_entry(b"b.jar", BODY))) == {"a.jar": body, "b.jar": BODY}
    assert read(zip_of(ZipEntry(b"a.jar", body, 8), ZipEntry(b"b.jar", body))) == {"a.jar": body, "b.jar": body}


def test_what_is_not_read_is_passed_over():
    files = {"a.jar": BODY, "b.jar": b"b", "c.jar": BODY}
    packed = io.BytesIO(tgz(*[tar_entry(name.encode(), body) for name, body in files.items()]))
    found = {entry.name: entry.name == "b.jar" and entry.read() for entry in tar_entries(whole("a.tar.gz", packed))}
    assert found == {"a.jar": False, "b.jar": b"b", "c.jar": False}


@pytest.mark.parametrize(
    "name",
    [
        "k/Größe$Innere.class",
        "k/訂單.class",
        "k/😀.class",
        "k/aux.class",
        "k/a b.class",
        "k/::.class",
        "k/a*?.class",
        "e.",
    ],
)
def test_inside_a_jar_a_name_may_be_of_any_script(name):
    """Java reads a jar's entries by their names; none comes to stand on a file system."""
    assert read(zip_of(ZipEntry(name.encode(), BODY, flags=0x800)), JAR) == {name: BODY}
    assert read(zip_of(ZipEntry(name.encode(), BODY)), JAR) == {name: BODY}


def test_there_are_many():
    assert len(LEGAL) + len(NAMES) + 7 >= 50
    assert len(set(LEGAL.values())) > 40


TOOLS = {
    "jar": "jar cf a.zip Größe.txt",
    "jar without compression": "jar cf0 a.zip Größe.txt",
    "zip": "zip -q a.zip Größe.txt",
    "zip to a pipe": "zip -q - Größe.txt | cat > a.zip",
    "zip with descriptors": "zip -q -fd a.zip Größe.txt",
    "zip in the ZIP64 form": "zip -q -fz a.zip Größe.txt",
    "zip with a comment": "echo by hand | zip -q -z a.zip Größe.txt",
}


@pytest.mark.parametrize("line", TOOLS.values(), ids=TOOLS)
def test_what_real_tools_write_is_read(line, tmp_path):
    if shutil.which(line.split()[0]) is None:
        pytest.skip(f"NOT RUN: there is no {line.split()[0]} here")
    (tmp_path / "Größe.txt").write_bytes(BODY)
    subprocess.run(line, cwd=tmp_path, check=True, shell=True, env=os.environ | {"LC_ALL": "C.UTF-8"})
    assert read((tmp_path / "a.zip").read_bytes(), JAR)["Größe.txt"] == BODY


def test_what_python_writes_with_wide_sizes_is_read():
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive, archive.open("a.jar", "w", force_zip64=True) as file:
        file.write(BODY)
    assert read(sink.getvalue()) == ONE


PLAIN = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,20}[A-Za-z0-9_]", fullmatch=True)


@given(st.lists(PLAIN, min_size=1, max_size=6, unique_by=str.casefold))
def test_whatever_is_packed_comes_out(names):
    """Or is refused for a reserved name; never anything else."""
    reserved = {"con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(10))}
    names = [name for name in names if name.partition(".")[0].casefold() not in reserved]
    packed = [ZipEntry(name.encode(), name.encode() * 9, 8) for name in names]
    assert read(zip_of(*packed)) == {name: name.encode() * 9 for name in names}
    assert read(tgz(*[tar_entry(name.encode(), name.encode()) for name in names])) == {
        name: name.encode() for name in names
    }
