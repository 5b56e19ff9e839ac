"""From artefacts to a bundle: the same bytes every time, looked into, refused where it could not start."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import replace

import pytest
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.domain.errors import (
    DigestMismatchError,
    InvalidArchiveError,
    InvalidRecipeError,
    PlatformUnavailableError,
    RefusedPluginError,
)
from connectpilot.domain.plugins.manifest import FORMAT
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import artifact_key, manifest_key, provenance_key, refusal_key, sbom_key
from connectpilot.usecases.build_bundle import BuildBundle
from fakes.java import class_file, jar, targz, zipped
from fakes.releases import FakeStore

ORDERS = jar()
EXTRA = jar({"com/example/Extra": class_file("com/example/Extra", "java/lang/Object", java=11)})
ARCHIVE = targz([("orders/orders-1.2.jar", ORDERS), ("orders/extra-0.1.jar", EXTRA), ("orders/LICENSE", b"Apache")])


def recipe(*artifacts, versions=("3.7.x",)):
    listed = [
        {"s3": f"s3://bucket/{name}", "sha256": hashlib.sha256(body).hexdigest()} | more
        for name, body, more in artifacts
    ]
    return Recipe.model_validate(
        {"name": "orders", "version": "1.2", "kafkaConnect": list(versions), "artifacts": listed}
    )


def store(*artifacts):
    return FakeStore({artifact_key(hashlib.sha256(body).hexdigest()): body for _, body, _ in artifacts})


def build(*artifacts, versions=("3.7.x",)):
    bundles = store(*artifacts)
    built = BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(*artifacts, versions=versions))
    return built, bundles


def names(bundles, built):
    with zipfile.ZipFile(io.BytesIO(bundles.objects[built.bundle.key])) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def test_a_bundle_holds_what_the_artefacts_hold():
    built, bundles = build(("orders.tar.gz", ARCHIVE, {}), ("provider-0.4.0.jar", EXTRA + b"", {"into": "lib"}))
    assert names(bundles, built) == [
        "lib/provider-0.4.0.jar",
        "orders/LICENSE",
        "orders/extra-0.1.jar",
        "orders/orders-1.2.jar",
    ]
    body = bundles.objects[built.bundle.key]
    assert built.bundle.sha256 == hashlib.sha256(body).hexdigest()
    assert (built.bundle.size, built.bundle.md5) == (len(body), hashlib.md5(body).hexdigest())
    assert [(one.class_name, one.kind, one.version) for one in built.manifest.classes] == [
        ("com.example.Orders", "source", "1.2")
    ]
    assert built.manifest.java_level == 17


def test_the_packaging_of_the_input_leaves_no_trace():
    files = [("orders/orders-1.2.jar", ORDERS), ("orders/LICENSE", b"Apache")]
    packed = [
        ("a.tar.gz", targz(files), {}),
        ("a.tar.gz", targz(files[::-1], tarfile.PAX_FORMAT), {}),
        ("a.zip", zipped(dict(files)), {}),
        ("a.zip", zipped(dict(files), zipfile.ZIP_STORED), {}),
    ]
    assert len({build(one)[0].bundle.sha256 for one in packed}) == 1


REPRODUCE = """
import sys; sys.path[:0] = ["tests/unit/releases", "tests"]
from test_builds import ARCHIVE, build
print(build(("orders.tar.gz", ARCHIVE, {}))[0].bundle.sha256)
"""


@pytest.mark.parametrize(
    "environment", [{"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "TZ": "America/Lima"}]
)
def test_the_bytes_do_not_depend_on_time_zone_or_hash_seed(environment, pytestconfig):
    ran = subprocess.run(
        [sys.executable, "-c", REPRODUCE],
        env=os.environ | environment,
        cwd=pytestconfig.rootpath,
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == build(("orders.tar.gz", ARCHIVE, {}))[0].bundle.sha256


def test_the_known_bytes_of_a_bundle():
    """Fails when the builder begins to write other bytes: raise BUILDER_VERSION with it."""
    stored = jar_of_known_bytes()
    built, _ = build(("orders.jar", stored, {}))
    assert built.bundle.sha256 == "518875e7d6b676baadac5a2b9ff9b3c691eed1747f052c9105be1b74d70b37f1"


def jar_of_known_bytes():
    """Stored: a deflated one would depend on the zlib at hand."""
    return zipped({"com/example/Orders.class": class_file()}, zipfile.ZIP_STORED)


def test_an_identical_jar_is_kept_once():
    built, bundles = build(
        ("a.zip", zipped({"one/extra.jar": EXTRA, "two/extra.jar": EXTRA, "orders.jar": ORDERS}), {})
    )
    assert names(bundles, built) == ["one/extra.jar", "orders.jar"]
    assert ("identical-file", "two/extra.jar") in [(one.code, one.where) for one in built.findings]


def test_what_is_no_jar_is_kept_wherever_it_stands():
    licences = {"one/LICENSE": b"Apache", "two/LICENSE": b"Apache", "orders.jar": ORDERS}
    built, bundles = build(("a.zip", zipped(licences), {}))
    assert names(bundles, built) == ["one/LICENSE", "orders.jar", "two/LICENSE"]


@pytest.mark.parametrize("other", ["Orders.jar", "orders.jar/extra.jar"], ids=["in case only", "a folder"])
def test_names_of_two_artefacts_that_meet_on_a_file_system_are_refused(other):
    with pytest.raises(InvalidRecipeError, match="the artefacts together make no usable bundle"):
        build(("orders.jar", ORDERS, {}), ("b.zip", zipped({other: EXTRA}), {}))


def test_only_what_is_wanted_is_taken():
    built, bundles = build(("orders.tar.gz", ARCHIVE, {"take": ["orders-*.jar"], "into": "x"}))
    assert names(bundles, built) == ["x/orders/orders-1.2.jar"]


@pytest.mark.parametrize(
    "more",
    [{"exclude": ["extra-*.jar", "LICENSE"]}, {"take": ["*.jar"], "exclude": ["orders/extra-*"]}],
    ids=["of all", "of what is taken"],
)
def test_what_is_excluded_stays_in_the_archive(more):
    built, bundles = build(("orders.tar.gz", ARCHIVE, more))
    assert names(bundles, built) == ["orders/orders-1.2.jar"]
    assert recipe(("orders.tar.gz", ARCHIVE, more)).build_key != recipe(("orders.tar.gz", ARCHIVE, {})).build_key


@pytest.mark.parametrize("field", ["take", "exclude"])
def test_a_pattern_that_fits_nothing_is_refused(field):
    """A jar that was meant to stay out would be in the bundle, or one that was meant to be in it would not."""
    with pytest.raises(
        InvalidRecipeError,
        match=r"^'slf4j-\*' in `take` or `exclude` fits nothing in orders\.tar\.gz, which holds orders/orders",
    ):
        build(("orders.tar.gz", ARCHIVE, {field: ["extra-*", "slf4j-*"]}))


def test_an_archive_of_which_nothing_is_left_is_refused():
    with pytest.raises(InvalidRecipeError, match="holds no file that `take` and `exclude` leave"):
        build(("orders.tar.gz", ARCHIVE, {"exclude": ["*"]}))


def test_what_is_not_wanted_must_be_sound_as_well():
    archive = bytearray(zipped({"orders.jar": ORDERS, "notes.txt": b"well-known"}, zipfile.ZIP_STORED))
    at = archive.index(b"well-known")
    archive[at] ^= 1
    with pytest.raises(InvalidArchiveError, match=r"'notes\.txt' is damaged"):
        build(("a.zip", bytes(archive), {"take": ["*.jar"]}))


def test_what_two_artefacts_write_alike_is_of_the_first():
    built, _ = build(("b.zip", zipped({"a.jar": ORDERS}), {}), ("a.jar", ORDERS, {}))
    assert [(one.path, one.origin) for one in built.manifest.files] == [("a.jar", "s3://bucket/b.zip")]


def test_two_artefacts_that_write_one_path_are_refused():
    with pytest.raises(
        InvalidRecipeError, match=r"s3://bucket/a\.jar and s3://bucket/b\.zip write different bytes to 'a\.jar'"
    ):
        build(("a.jar", ORDERS, {}), ("b.zip", zipped({"a.jar": EXTRA}), {}))


def test_a_second_build_of_the_same_recipe_writes_no_bundle():
    artifact = ("orders.tar.gz", ARCHIVE, {})
    built, bundles = build(artifact)
    bundles.writes.clear()
    again = BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact))
    assert again == built
    key = recipe(artifact).build_key
    assert bundles.writes == [manifest_key(key), sbom_key(key), provenance_key(key)]


def test_a_build_that_crashed_before_its_document_is_taken_up():
    artifact = ("orders.tar.gz", ARCHIVE, {})
    built, bundles = build(artifact)
    del bundles.objects[manifest_key(recipe(artifact).build_key)]
    assert BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact)).bundle == built.bundle


@pytest.mark.parametrize("left", [b"", b"{"], ids=["nothing", "a part"])
def test_a_document_that_lost_its_content_is_written_anew(left):
    artifact = ("orders.tar.gz", ARCHIVE, {})
    built, bundles = build(artifact)
    bundles.objects[manifest_key(recipe(artifact).build_key)] = left
    assert BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact)) == built


def test_a_document_of_another_format_is_written_anew():
    artifact = ("orders.tar.gz", ARCHIVE, {})
    built, bundles = build(artifact)
    key = manifest_key(recipe(artifact).build_key)
    document = json.loads(bundles.objects[key])
    document["manifest"] = {"format": FORMAT - 1, "files": []}
    bundles.objects[key] = json.dumps(document).encode()
    assert BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact)) == built


def test_other_bytes_of_the_same_size_are_not_taken_for_the_bundle():
    artifact = ("orders.tar.gz", ARCHIVE, {})
    built, bundles = build(artifact)
    del bundles.objects[manifest_key(recipe(artifact).build_key)]
    bundles.objects[built.bundle.key] = bytes(built.bundle.size)
    with pytest.raises(DigestMismatchError, match="delete it there"):
        BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact))


def test_other_bytes_under_the_bundles_key_are_not_taken_for_it():
    artifact = ("orders.tar.gz", ARCHIVE, {})
    built, bundles = build(artifact)
    bundles.objects[built.bundle.key] += b"!"
    with pytest.raises(DigestMismatchError, match="delete it there"):
        BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact))


def test_a_kept_artefact_is_verified_again():
    artifact = ("orders.tar.gz", ARCHIVE, {})
    bundles = store(artifact)
    key = artifact_key(hashlib.sha256(ARCHIVE).hexdigest())
    bundles.objects[key] = EXTRA
    with pytest.raises(DigestMismatchError):
        BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact))
    del bundles.objects[key]
    with pytest.raises(PlatformUnavailableError):
        BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact))


def test_an_artefact_that_goes_between_asking_and_reading_is_gone_as_well(monkeypatch):
    artifact = ("orders.tar.gz", ARCHIVE, {})
    bundles = store(artifact)
    found = bundles.find(key := artifact_key(hashlib.sha256(ARCHIVE).hexdigest()))
    monkeypatch.setattr(bundles, "find", lambda asked, version_id=None: found if asked == key else None)
    del bundles.objects[key]
    with pytest.raises(PlatformUnavailableError, match="is gone from the bundle bucket since it was fetched"):
        BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact))


@pytest.mark.parametrize("text", [b"", b"no archive", zipped({"../a.jar": ORDERS})], ids=["empty", "text", "hostile"])
def test_what_is_no_archive_is_refused_by_its_name(text):
    with pytest.raises(InvalidArchiveError, match=r"orders\.zip: "):
        build(("orders.zip", text, {}))


def test_a_damaged_jar_inside_is_refused_by_its_path():
    with pytest.raises(InvalidArchiveError, match=r"lib/orders\.jar: "):
        build(("orders.zip", zipped({"lib/orders.jar": ORDERS[:-5]}), {}))


def test_a_bundle_without_a_connector_is_refused_and_its_findings_are_kept():
    artifact = ("extra.jar", EXTRA, {})
    bundles = store(artifact)
    with pytest.raises(RefusedPluginError, match="no-connector-class"):
        BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(artifact))
    assert not [key for key in bundles.writes if key.endswith(".zip")]
    assert refusal_key(recipe(artifact).build_key) in bundles.objects


def test_classes_too_new_for_a_version_are_refused():
    build(("orders.jar", ORDERS, {}))
    with pytest.raises(RefusedPluginError, match=r"Java 17; Kafka Connect 2\.7\.1 runs on Java 11"):
        build(("orders.jar", ORDERS, {}), versions=("2.7.1", "3.7.x"))


def test_a_directory_serves_as_the_store(tmp_path):
    bundles = DirectoryStore(tmp_path / "kept")
    digest = hashlib.sha256(ARCHIVE).hexdigest()
    bundles.keep(artifact_key(digest), io.BytesIO(ARCHIVE), sha256=digest)
    built = BuildBundle(bundles=bundles, scratch=tempfile.TemporaryFile)(recipe(("orders.tar.gz", ARCHIVE, {})))
    assert replace(built.bundle, version_id="v1") == build(("orders.tar.gz", ARCHIVE, {}))[0].bundle
    assert bundles.path_of(built.bundle.key).stat().st_size == built.bundle.size
    with pytest.raises(ValueError, match="no key"):
        bundles.path_of("../x")
