"""A recipe's text is changed where it must be, and nowhere else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from connectpilot.domain.errors import InvalidRecipeError
from connectpilot.domain.plugins.recipe import Locked
from connectpilot.usecases.parse_recipe import parse_draft
from connectpilot_cli.recipes.text import renewed, with_lock
from jsonschema import Draft202012Validator
from yaml import safe_load

ROOT = Path(__file__).parents[3]
SHA = "a" * 64
HEAD = f"""# why it is here
name: orders
version: 1.2.3   # for people
kafkaConnect: [3.7.x]
artifacts:
  - maven: com.example:orders:1.2.3   # the connector
    sha256: {SHA}
    dependencies: true
"""
JAR = Locked.model_validate({"maven": "com.example:lib:1.0", "sha256": "b" * 64, "for": "com.example:orders:1.2.3"})
OTHER = JAR.model_copy(update={"maven": "com.example:lib:1.1"})


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param("", id="not locked yet"),
        pytest.param("accept:\n  - finding: java-level\n    reason: because we know\n", id="something behind"),
        pytest.param("# the end\n", id="a comment behind"),
    ],
)
def test_a_lock_is_replaced_and_all_else_is_kept(tail):
    once = with_lock(HEAD + tail, [JAR])
    assert once.startswith(HEAD + tail)
    assert parse_draft(once.encode()).locked == (JAR,)
    assert with_lock(once, [OTHER]) == with_lock(HEAD + tail, [OTHER])
    assert with_lock(once, []) == HEAD + tail


def test_a_list_at_the_margin_is_replaced_as_well():
    text = HEAD + f"locked:\n- maven: {JAR.maven}\n  sha256: {JAR.sha256}\n  for: {JAR.asked_by}\naccept: []\n"
    assert with_lock(text, []) == HEAD + "accept: []\n"


def test_a_way_of_writing_that_cannot_be_changed_safely_is_refused():
    text = HEAD + f'"locked": [{{maven: "{JAR.maven}", sha256: {JAR.sha256}, for: "{JAR.asked_by}"}}]\n'
    with pytest.raises(InvalidRecipeError):
        with_lock(text, [OTHER])


def test_a_version_is_renewed_where_it_stands_as_a_whole():
    before = parse_draft(HEAD.encode())
    artifact = before.artifacts[0].model_copy(update={"maven": "com.example:orders:1.2.30"})
    expected = before.model_copy(update={"artifacts": (artifact,)})
    found = renewed(HEAD, [("com.example:orders:1.2.3", "com.example:orders:1.2.30")], expected)
    assert found == HEAD.replace("orders:1.2.3 ", "orders:1.2.30 ")


def test_what_only_ends_alike_is_not_renewed():
    text = HEAD.replace("# the connector", "# as io.com.example:orders:1.2.3 was")
    before = parse_draft(text.encode())
    artifact = before.artifacts[0].model_copy(update={"maven": "com.example:orders:2"})
    expected = before.model_copy(update={"artifacts": (artifact,)})
    found = renewed(text, [("com.example:orders:1.2.3", "com.example:orders:2")], expected)
    assert found == text.replace("maven: com.example:orders:1.2.3", "maven: com.example:orders:2")


def test_the_published_schema_is_the_code_s():
    done = subprocess.run(
        [sys.executable, "tools/generate_recipe_schema.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/reference/recipe.schema.json").read_text()))


@pytest.mark.parametrize("path", sorted((ROOT / "recipes").glob("*.yaml")), ids=lambda path: path.stem)
def test_an_editor_takes_every_shipped_recipe(path):
    assert [error.message for error in SCHEMA.iter_errors(safe_load(path.read_text()))] == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"nmae": "x"}, id="unknown field"),
        pytest.param({"kafkaConnect": ["3.8"]}, id="unknown Kafka Connect"),
        pytest.param({"artifacts": [{"sha256": SHA}]}, id="no source"),
        pytest.param(
            {"artifacts": [{"maven": "a:b:1", "url": "https://x.example/a.jar", "sha256": SHA}]}, id="two sources"
        ),
        pytest.param({"artifacts": [{"maven": "a:b:1", "sha256": "12"}]}, id="no digest"),
        pytest.param({"accept": [{"finding": "java-level", "reason": "ok"}]}, id="no reason"),
    ],
)
def test_an_editor_shows_what_cannot_be(change):
    assert list(SCHEMA.iter_errors(safe_load(HEAD) | change))
