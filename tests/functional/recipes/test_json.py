"""What is asked for as JSON is JSON, however the command ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes.java import jar


@pytest.mark.parametrize(
    "words",
    [
        ("build", "bent.yaml"),
        ("inspect", "bent.yaml"),
        ("recipe", "update", "bent.yaml"),
        ("artifacts", "add", "own.jar", "--sha256", "a" * 64),
        ("artifacts", "add", "http://example.com/own.jar"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(cli, words):
    Path("bent.yaml").write_text("name: bent\n")
    Path("own.jar").write_bytes(jar())
    answer = cli(*words, "--json")
    told = json.loads(answer.out)
    assert answer.code == 1
    assert told["refused"]
    assert told["problem"]
    assert told["error"].endswith("Error")
    assert told["whatToDo"]


def test_an_update_that_is_taken_says_so(cli, recipe, repository):
    repository.put("com.example:orders:1.2.0", jar(), ["com.example:lib:2.0"])
    told = json.loads(cli("recipe", "update", recipe, "--take", "--json").out)
    assert (told["refused"], told["written"]) == (False, True)
    assert "orders:1.2.0" in recipe.read_text()
    assert not json.loads(cli("recipe", "update", recipe, "--take", "--json").out)["written"]


def test_a_bundle_is_built_into_a_folder_that_is_made(cli, recipe):
    told = json.loads(cli("build", recipe, "--output", "new/orders.zip", "--json").out)
    assert Path(told["file"]).is_file()
