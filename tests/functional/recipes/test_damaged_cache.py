"""What this machine keeps is compared with its digest before it is used: a disk may lose or turn bytes."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from connectpilot.adapters.directory_store import DirectoryStore


@pytest.fixture
def kept(tmp_path):
    """The only file below the cache whose name ends so."""

    def find(ending):
        found = [path for path in tmp_path.glob("cache/connectpilot/*/*") if path.name.endswith(ending)]
        assert len(found) == 1
        return found[0]

    return find


def turn_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def digest_of(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_a_damaged_bundle_is_not_handed_out_but_built_anew(cli, recipe, kept):
    good = json.loads(cli("build", recipe, "--json").out)["sha256"]
    for damage in (turn_a_bit, lambda path: path.write_bytes(path.read_bytes()[:100])):
        damage(kept(".zip"))
        answer = cli("build", recipe)
        assert answer.code == 0
        assert "thrown away" in answer.err
        assert digest_of("orders-1.0.0.zip") == good


def test_a_bundle_s_document_without_content_is_written_anew(cli, recipe, kept):
    assert cli("build", recipe).code == 0
    document = next(path for path in kept(".zip").parent.glob("*.json") if len(path.name) == 69)
    document.write_bytes(b"")
    assert cli("build", recipe).code == 0
    assert json.loads(document.read_bytes())["title"] == "orders-1.0.0"


def test_a_damaged_artefact_is_fetched_anew(cli, recipe, kept, repository):
    sha256 = hashlib.sha256(repository.files["/com/example/orders/1.0.0/orders-1.0.0.jar"]).hexdigest()
    turn_a_bit(kept(sha256))
    answer = cli("build", recipe)
    assert answer.code == 0
    assert str(kept(sha256)) in answer.err
    assert digest_of(kept(sha256)) == sha256


def test_a_damaged_artefact_is_not_pinned_by_its_name_alone(cli, recipe, kept, orders):
    sha256 = recipe.read_text().split("sha256: ")[1][:64]
    kept(sha256).write_bytes(b"half")
    assert cli("recipe", "new", "again", orders).code == 0
    assert digest_of(kept(sha256)) == sha256


def test_a_file_put_there_by_hand_replaces_a_damaged_one(cli, kept):
    Path("own.zip").write_bytes(b"whole")
    sha256 = digest_of("own.zip")
    assert cli("artifacts", "add", "own.zip").code == 0
    kept(sha256).write_bytes(b"half")
    assert cli("artifacts", "add", "own.zip").code == 0
    assert kept(sha256).read_bytes() == b"whole"


def test_what_is_interrupted_on_the_way_into_the_cache_leaves_nothing(tmp_path):
    class Interrupted(io.BytesIO):
        def read(self, *_):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DirectoryStore(tmp_path).keep("artifacts/a", Interrupted(), sha256="a" * 64)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
