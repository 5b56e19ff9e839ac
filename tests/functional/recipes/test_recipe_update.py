"""connectpilot recipe update: what is asked for and is not to be had."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.java import class_file, jar


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("LATEST", "'LATEST' is not one fixed version"),
        ("1.1.0-SNAPSHOT", "is not one fixed version"),
        ("[1.0,2.0)", "'[1.0,2.0)' is not one fixed version"),
        ("../x", "is not group:artifact:version"),
        ("", "is not group:artifact:version"),
        ("7.0", "orders-7.0.jar: the host answered 404"),
    ],
)
def test_an_update_to_what_is_no_release_says_so(cli, recipe, to, says):
    answer = cli("recipe", "update", recipe, "--to", to)
    assert answer.code == 1
    assert says in answer.err


def test_a_version_that_no_recipe_could_name_is_passed_over(cli, recipe, repository):
    repository.put("com.example:orders:3.0+1", jar())
    answer = cli("recipe", "update", recipe)
    assert "3.0+1 is named, but not to be had" in answer.err
    assert "-> com.example:orders:1.1.0" in answer.out


def test_of_several_repositories_one_that_knows_the_versions_is_enough(cli, recipe, repository):
    urls = ("--maven-url", f"{repository.url}/other", "--maven-url", repository.url)
    assert "-> com.example:orders:1.1.0" in cli("recipe", "update", recipe, *urls).out
    none = cli("recipe", "update", recipe, "--maven-url", f"{repository.url}/other")
    assert none.code == 1
    assert "maven-metadata.xml: the host answered 404" in none.err


def test_a_recipe_without_a_coordinate_has_no_newer_version_that_is_known(cli):
    Path("own.jar").write_bytes(jar())
    assert cli("recipe", "new", "own", "own.jar").code == 0
    answer = cli("recipe", "update", "own.yaml")
    assert answer.code == 0
    assert "no Maven coordinate in it" in answer.out
    assert cli("recipe", "update", "own.yaml", "--to", "2").code == 1


def test_parts_that_were_released_together_and_come_apart_are_named(cli, repository):
    for version in ("1.0.0", "2.0.0"):
        repository.put(f"com.example:core:{version}", jar({"com/example/Core": class_file("com/example/Core")}))
    repository.put("com.example:orders:1.0.0", jar(), ["com.example:core:1.0.0"])
    assert cli("recipe", "new", "orders", "com.example:orders:1.0.0", "--dependencies").code == 0
    repository.put("com.example:orders:2.0.0", jar(), ["com.example:core:1.0.0"])
    assert (
        "~ group com.example 1.0.0 -> versions that may not go together: 1.0.0 (core), 2.0.0 (orders)"
        in cli("recipe", "update", "orders.yaml").out
    )
    repository.put("com.example:orders:2.1.0", jar(), ["com.example:core:2.1.0"])
    repository.put("com.example:core:2.1.0", jar({"com/example/Core": class_file("com/example/Core")}))
    assert "~ group" not in cli("recipe", "update", "orders.yaml").out
