"""How much memory a build holds at its peak, from 10 MB to 1 GiB: what counts is that it does not grow with the bundle.

    .venv/bin/python bench/bundle_memory.py [--sizes 10 100 1000]

Each build runs in an interpreter of its own, with its scratch files on disk. The inputs are tar.gz archives of
jars with bytes that do not shrink, written here; the peak is the process's own (VmHWM: Linux only). The figure to keep:
at most 96 MiB.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from pathlib import Path

from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import artifact_key
from connectpilot.usecases.build_bundle import BuildBundle

LIMIT = 96 << 20
MEGA = 1 << 20
JAR = 10 * MEGA
PER_ARCHIVE = 30
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))


def connector_jar() -> bytes:
    from fakes.java import jar  # noqa: PLC0415 - the class files that tests use

    return jar()


def filled_jar() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("data.bin", os.urandom(JAR))
    return sink.getvalue()


def write_inputs(store: Path, size: int) -> Recipe:
    listed = []
    left = max(1, size * MEGA // JAR)
    while left:
        count = min(left, PER_ARCHIVE)
        target = store / f"new-{left}"
        with gzip.open(target, "wb", compresslevel=1) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
            for number, body in enumerate([connector_jar(), *(filled_jar() for _ in range(count))]):
                info = tarfile.TarInfo(f"{left}-{number}.jar")
                info.size = len(body)
                archive.addfile(info, io.BytesIO(body))
        with target.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        place = store / artifact_key(digest)
        place.parent.mkdir(parents=True, exist_ok=True)
        target.rename(place)
        listed.append({"s3": "s3://bench/a.tar.gz", "sha256": digest, "into": str(left)})
        left -= count
    fields = {"name": "bench", "version": "1", "kafkaConnect": ["3.7.x"], "artifacts": listed}
    return Recipe.model_validate(fields)


def once(store: Path, recipe: str) -> None:
    bundles = DirectoryStore(store)
    built = BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(Recipe.model_validate_json(recipe))
    print(built.bundle.size if built.bundle else 0, peak())


def peak() -> int:
    """Of this program alone: ru_maxrss would count what its parent held when it was started, too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1000], help="megabytes")
    parser.add_argument("--once", nargs=2, metavar=("STORE", "RECIPE"), help="build once, print size and peak")
    given = parser.parse_args()
    if given.once:
        once(Path(given.once[0]), given.once[1])
        return
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            recipe = write_inputs(Path(folder), size)
            begun = time.perf_counter()
            command = [sys.executable, __file__, "--once", folder, recipe.model_dump_json(by_alias=True)]
            ran = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds = time.perf_counter() - begun
        built, held = map(int, ran.stdout.split())
        verdict = "ok" if held <= LIMIT else "TOO MUCH"
        print(f"bundle {built / MEGA:7.1f} MiB  peak {held / MEGA:5.1f} MiB  {seconds:5.1f} s  {verdict}")


if __name__ == "__main__":
    main()
