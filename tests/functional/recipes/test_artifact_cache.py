"""What was downloaded once reaches the next local cloud, and no more of it than is asked for."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import pytest
from connectpilot_cli import artifact_cache

BODY = b"an artefact"
SHA = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    artifact_cache.directory().mkdir(parents=True)
    found = tmp_path / "orders.yaml"
    coordinate = "com.example:orders:1.0"
    head = "name: orders\nversion: 1\nkafkaConnect: [3.7.x]\nartifacts:\n"
    found.write_text(f"{head}  - maven: {coordinate}\n    sha256: {SHA}\n")
    return found


def restored(*recipes):
    put = []
    client = SimpleNamespace(put_object=lambda **asked: put.append(asked["Key"]))
    stack = SimpleNamespace(client=lambda _: client, outputs={"BundleBucket": "bundles"})
    assert artifact_cache.restore(stack, recipes) == len(put)
    return put


def test_the_artefacts_of_these_recipes_are_put_there_and_no_others(recipe):
    for body in (BODY, b"of another recipe"):
        (artifact_cache.directory() / hashlib.sha256(body).hexdigest()).write_bytes(body)
    assert restored(recipe) == [f"artifacts/{SHA}"]


def test_a_file_whose_bytes_are_not_its_name_s_is_thrown_away(recipe):
    (artifact_cache.directory() / SHA).write_bytes(b"other bytes")
    assert restored(recipe) == []
    assert not list(artifact_cache.directory().iterdir())


def test_what_is_no_recipe_has_no_artefacts(recipe, tmp_path):
    (tmp_path / "upload.zip").write_bytes(b"PK\3\4")
    assert restored(tmp_path / "upload.zip") == []
