"""A bundle's bytes: a flipped bit of an artefact is seen, every Python writes the same, real Java reads them."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from connectpilot.domain.errors import DigestMismatchError
from connectpilot.domain.plugins.recipe import Artifact
from connectpilot.usecases.fetch_artifact import FetchArtifact
from fakes.java import jar
from fakes.releases import FakeDownloads, FakeStore

LAYER = Path(__file__).resolve().parents[3] / "layers/connectpilot/python"
ORDERS = jar()
URL = "https://example.com/orders-1.2.jar"
FLIPS = [(position, bit) for position in range(len(ORDERS)) for bit in range(8)]


def fetch(body):
    bundles = FakeStore()
    artifact = Artifact(url=URL, sha256=hashlib.sha256(ORDERS).hexdigest())
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


@pytest.mark.parametrize(
    "body", [ORDERS[:-1], ORDERS + b"\0", b"", ORDERS[::-1]], ids=["short", "long", "none", "other"]
)
def test_other_bytes_are_not_kept(body):
    with pytest.raises(DigestMismatchError):
        fetch(body)


BUILD = """
import hashlib, io, random, sys
from connectpilot.domain.plugins.archive import whole
from connectpilot.domain.plugins.spool import Spool
from connectpilot.domain.plugins.zip_writer import Stored, zip_bytes
spool, source = Spool(io.BytesIO()), random.Random(7)
names = [f"{one}/{two}.jar" for one in ("lib", "Lib2", "a-b", "a") for two in ("x", "Y", "z_1", "10", "9")]
pieces = [spool.add(name, whole(name, io.BytesIO(bytes(source.getrandbits(8) for _ in range(3000))))) for name in names]
pieces.sort(key=lambda piece: piece.path)
text = b"".join(zip_bytes(Stored(piece.path, piece.size, piece.crc, spool.chunks(piece)) for piece in pieces))
if len(sys.argv) > 1:
    open(sys.argv[1], "wb").write(text)
print(hashlib.sha256(text).hexdigest())
"""
KNOWN = "391f7b89b6e6d460ff2f973362bbfbe6b58cfe0fca1acfd58ef9757f3b37785b"


def runs(python):
    """A version manager may offer a name that it then does not know."""
    return python and subprocess.run([python, "-c", "1"], capture_output=True, check=False).returncode == 0


PYTHONS = sorted({sys.executable} | set(filter(runs, (shutil.which(f"python3.{minor}") for minor in (11, 12, 13, 14)))))


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize(("zone", "seed", "locale"), [("UTC", "0", "C"), ("Asia/Kathmandu", "4711", "C.UTF-8")])
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
