"""A bundle's bytes: a flipped bit of an artefact is seen, every Python writes the same, real Java reads them."""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from connectpilot.domain.errors import DigestMismatchError
from connectpilot.domain.plugins.recipe import Artifact
from connectpilot.domain.plugins.release import artifact_key
from connectpilot.usecases.bundle_shelf import BundleShelf
from connectpilot.usecases.fetch_artifact import FetchArtifact
from fakes.java import jar
from fakes.releases import FakeDownloads, FakeStore

LAYER = Path(__file__).resolve().parents[3] / "layers/connectpilot/python"
ORDERS = jar()
URL = "https://example.com/orders-1.2.jar"
FLIPS = [(position, bit) for position in range(len(ORDERS)) for bit in range(8)]


def fetch(body, whole=ORDERS):
    bundles = FakeStore()
    artifact = Artifact(url=URL, sha256=hashlib.sha256(whole).hexdigest())
    downloads = FakeDownloads({URL: body})
    use_case = FetchArtifact(
        bundles=bundles, bucket=lambda _: bundles, downloads=downloads, repositories=(), scratch=io.BytesIO
    )
    use_case(artifact)
    return bundles


def test_every_bit_that_flips_on_the_way_is_seen_and_nothing_is_kept(monkeypatch):
    writes = []
    monkeypatch.setattr(FakeStore, "keep", lambda *_, **__: writes.append(1))
    for position, bit in FLIPS:
        broken = bytearray(ORDERS)
        broken[position] ^= 1 << bit
        with pytest.raises(DigestMismatchError):
            fetch(bytes(broken))
    assert len(FLIPS) > 1000
    assert writes == []


LARGE = random.Random(7).randbytes(200_000)


def test_in_a_larger_artefact_a_flipped_bit_is_seen_wherever_it_is(monkeypatch):
    """In each kilobyte one, and around the places where chunks meet."""
    writes = []
    monkeypatch.setattr(FakeStore, "keep", lambda *_, **__: writes.append(1))
    edges = {0, 6, 7, 8, 65_535, 65_536, 131_071, 131_072, len(LARGE) - 1}
    for position in sorted({*range(0, len(LARGE), 1024), *edges}):
        broken = bytearray(LARGE)
        broken[position] ^= 1 << position % 8
        with pytest.raises(DigestMismatchError):
            fetch(bytes(broken), LARGE)
    assert writes == []
    monkeypatch.undo()
    assert list(fetch(LARGE, LARGE).objects.values()) == [LARGE]


def test_every_bit_that_flips_in_the_bucket_is_seen_before_the_build():
    digest = hashlib.sha256(ORDERS).hexdigest()
    for position, bit in FLIPS:
        broken = bytearray(ORDERS)
        broken[position] ^= 1 << bit
        shelf = BundleShelf(FakeStore({artifact_key(digest): bytes(broken)}))
        with pytest.raises(DigestMismatchError):
            shelf.artifact(digest, "orders.jar").read()


@pytest.mark.parametrize(
    "body", [ORDERS[:-1], ORDERS + b"\0", b"", ORDERS[::-1]], ids=["short", "long", "none", "other"]
)
def test_other_bytes_are_not_kept(body):
    with pytest.raises(DigestMismatchError):
        fetch(body)


BUILD = """
import gzip, hashlib, io, random, sys, tarfile, zipfile
from connectpilot.domain.plugins.archive import whole
from connectpilot.domain.plugins.spool import Spool
from connectpilot.domain.plugins.tar_reader import tar_entries
from connectpilot.domain.plugins.zip_reader import zip_entries
from connectpilot.domain.plugins.zip_writer import Stored, zip_bytes
def packed_as_zip(files):
    with zipfile.ZipFile(sink := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(name, body)
    return zip_entries(sink)
def packed_as_tar(files):
    with tarfile.open(fileobj=(sink := io.BytesIO()), mode="w") as archive:
        for name, body in files:
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return tar_entries(whole("a.tar.gz", io.BytesIO(gzip.compress(sink.getvalue()))))
source = random.Random(7)
names = [f"{one}/{two}.jar" for one in ("lib", "Lib2", "a-b", "a") for two in ("x", "Y", "z_1", "10", "9")]
files = [(name, bytes(source.getrandbits(8) for _ in range(3000))) for name in names]
bundles = set()
for entries in (packed_as_zip(files), packed_as_tar(files[::-1])):
    spool = Spool(io.BytesIO())
    pieces = sorted((spool.add(one.name, one) for one in entries), key=lambda piece: piece.path)
    bundles.add(b"".join(zip_bytes(Stored(piece.path, piece.size, piece.crc, spool.chunks(piece)) for piece in pieces)))
(text,) = bundles
if len(sys.argv) > 1:
    open(sys.argv[1], "wb").write(text)
print(hashlib.sha256(text).hexdigest())
"""
KNOWN = "391f7b89b6e6d460ff2f973362bbfbe6b58cfe0fca1acfd58ef9757f3b37785b"


def pythons():
    """Those here that can run our code, each version once; a version manager may offer a name that it then lacks."""
    minors = range(11, 20)
    offered = [sys.executable, *(shutil.which(f"python3.{minor}") for minor in minors)]
    managed = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    offered += sorted(str(one) for minor in minors for one in managed.glob(f"3.{minor}.*/bin/python3"))
    found = {}
    for python in filter(None, offered):
        ran = subprocess.run([python, "-V"], capture_output=True, text=True, check=False)
        if ran.returncode == 0:
            found.setdefault(ran.stdout.strip(), python)
    return found


PYTHONS = pythons()


def test_there_is_another_python_to_compare_with():
    if len(PYTHONS) == 1:
        pytest.skip(
            f"NOT RUN: bundles were compared with no other Python than {next(iter(PYTHONS))}, the only one here"
        )
    assert len(PYTHONS) > 1


@pytest.mark.parametrize("python", PYTHONS.values(), ids=PYTHONS)
@pytest.mark.parametrize(
    ("zone", "seed", "locale"),
    [("UTC", "0", "C"), ("Asia/Kathmandu", "4711", "C.UTF-8"), ("America/St_Johns", "random", "POSIX")],
)
def test_every_python_at_every_place_writes_the_same(python, zone, seed, locale):
    given = {"PYTHONPATH": str(LAYER), "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": locale}
    ran = subprocess.run(
        [python, "-c", BUILD], env=given | {"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == KNOWN


READ = """
import java.io.*; import java.util.*; import java.util.zip.*;
public class Read {
  public static void main(String[] given) throws Exception {
    TreeMap<String, Long> whole = new TreeMap<>(), stream = new TreeMap<>();
    try (ZipFile file = new ZipFile(given[0])) {
      for (ZipEntry one : Collections.list(file.entries())) {
        CRC32 crc = new CRC32(); crc.update(file.getInputStream(one).readAllBytes());
        whole.put(one.getName(), crc.getValue());
      }
    }
    try (ZipInputStream in = new ZipInputStream(new FileInputStream(given[0]))) {
      for (ZipEntry one; (one = in.getNextEntry()) != null;) {
        CRC32 crc = new CRC32(); crc.update(in.readAllBytes()); stream.put(one.getName(), crc.getValue());
      }
    }
    if (!whole.equals(stream)) throw new IllegalStateException("they differ");
    whole.forEach((name, crc) -> System.out.println(name + " " + crc));
  }
}
"""


def test_real_java_reads_a_bundle_by_both_of_its_readers(tmp_path):
    java = shutil.which("java")
    if java is None or shutil.which("javac") is None:
        pytest.skip("NOT RUN: there is no Java here")
    (tmp_path / "Read.java").write_text(READ)
    given = {"PYTHONPATH": str(LAYER), "PATH": os.environ["PATH"]}
    subprocess.run([sys.executable, "-c", BUILD, tmp_path / "bundle.zip"], env=given, check=True, capture_output=True)
    ran = subprocess.run(
        [java, "-XX:TieredStopAtLevel=1", tmp_path / "Read.java", tmp_path / "bundle.zip"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        wanted = sorted(f"{one.filename} {one.CRC}" for one in archive.infolist())
    assert ran.stdout.splitlines() == wanted
