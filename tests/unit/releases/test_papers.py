"""The papers beside a bundle: a bill of materials and a provenance that say what went in."""

from __future__ import annotations

import hashlib
import json
import tempfile
import tomllib
from pathlib import Path

import pytest
from connectpilot import VERSION
from connectpilot.domain.plugins.component import Component, by_file_name, confirmed, own_component, purl
from connectpilot.domain.plugins.manifest import BundleFile, Manifest
from connectpilot.domain.plugins.provenance import of_recipe
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import artifact_key, provenance_key, sbom_key
from connectpilot.domain.plugins.sbom import sbom
from connectpilot.usecases.build_bundle import BuildBundle
from fakes.java import class_file, jar, zipped
from fakes.releases import FakeStore

NOTE = b"groupId=com.example\nartifactId=orders\nversion=1.2\n"
POM = b"<project><licenses><license><name>The Apache License, Version 2.0</name></license></licenses></project>"
MAVEN = "META-INF/maven/com.example/"
OTHER = jar({"org/other/A": class_file("org/other/A", "java/lang/Object")})
UBER = jar(
    {"com/example/Orders": class_file(), "org/lib/A": class_file("org/lib/A", "java/lang/Object")},
    **{
        f"{MAVEN}orders/pom.properties": NOTE,
        f"{MAVEN}orders/pom.xml": POM,
        "META-INF/maven/org.lib/lib/pom.properties": b"groupId=org.lib\nartifactId=lib\nversion=9\n",
        "META-INF/maven/org.gone/moved/pom.properties": b"groupId=org.gone\nartifactId=moved\nversion=1\n",
    },
)
ARCHIVE = zipped({"orders/orders-1.2.jar": UBER, "orders/LICENSE": b"Apache License Version 2.0", "plain.jar": OTHER})


def digest(body):
    return hashlib.sha256(body).hexdigest()


RECIPE = {
    "name": "orders",
    "version": "1.2",
    "kafkaConnect": ["3.7.x"],
    "artifacts": [
        {"url": "https://example.com/orders.zip?X-Amz-Signature=secret", "sha256": digest(ARCHIVE)},
        {"maven": "org.other:other:3", "sha256": digest(OTHER)},
    ],
    "accept": [{"finding": "licence-missing", "reason": "we do not pass it on"}],
}


def papers(recipe=RECIPE):
    recipe = Recipe.model_validate(recipe)
    store = FakeStore({artifact_key(digest(body)): body for body in (ARCHIVE, OTHER)})
    built = BuildBundle(bundles=store, scratch=tempfile.TemporaryFile)(recipe)
    texts = [store.objects[key(recipe.build_key)] for key in (sbom_key, provenance_key)]
    return built, *map(json.loads, texts)


def test_the_bill_of_materials_names_every_file_with_its_digest():
    built, bill, _ = papers()
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": built.bundle.sha256}]
    listed = {one["bom-ref"]: one["hashes"][0]["content"] for one in bill["components"]}
    assert listed == {file.path: file.sha256 for file in built.manifest.files}
    assert bill["dependencies"][0]["dependsOn"] == list(listed)


def test_a_jar_is_named_by_its_own_notes_and_lists_what_it_carries():
    _, bill, _ = papers()
    (orders,) = [one for one in bill["components"] if one["bom-ref"] == "orders/orders-1.2.jar"]
    assert orders["purl"] == "pkg:maven/com.example/orders@1.2"
    assert orders["licenses"] == [{"license": {"id": "Apache-2.0"}}]
    assert [one["purl"] for one in orders["components"]] == ["pkg:maven/org.lib/lib@9"]


def test_only_what_spdx_knows_is_said_to_be_an_identifier():
    file = BundleFile("a.jar", 1, digest(b"a"), licences=("MIT", "Something of our own"))
    (told,) = sbom("orders", digest(b""), Manifest(files=(file,), classes=()))["components"]
    assert told["licenses"] == [{"license": {"id": "MIT"}}, {"license": {"name": "Something of our own"}}]


def test_a_jar_that_was_asked_for_by_coordinate_is_what_was_asked_for():
    _, bill, _ = papers()
    assert "pkg:maven/org.other/other@3" in [one.get("purl") for one in bill["components"]]


def test_the_same_bundle_has_the_same_bill():
    assert papers()[1] == papers()[1]


def test_the_provenance_names_the_inputs_without_what_gives_access():
    built, _, text = papers()
    assert text["subject"] == [{"name": built.bundle.key, "digest": {"sha256": built.bundle.sha256}}]
    build = text["predicate"]["buildDefinition"]
    assert [(one["uri"], one["digest"]["sha256"]) for one in build["resolvedDependencies"]] == [
        ("https://example.com/orders.zip", digest(ARCHIVE)),
        ("pkg:maven/org.other/other@3", digest(OTHER)),
    ]
    assert build["externalParameters"]["accept"] == RECIPE["accept"]
    assert text["predicate"]["runDetails"]["builder"]["version"] == {"connectpilot": VERSION}


def test_the_provenance_names_what_was_locked_as_well():
    """Pruning keeps what it names."""
    asked = {"maven": "org.other:other:3", "sha256": digest(OTHER), "dependencies": True}
    locked = {"maven": "org.other:lib:1", "sha256": digest(ARCHIVE), "for": "org.other:other:3"}
    recipe = Recipe.model_validate(RECIPE | {"artifacts": [asked], "locked": [locked]})
    inputs = of_recipe(recipe, "bundles/x.zip", digest(b""))["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert [one["digest"]["sha256"] for one in inputs] == [digest(OTHER), digest(ARCHIVE)]


def test_another_recipe_has_another_digest():
    digests = [
        papers(RECIPE | {"description": text})[2]["predicate"]["buildDefinition"]["externalParameters"]["recipe"]
        for text in ("one", "two", "one")
    ]
    assert digests[0] == digests[2] != digests[1]


@pytest.mark.parametrize(
    ("component", "qualifiers", "url"),
    [
        (Component("a.b", "c", "1"), {"type": "zip", "classifier": "all"}, "pkg:maven/a.b/c@1?classifier=all&type=zip"),
        (Component("", "zstd-jni", "1.5+x"), {}, "pkg:generic/zstd-jni@1.5%2Bx"),
        (Component("a", "b c", "1"), {"type": ""}, "pkg:maven/a/b%20c@1"),
    ],
)  # fmt: skip
def test_package_urls(component, qualifiers, url):
    assert purl(component, **qualifiers) == url


@pytest.mark.parametrize(
    ("file", "url"),
    [
        ("mysql-connector-j-9.1.0.jar", "pkg:maven/com.mysql/mysql-connector-j@9.1.0"),
        ("protobuf-java-3.25.5.jar", "pkg:maven/com.google.protobuf/protobuf-java@3.25.5"),
        ("postgresql-42.7.7.jar", "pkg:maven/org.postgresql/postgresql@42.7.7"),
        ("something-1.0.jar", "pkg:generic/something@1.0"),
    ],
)
def test_a_driver_that_tells_nothing_of_itself_has_the_url_that_scanners_know(file, url):
    assert purl(by_file_name(f"lib/{file}")) == url


def test_the_version_is_the_projects():
    project = tomllib.loads((Path(__file__).resolve().parents[3] / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


ONE, TWO = Component("com.example", "orders", "1.2"), Component("org.lib", "lib", "9")


@pytest.mark.parametrize(
    ("path", "notes", "own"),
    [
        pytest.param("orders-1.2.jar", [ONE, TWO], ONE, id="as its name says, with the group of its note"),
        pytest.param("orders-1.3.jar", [ONE], Component("", "orders", "1.3"), id="a note of another version"),
        pytest.param("all.jar", [ONE], ONE, id="the only one that it tells of"),
        pytest.param("all.jar", [ONE, TWO], None, id="one of several"),
    ],
)
def test_a_jar_is_what_its_name_says_or_the_only_library_in_it(path, notes, own):
    assert own_component(path, notes, notes, None) == own


def test_a_library_is_inside_where_a_package_of_its_group_is():
    assert confirmed([ONE, TWO], {"com/example/a", "org/library"}) == (ONE,)
    assert confirmed([ONE, TWO], {"com/example"}) == (ONE,)
