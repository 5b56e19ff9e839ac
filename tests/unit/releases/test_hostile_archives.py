"""Archives at their limits, and ordinary ones, which are read. Those that lie are in test_hostile_corpus.py."""

from __future__ import annotations

import io
import random
import tarfile
import warnings
import zipfile

import pytest
from connectpilot.domain.errors import InvalidArchiveError
from connectpilot.domain.plugins import archive
from connectpilot.domain.plugins.archive import JAR, Entry, Limits, whole
from connectpilot.domain.plugins.tar_reader import tar_entries
from connectpilot.domain.plugins.zip_reader import zip_entries
from fakes.archives import ZipEntry, zip_of
from fakes.java import jar, targz, zipped

SMALL = Limits(entries=50, total=4 << 20, ratio=100)


def read(text, limits=SMALL):
    file = io.BytesIO(text)
    entries = tar_entries(whole("a.tar.gz", file), limits) if text[:2] == b"\x1f\x8b" else zip_entries(file, limits)
    return {entry.name: entry.read() for entry in entries}


def special(name, kind, **fields):
    info = tarfile.TarInfo(name)
    info.type = kind
    for key, value in fields.items():
        setattr(info, key, value)
    return info


ONE = zipped({"a.jar": b"x" * 64}, zipfile.ZIP_STORED)
PACKED = zipped({"a.jar": b"x" * 4096})
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    TWICE = zipped([("a.jar", b"1"), ("a.jar", b"2")])


HOSTILE = {
    "zip bomb by ratio": zipped({"a.jar": bytes(3 << 20)}),
    "zip bomb by total": zipped({f"{n}.jar": bytes(1 << 20) for n in range(5)}, zipfile.ZIP_STORED),
    "zip too many": zipped({f"{n}.jar": b"" for n in range(60)}),
    "tar bomb by ratio": targz([("a.jar", bytes(3 << 20))]),
    "tar bomb by total": targz([(f"{n}.jar", random.Random(n).randbytes(1 << 20)) for n in range(5)]),
    "tar too many": targz([(f"{n}.jar", b"") for n in range(60)]),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_more_than_the_limits_is_refused(text):
    with pytest.raises(InvalidArchiveError):
        read(text)


def test_names_that_only_cost_memory_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_NAMES", 1000)
    names = [f"a/{'n' * 90}{number}.class" for number in range(11)]
    for limits in (JAR, SMALL):
        assert len(read(zipped(dict.fromkeys(names[:10], b"")), limits)) == 10
        with pytest.raises(InvalidArchiveError, match="more memory than real ones do"):
            read(zipped(dict.fromkeys(names, b"")), limits)


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


def test_what_follows_the_end_of_the_gzip_stream_is_seen_wherever_a_piece_ends():
    text = targz([("a.jar", b"x")])
    entries = tar_entries(Entry("a.tar.gz", len(text) + 1, lambda: iter((text, b"!"))))
    with pytest.raises(InvalidArchiveError, match="bytes follow the end of the gzip stream"):
        list(entries)


def test_what_is_larger_than_it_says_is_not_unpacked_to_its_end():
    (entry,) = zip_entries(io.BytesIO(zip_of(ZipEntry(body=bytes(3 << 20), method=8, size=1, local_size=1))), JAR)
    chunks = entry.chunks()
    with pytest.raises(InvalidArchiveError, match="larger than it says"):
        next(chunks)


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
