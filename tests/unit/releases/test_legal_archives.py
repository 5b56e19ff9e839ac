"""More than fifty archives that are odd and yet as they may be: each is read, byte for byte."""

from __future__ import annotations

import gzip
import io
import shutil
import struct
import subprocess
import tarfile
import zipfile
import zlib

import pytest
from connectpilot.domain.plugins.archive import JAR
from connectpilot.domain.plugins.tar_reader import tar_entries
from connectpilot.domain.plugins.zip_reader import zip_entries
from fakes.archives import END, ZipEntry, deflated, gzip_of, pax, tar_entry, tgz, zip_of
from fakes.java import tar
from hypothesis import given
from hypothesis import strategies as st

BODY = bytes(range(256)) * 20
ONE = {"a.jar": BODY}
CRC = zlib.crc32(BODY)
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


def by_python(level=None, method=zipfile.ZIP_DEFLATED, **fields):
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method, compresslevel=level) as archive:
        info = zipfile.ZipInfo("a.jar", fields.pop("date_time", (2026, 11, 20, 12, 0, 0)))
        info.compress_type = method
        for key, value in fields.items():
            setattr(info, key, value)
        archive.writestr(info, BODY, compresslevel=level)
    return sink.getvalue()


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
    "zip listed in another order": zip_of(ZipEntry(b"a.jar", BODY)),
    "zip with folders": zip_of(ZipEntry(b"lib/", b"", mode=0o040755, attributes=0x10), ZipEntry(b"a.jar", BODY)),
    "zip with a folder of a file's mode": zip_of(ZipEntry(b"lib/", b""), ZipEntry(b"a.jar", BODY)),
    "tar.gz GNU": gzip.compress(tar([("a.jar", BODY)])),
    "tar.gz PAX": gzip.compress(tar([("a.jar", BODY)], tarfile.PAX_FORMAT)),
    "tar.gz ustar": gzip.compress(tar([("a.jar", BODY)], tarfile.USTAR_FORMAT)),
    "tar.gz with an owner": gzip.compress(tar([(owned(), BODY)], tarfile.PAX_FORMAT)),
    "tar.gz with PAX comments": tgz(pax(b"comment=x", b"mtime=1.5"), tar_entry(b"a.jar", BODY)),
    "tar.gz with a global comment": tgz(pax(b"comment=x", kind=b"g"), tar_entry(b"a.jar", BODY)),
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
    entries = tar_entries(file, *limits) if text[:2] == b"\x1f\x8b" else zip_entries(file, *limits)
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


def test_there_are_many():
    assert len(LEGAL) + len(NAMES) + 7 >= 50
    assert len(set(LEGAL.values())) > 40


def test_a_jar_as_java_writes_it_is_read(tmp_path):
    tool = shutil.which("jar")
    if tool is None:
        pytest.skip("NOT RUN: there is no Java here")
    (tmp_path / "a.txt").write_bytes(BODY)
    subprocess.run([tool, "cf", "a.jar", "a.txt"], cwd=tmp_path, check=True)
    assert read((tmp_path / "a.jar").read_bytes(), JAR)["a.txt"] == BODY


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
