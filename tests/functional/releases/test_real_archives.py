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
GOLDEN = {
    "debezium-mysql-no-provider": ("io.debezium.connector.mysql.MySqlConnector", 17, "9a7f8b76f7a9"),
    "debezium-mysql-java-11": ("io.debezium.connector.mysql.MySqlConnector", 11, "9dc7a24be725"),
    "debezium-jdbc-sink": ("io.debezium.connector.jdbc.JdbcSinkConnector", 17, "28dd5163d335"),
}

FINDINGS = Path(__file__).parent / "findings"
"""What the doctor says of each; CONNECTPILOT_WRITE_GOLDEN=1 writes them anew, to be read before they are committed."""


@pytest.mark.parametrize("name", GOLDEN)
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
    for artifact in recipe.artifacts:
        try:
            fetch(artifact)
        except (ArtifactUnavailableError, ArtifactInterruptedError) as error:
            pytest.skip(f"NOT RUN on the real archive: {error}")
        key = f"artifacts/{artifact.sha256}"
        bundles.path_of(key).parent.mkdir(parents=True, exist_ok=True)
        bundles.path_of(key).symlink_to(cache.path_of(key))
    built = BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe)
    connector, java, digest = GOLDEN[name]
    assert [one.class_name for one in built.manifest.classes if one.kind in ("source", "sink")] == [connector]
    assert built.manifest.java_level == java
    assert built.bundle.sha256[:12] == digest
    told = "".join(f"{one.severity} {one.code} in {one.where}: {one.why}\n" for one in built.findings)
    golden = FINDINGS / f"{name}.txt"
    if os.environ.get("CONNECTPILOT_WRITE_GOLDEN"):
        golden.write_text(told)
    assert told == golden.read_text()
