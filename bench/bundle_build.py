"""How long a bundle takes: ours against tar, unzip and zip by hand, and against the least that any builder must do.

    .venv/bin/python bench/bundle_build.py [--runs 7]

Inputs are real Debezium archives from the cache of `connectpilot build` (~/.cache/connectpilot, filled by
`make recipes`), each with a ZIP of the jars of another beside it. All variants take turns, so that they see the same
load of the machine; the least of each is compared (a busy machine only adds). What is measured:

- by hand: `tar -xzf`, `unzip`, `zip -9 -r`;
- warm: BuildBundle in a process that has built before, from verified artefacts to the bundle in the store, with the
  doctor (`warm`) and without (`packing`);
- process: the same in a fresh interpreter, with the doctor (`process`) and without (`packing process`);
- floor: gunzip and inflate of the same bytes, SHA-256 of what goes in and of what comes out, written to a file once.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.domain.plugins.manifest import Manifest
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import artifact_key
from connectpilot.usecases import build_bundle
from connectpilot.usecases.build_bundle import BuildBundle
from connectpilot.usecases.bundle_shelf import BundleShelf

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "connectpilot"
CHUNK = 1 << 18
ARCHIVES = {
    "mysql 3.2.4": "e00e5fb2be9e163402306ca59df3a2a13bf84d79d121ea13400f17cedd11f8fa",
    "mysql 2.7.4": "29c518325af7facc201aad51e87caf244e442bea13d1818bdcbef925bcca14f3",
    "jdbc 3.0.7": "40542b27ee63d0df6eb373cd39d4f8a28faffd7279f4ceaecec083395f64e10c",
    "oracle 3.4.1": "5ac55f8e9fb11272756a4a9b5ab3307e1629a230d1e0aa2ecb48f9eba5702a49",
}


class Inputs:
    """A tar.gz and a ZIP, in a store of their own."""

    def __init__(self, folder: Path, tar: Path, provider: Path) -> None:
        self.folder, self.tar, self.provider = folder, tar, provider
        self.store = folder / "store"
        listed = []
        for name, file in (("a.tar.gz", tar), ("b.zip", provider)):
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            place = self.store.joinpath(artifact_key(digest))
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)
            listed.append({"s3": f"s3://bench/{name}", "sha256": digest, "into": name[0]})
        self.recipe = Recipe.model_validate(
            {"name": "bench", "version": "1", "kafkaConnect": ["3.7.x"], "artifacts": listed}
        )

    def forget(self) -> None:
        shutil.rmtree(self.store / "bundles", ignore_errors=True)


def by_hand(inputs: Inputs) -> float:
    with tempfile.TemporaryDirectory(dir=inputs.folder) as folder:
        begun = time.perf_counter()
        for name in "ab":
            Path(folder, name).mkdir()
        subprocess.run(["tar", "-xzf", inputs.tar, "-C", f"{folder}/a"], check=True)
        subprocess.run(["unzip", "-q", inputs.provider, "-d", f"{folder}/b"], check=True)
        subprocess.run(["zip", "-9", "-q", "-r", "out.zip", "a", "b"], cwd=folder, check=True)
        return time.perf_counter() - begun


def warm(inputs: Inputs) -> float:
    inputs.forget()
    begun = time.perf_counter()
    BuildBundle(bundles=DirectoryStore(inputs.store), scratch=tempfile.TemporaryFile)(inputs.recipe)
    return time.perf_counter() - begun


class Doctor:
    """Counts the time of the inspection within a build: looking into the jars, and judging what was seen."""

    def __init__(self) -> None:
        self.seconds = 0.0
        build_bundle.describe = self._counted(build_bundle.describe)
        BundleShelf.judge = self._counted(BundleShelf.judge)  # type: ignore[method-assign]

    def _counted(self, inner: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: object) -> Any:
            begun = time.perf_counter()
            try:
                return inner(*given)
            finally:
                self.seconds += time.perf_counter() - begun

        return call


def process(inputs: Inputs, *options: str) -> float:
    inputs.forget()
    begun = time.perf_counter()
    recipe = inputs.recipe.model_dump_json(by_alias=True)
    subprocess.run([sys.executable, __file__, "--once", inputs.store, recipe, *options], check=True)
    return time.perf_counter() - begun


def packing_process(inputs: Inputs) -> float:
    return process(inputs, "--without-doctor")


def floor(inputs: Inputs) -> float:
    begun = time.perf_counter()
    with tempfile.TemporaryFile(dir=inputs.folder) as sink:
        ours = hashlib.sha256()
        theirs = hashlib.sha256()
        engine = zlib.decompressobj(31)
        with inputs.tar.open("rb") as file:
            while packed := file.read(CHUNK):
                theirs.update(packed)
                text = engine.decompress(packed)
                ours.update(text)
                sink.write(text)
        with inputs.provider.open("rb") as file:
            while packed := file.read(CHUNK):
                theirs.update(packed)
        with zipfile.ZipFile(inputs.provider) as archive:
            for name in archive.namelist():
                with archive.open(name) as body:
                    while text := body.read(CHUNK):
                        ours.update(text)
                        sink.write(text)
    return time.perf_counter() - begun


def provider_of(archive: Path, folder: Path) -> Path:
    """The jars of another archive, deflated: what a config provider's ZIP is like."""
    subprocess.run(["tar", "-xzf", archive, "-C", folder], check=True)
    found = folder / "provider.zip"
    subprocess.run(["zip", "-q", "-r", found.name, ".", "-i", "*.jar"], cwd=folder, check=True)
    return found


def leave_out_the_doctor() -> None:
    build_bundle.describe = lambda *_: Manifest(files=(), classes=())  # type: ignore[assignment]
    BundleShelf.judge = lambda *_: ()  # type: ignore[assignment,method-assign]


def compare(name: str, tar: Path, other: Path, runs: int) -> None:
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        Path(folder, "other").mkdir()
        inputs = Inputs(folder, tar, provider_of(other, folder / "other"))
        doctor = Doctor()
        measured: dict[str, list[float]] = {}
        variants: dict[str, Callable[[Inputs], float]] = {
            "by hand": by_hand,
            "warm": warm,
            "process": process,
            "packing process": packing_process,
            "floor": floor,
        }
        for turn in range(runs + 1):
            for variant, run in variants.items():
                doctor.seconds = 0.0
                seconds = run(inputs)
                if turn:
                    measured.setdefault(variant, []).append(seconds)
                    if variant == "warm":
                        measured.setdefault("doctor", []).append(doctor.seconds)
                        measured.setdefault("packing", []).append(seconds - doctor.seconds)
        found = {variant: min(seconds) for variant, seconds in measured.items()}
    size = tar.stat().st_size
    print(f"{name}  ({size / 1e6:.1f} MB and a ZIP beside it), seconds, the least of {runs}")
    print("  " + "  ".join(f"{variant} {seconds:.3f}" for variant, seconds in found.items()))
    print(
        f"  by hand / packing {found['by hand'] / found['packing']:.1f}   "
        f"by hand / packing process {found['by hand'] / found['packing process']:.1f}   "
        f"by hand / process {found['by hand'] / found['process']:.1f}   "
        f"packing / floor {found['packing'] / found['floor']:.2f}   "
        f"doctor / packing {found['doctor'] / found['packing']:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--once", nargs=2, metavar=("STORE", "RECIPE"), help="build once and say nothing")
    parser.add_argument("--without-doctor", action="store_true", help="with --once: nothing is inspected or judged")
    given = parser.parse_args()
    if given.once:
        if given.without_doctor:
            leave_out_the_doctor()
        recipe = Recipe.model_validate_json(given.once[1])
        BuildBundle(bundles=DirectoryStore(Path(given.once[0])), scratch=tempfile.TemporaryFile)(recipe)
        return
    files = {name: CACHE / artifact_key(digest) for name, digest in ARCHIVES.items()}
    missing = [name for name, file in files.items() if not file.exists()]
    if missing:
        sys.exit(f"not in {CACHE}: {', '.join(missing)}; build the recipes first (make recipes)")
    for name, file in files.items():
        compare(name, file, files["mysql 2.7.4" if name != "mysql 2.7.4" else "mysql 3.2.4"], given.runs)


if __name__ == "__main__":
    main()
