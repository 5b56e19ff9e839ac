"""The shipped recipes on the real archives, from a digest-checked cache.

Where neither the cache (~/.cache/connectpilot) nor a Maven repository (CONNECTPILOT_MAVEN_REPOSITORY_URLS) has them,
these tests say so and are counted as skipped.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.adapters.http_fetch import HttpDownloads
from connectpilot.domain.errors import ArtifactInterruptedError, ArtifactUnavailableError
from connectpilot.usecases.build_bundle import BuildBundle
from connectpilot.usecases.fetch_artifact import FetchArtifact
from connectpilot.usecases.parse_recipe import parse_recipe

ROOT = Path(__file__).resolve().parents[3]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "connectpilot"
REPOSITORIES = [url for url in os.environ.get("CONNECTPILOT_MAVEN_REPOSITORY_URLS", "").split(",") if url]
IN_EVERY_RUN = (
    "debezium-mysql-no-provider",
    "debezium-mysql-java-11",
    "debezium-postgres-no-provider",
    "debezium-jdbc-sink",
)
ALL = tuple(path.stem for path in sorted((ROOT / "recipes").glob("*.yaml")))
NAMES = ALL if os.environ.get("CONNECTPILOT_ALL_RECIPES") else IN_EVERY_RUN
"""`make recipes` runs them all."""

GOLDEN = Path(__file__).parent / "findings"
"""What is inside each and what the doctor says."""
RECORD = "CONNECTPILOT_WRITE_GOLDEN=1 make recipes records what is there now; read it before committing"


def told(built):
    connectors = [one.class_name for one in built.manifest.classes if one.kind in ("source", "sink")]
    lines = [f"bundle SHA-256 {built.bundle.sha256}", f"Java {built.manifest.java_level}", *connectors]
    lines += [
        f"{one.severity} {one.code}{' (accepted)' if one.accepted else ''} in {one.where}: {one.why}"
        for one in built.findings
    ]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_recipe_gives_the_known_bundle(name, tmp_path):
    recipe = parse_recipe((ROOT / f"recipes/{name}.yaml").read_bytes())
    cache, bundles = DirectoryStore(CACHE), DirectoryStore(tmp_path)
    fetch = FetchArtifact(
        bundles=cache,
        bucket=lambda _: cache,
        downloads=HttpDownloads(seconds=60),
        repositories=REPOSITORIES,
        scratch=tempfile.TemporaryFile,
    )
    for artifact in recipe.all_artifacts:
        try:
            fetch(artifact)
        except (ArtifactUnavailableError, ArtifactInterruptedError) as error:
            pytest.skip(f"NOT RUN: {name}, on the real archives: {error}")
        key = f"artifacts/{artifact.sha256}"
        bundles.path_of(key).parent.mkdir(parents=True, exist_ok=True)
        bundles.path_of(key).symlink_to(cache.path_of(key))
    built = BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("CONNECTPILOT_WRITE_GOLDEN"):
        golden.write_text(told(built))
    if not golden.exists():
        pytest.fail(f"built, but nothing is recorded of {name}: {RECORD}\n\n{told(built)}", pytrace=False)
    assert told(built) == golden.read_text()
