"""connectpilot recipe lock, on POMs that disagree, lack something or are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from connectpilot.usecases.parse_recipe import parse_recipe
from fakes.java import jar


@pytest.fixture
def lock(cli, repository):
    """Of com.example:orders:1, which needs what is given; what else there is has been put there."""

    def run(*needs):
        repository.put("com.example:orders:1", jar(), needs)
        return cli("recipe", "new", "orders", "com.example:orders:1", "--dependencies")

    for version in ("1.0", "1.5", "2.0"):
        repository.put(f"com.example:lib:{version}", jar())
    return run


def locked():
    return [one.maven for one in parse_recipe(Path("orders.yaml").read_bytes()).locked]


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("[1.0]", "[2.0]", "com.example:b:1 needs com.example:lib in a version of [2.0], and 1.0 was chosen"),
        ("[1.0,2.0)", "[2.0,3.0)", "in a version of [2.0,3.0), and 1.5 was chosen"),
        ("1.0", "[2.0,3.0)", "in a version of [2.0,3.0), and 1.0 was chosen"),
    ],
)
def test_versions_that_exclude_each_other_are_no_lock(lock, repository, one, other, says):
    repository.put("com.example:a:1", jar(), [f"com.example:lib:{one}"])
    repository.put("com.example:b:1", jar(), [f"com.example:lib:{other}"])
    answer = lock("com.example:a:1", "com.example:b:1")
    assert answer.code == 1
    assert says in answer.err
    assert not Path("orders.yaml").exists()


def test_ranges_that_overlap_are_one_version(lock, repository):
    repository.put("com.example:a:1", jar(), ["com.example:lib:[1.0,2.0)"])
    repository.put("com.example:b:1", jar(), ["com.example:lib:[1.5,3.0)"])
    assert lock("com.example:a:1", "com.example:b:1").code == 0
    assert "com.example:lib:1.5" in locked()


@pytest.mark.parametrize("kind", ["test", "provided", "compile:true"])
def test_what_only_its_makers_need_is_not_locked_and_may_ask_for_another_version(lock, repository, kind):
    repository.put("com.example:a:1", jar(), ["com.example:lib:1.0"])
    repository.put("com.example:b:1", jar(), ["com.example:a:1", f"com.example:lib:[2.0,3.0):::{kind}"])
    answer = lock("com.example:b:1", f"com.example:lib:2.0:jar:tests:{kind}")
    assert answer.code == 0, answer.err
    assert locked() == ["com.example:a:1", "com.example:b:1", "com.example:lib:1.0"]


def test_below_a_dependency_without_a_version_nothing_is_left_out_in_silence(lock, repository):
    repository.put("com.example:a:1", jar(), ["com.example:lib:", "com.example:lib2:1"])
    answer = lock("com.example:a:1")
    assert answer.code == 1
    assert "the POM of com.example:a:1 does not say what it needs" in answer.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html><body>Log in</body></html>", "begins with <html>"),
        (b"<project><not closed", "no XML that can be read"),
        (b"", "no XML that can be read"),
    ],
)
def test_what_is_no_pom_is_named(lock, repository, content, says):
    repository.files["/com/example/lib/1.0/lib-1.0.pom"] = content
    answer = lock("com.example:lib:1.0")
    assert answer.code == 1
    assert f"lib-1.0.pom: {says}" in answer.err


def test_types_are_the_files_that_they_stand_for(lock, repository):
    repository.put("com.example:all:1", jar(), ["com.example:lib:1.0"])
    repository.files.pop("/com/example/all/1/all-1.jar")
    repository.put("com.example:a:1", jar())
    jars = repository.files
    jars["/com/example/a/1/a-1-tests.jar"] = jars["/com/example/a/1/a-1.jar"]
    jars["/com/example/a/1/a-1.zip"] = b"an archive"
    answer = lock("com.example:all:1:pom", "com.example:a:1:test-jar", "com.example:a:1:zip")
    assert answer.code == 0, answer.err
    assert locked() == ["com.example:a:1:jar:tests", "com.example:a:1:zip", "com.example:lib:1.0"]


@pytest.mark.parametrize("needs", ["com.example:lib:9-SNAPSHOT", "com.example:lib:1.0:so"])
def test_what_no_recipe_could_name_is_left_to_a_person(lock, repository, needs):
    repository.put("com.example:lib:9-SNAPSHOT", jar())
    answer = lock(needs)
    assert answer.code == 1
    assert f"com.example:orders:1 needs what cannot be locked: {needs}" in answer.err
    assert 'exclude: ["com.example:lib"]' in answer.err
