"""What a recipe may say, and how it is told what it may not."""

# ruff: noqa: E501
from __future__ import annotations

from pathlib import Path

import pytest
from connectpilot.domain.errors import InvalidRecipeError
from connectpilot.domain.plugins.recipe import Coordinate, Recipe
from connectpilot.usecases.parse_recipe import parse_recipe
from hypothesis import given
from hypothesis import strategies as st

SHIPPED = sorted((Path(__file__).parents[3] / "recipes").glob("*.yaml"))
SHA = "a" * 64
GOOD = f"""name: orders
version: 1.2.3
kafkaConnect: [3.7.x]
artifacts:
  - maven: com.example:orders:1.2.3
    sha256: {SHA}
"""


def changed(old, new):
    assert old in GOOD
    return GOOD.replace(old, new).encode()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_recipe_is_one(path):
    recipe = parse_recipe(path.read_bytes())
    assert recipe.name == path.stem


def test_there_are_recipes_with_and_without_the_provider():
    assert {"debezium-mysql", "debezium-mysql-no-provider", "debezium-postgres"} <= {path.stem for path in SHIPPED}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param(b"", "not a mapping", id="empty"),
        pytest.param(b"- a\n", "not a mapping", id="list"),
        pytest.param(b"a: b: c\n", "not YAML (line 1", id="not YAML"),
        pytest.param(b"\xff\xfe\xff", "not UTF-8", id="not text"),
        pytest.param(b"a\0b", "not YAML", id="control character"),
        pytest.param(b"x" * 300_000, "300,000 bytes", id="too large"),
        pytest.param(changed("version: 1.2.3\n", ""), "version is missing", id="missing field"),
        pytest.param(changed("kafkaConnect", "kafkaConect"), "line 3: kafkaConect is not a field of a recipe; did you mean 'kafkaConnect'?", id="near"),
        pytest.param(changed("  - maven", "  - mavn"), "line 5: artifacts.0.mavn is not a field of a recipe; did you mean 'maven'?", id="near, inside"),
        pytest.param(GOOD.encode() + b"zzz: 1\n", "known fields: name, version", id="far from any"),
        pytest.param(GOOD.encode() + b"name: again\n", "Line 7: the field 'name' is there already", id="twice"),
        pytest.param(GOOD.encode() + b"? [a, b]\n: c\n", "Line 7: a field has a name", id="a list as a field"),
        pytest.param(GOOD.encode() + "# für\n".encode("latin-1"), "not UTF-8 text (line 7, byte", id="Latin-1"),
        pytest.param(changed("[3.7.x]", "3.7.x"), "line 3: kafkaConnect: must be a list: [a, b]", id="no list"),
        pytest.param(changed(f"maven: com.example:orders:1.2.3\n    sha256: {SHA}", "com.example:orders:1.2.3"), "line 5: artifacts.0: must have fields, such as `maven: ", id="no fields"),
        pytest.param(changed("    sha256", "    dependencies: maybe\n    sha256"), "artifacts.0.dependencies: must be true or false", id="no boolean"),
        pytest.param(changed("com.example:orders:1.2.3", "'com.example:orders:[1,2)'"), "'[1,2)' is not one fixed version", id="range"),
        pytest.param(changed(SHA, "12"), "line 6: artifacts.0.sha256: must be 64 hexadecimal digits", id="no digest"),
        pytest.param(changed(f"    sha256: {SHA}\n", ""), "artifacts.0.sha256 is missing", id="digest missing"),
        pytest.param(changed("com.example:orders:1.2.3", "orders"), "group:artifact:version", id="no coordinate"),
        pytest.param(changed(":1.2.3", ":LATEST"), "not one fixed version", id="latest"),
        pytest.param(changed(":1.2.3", ":1.2-SNAPSHOT"), "not one fixed version", id="snapshot"),
        pytest.param(changed("[3.7.x]", "[9.9]"), "kafkaConnect.0: must be '2.7.1' or '3.7.x'", id="unknown Kafka Connect"),
        pytest.param(changed("[3.7.x]", "[]"), "kafkaConnect: at least one is needed", id="no Kafka Connect"),
        pytest.param(changed("maven: com.example:orders:1.2.3", "url: http://example.com/a.jar"), "https only", id="http"),
        pytest.param(changed("maven: com.example:orders:1.2.3", "url: https://example.com/a.txt"), "'a.txt' is none of", id="unknown kind"),
        pytest.param(changed("maven: com.example:orders:1.2.3", "s3: bucket/a.jar"), "s3://bucket/key", id="no S3 object"),
        pytest.param(changed("maven:", "s3: s3://bucket/a.jar\n    maven:"), "exactly one of", id="two sources"),
        pytest.param(changed("maven: com.example:orders:1.2.3", "file: ../a.jar"), "artifacts.0.file", id="a file has no folder"),
        pytest.param(changed("maven: com.example:orders:1.2.3", "file: a.txt"), "'a.txt' is none of", id="file of unknown kind"),
        pytest.param(changed("    sha256", "    into: ../up\n    sha256"), "not a folder", id="into climbs"),
        pytest.param(changed("    sha256", "    take: ['*.jar']\n    sha256"), "take says what", id="take from a jar"),
        pytest.param(changed("    sha256", "    dependencies: true\n    sha256"), "com.example:orders:1.2.3 asks for its dependencies, and none are locked: run `connectpilot recipe lock`", id="not locked"),
        pytest.param(GOOD.encode() + f"locked:\n  - {{maven: 'a:b:1', sha256: {SHA}, for: 'com.example:orders:1.2.2'}}\n".encode(), "what is locked for com.example:orders:1.2.2 is asked for by no artefact", id="lock is stale"),
        pytest.param(changed("1.2.3\n    sha256", "1.2.3:tar.gz:plugin\n    dependencies: true\n    sha256"), "an archive brings its own", id="dependencies of an archive"),
        pytest.param(changed("    sha256", "    exclude: ['a:*']\n    sha256"), "out of an archive, or of the jars of `dependencies: true`", id="exclude from nothing"),
        pytest.param(changed("    sha256", "    dependencies: true\n    exclude: ['slf4j-*.jar']\n    sha256"), "line 5: artifacts.0: exclude: 'slf4j-*.jar' is no dependency; it must be group:artifact or group:*", id="no dependency"),
        pytest.param(GOOD.encode() + b"accept: [{finding: java-level, reason: ok}]\n", "accept.0.reason", id="accepted without a reason"),
        pytest.param(GOOD.encode() + b"accept: [{finding: java-level, reson: because we know}]\n", "accept.0.reson is not a field of a recipe; did you mean 'reason'?", id="near, inside accept"),
        pytest.param(changed("name: orders", "name: Orders!"), "line 1: name: must be lower case letters, digits and hyphens", id="name"),
        pytest.param(b"a: &a [1,1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n", "more than 5,000", id="aliases multiply"),
        pytest.param(b"[" * 5000, "not YAML", id="nested without end"),
        pytest.param(b"a: &a [*a]\n", "deeper than 10", id="an alias of itself"),
    ],
)  # fmt: skip
def test_a_recipe_that_cannot_be_used(text, says):
    with pytest.raises(InvalidRecipeError) as refused:
        parse_recipe(text)
    assert says in str(refused.value)


def test_an_empty_list_that_is_only_wrong_inside_is_not_called_empty():
    with pytest.raises(InvalidRecipeError) as refused:
        parse_recipe(changed(SHA, "12"))
    assert "at least 1" not in str(refused.value)


def test_a_coordinate_is_a_path_in_a_repository():
    found = Coordinate.parse("io.debezium:debezium-connector-mysql:3.2.4.Final:tar.gz:plugin")
    assert found.path == (
        "io/debezium/debezium-connector-mysql/3.2.4.Final/debezium-connector-mysql-3.2.4.Final-plugin.tar.gz"
    )


def test_the_build_key_is_of_what_the_bundle_is_made_of():
    one = parse_recipe(GOOD.encode()).build_key
    assert parse_recipe(GOOD.encode() + b"description: other words\n").build_key == one
    assert parse_recipe(changed(SHA, "b" * 64)).build_key != one
    assert parse_recipe(changed("    sha256", "    into: lib\n    sha256")).build_key != one


def test_the_build_key_knows_neither_order_nor_the_names_of_archives_but_those_of_jars():
    def key(*sources, take=()):
        listed = [{"s3": f"s3://bucket/{name}", "sha256": letter * 64} for name, letter in sources]
        listed[0]["take"] = take
        given = {"name": "orders", "version": "1", "kafkaConnect": ["3.7.x"], "artifacts": listed}
        return Recipe.model_validate(given).build_key

    one = key(("a.zip", "a"), ("b.jar", "b"))
    assert key(("b.jar", "b"), ("a.zip", "a")) == key(("other.zip", "a"), ("b.jar", "b")) == one
    assert key(("a.zip", "a"), ("other.jar", "b")) != one
    assert key(("a.zip", "a"), ("b.jar", "b"), take=["*.jar"]) != one


def test_a_build_takes_what_is_locked_into_the_folder_of_the_one_who_asked():
    text = changed("    sha256", "    dependencies: true\n    into: lib\n    sha256").decode()
    locked = f"  - {{maven: 'com.example:base:1.0', sha256: {'b' * 64}, for: 'com.example:orders:1.2.3'}}\n"
    text += "locked:\n" + locked * 2
    recipe = parse_recipe(text.encode())
    assert [(one.file_name, one.into) for one in recipe.all_artifacts] == [
        ("orders-1.2.3.jar", "lib"),
        ("base-1.0.jar", "lib"),
    ]
    assert recipe.build_key != parse_recipe(text.replace("b" * 64, "c" * 64).encode()).build_key


@given(st.binary(max_size=200))
def test_any_bytes_are_a_recipe_or_refused(text):
    with pytest.raises(InvalidRecipeError):
        parse_recipe(text)
