"""Reading, fetching, admitting, registering, checking, reporting: each use case by what it answers."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from connectpilot.domain.errors import (
    ArtifactInterruptedError,
    ArtifactUnavailableError,
    DigestMismatchError,
    InvalidArchiveError,
    InvalidRecipeError,
    InvalidUploadError,
    NameTakenError,
    PluginFailedError,
    RefusedPluginError,
)
from connectpilot.domain.recipe import Artifact
from connectpilot.domain.release import Upload, artifact_key
from connectpilot.domain.report import Problem, problem_of
from connectpilot.usecases.admit_archive import AdmitArchive
from connectpilot.usecases.check_plugin import CheckPlugin
from connectpilot.usecases.fetch_artifact import FetchArtifact
from connectpilot.usecases.read_upload import ReadUpload
from connectpilot.usecases.register_plugin import RegisterPlugin
from connectpilot.usecases.report_release import ReportRelease
from fakes.java import class_file, jar, zipped
from fakes.records import FakePlugins
from fakes.releases import FakeDownloads, FakePluginRegistry, FakeStore

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDERS = jar()
ZIP = zipped({"orders/orders-1.2.jar": ORDERS, "orders/LICENSE": b"Apache"})
RECIPE = f"""name: orders
version: '1'
kafkaConnect: [3.7.x]
artifacts:
  - {{s3: 's3://bucket/a.jar', sha256: {"a" * 64}}}
"""


def upload(key="uploads/orders.zip"):
    return Upload(bucket="intake", key=key, version_id="v1")


def read(body, key="uploads/orders.zip"):
    reader = ReadUpload(intake=FakeStore({key: body}), intake_bucket="intake", scratch=tempfile.TemporaryFile)
    return reader(upload(key))


@pytest.mark.parametrize(
    ("body", "key", "kind", "title"),
    [
        (RECIPE.encode(), "uploads/orders.yaml", "recipe", "orders-1"),
        (RECIPE.encode(), "uploads/whatever.txt", "recipe", "orders-1"),
        (ZIP, "uploads/team/Orders 1.2.zip", "zip", "orders-1-2"),
        (ORDERS, "uploads/orders-1.2.jar", "jar", "orders-1-2"),
        (ORDERS, "uploads/orders.zip", "jar", "orders"),
        (ZIP, "uploads/orders.jar", "zip", "orders"),
    ],
)
def test_an_upload_is_what_it_holds_not_what_it_is_called(body, key, kind, title):
    found = read(body, key)
    assert (found.kind, found.title) == (kind, title)


@pytest.mark.parametrize(
    ("body", "error", "says"),
    [
        (b"", InvalidUploadError, "empty"),
        (b"%PDF-1.7 ...", InvalidUploadError, "a PDF document"),
        (b"\x1f\x8b\x08....", InvalidUploadError, "a gzip file"),
        (class_file(), InvalidUploadError, "a single Java class"),
        (b"Rar!....", InvalidUploadError, "RAR"),
        (b"just words", InvalidUploadError, "no archive"),
        (ZIP[:-3], InvalidArchiveError, "orders.zip: "),
        (zipped({}), InvalidUploadError, "neither jars nor classes"),
        (zipped({"a.txt": b"x"}), InvalidUploadError, "neither jars nor classes"),
    ],
)
def test_what_is_neither_recipe_nor_plugin_is_refused(body, error, says):
    with pytest.raises(error, match=says):
        read(body)


def test_a_picture_and_a_bad_recipe_are_told_apart():
    with pytest.raises(InvalidUploadError, match="neither a recipe"):
        read(b"\x89PN\0\0\0\0\0", "uploads/a.yaml")
    with pytest.raises(InvalidRecipeError):
        read(b"not: a recipe", "uploads/a.yaml")


@pytest.mark.parametrize(
    "strange", [("other", "uploads/a.zip"), ("intake", "reports/a.zip"), ("intake", "uploads/folder/")]
)
def test_an_object_of_another_place_is_not_read(strange):
    intake = FakeStore({strange[1]: ZIP})
    reader = ReadUpload(intake=intake, intake_bucket="intake", scratch=tempfile.TemporaryFile)
    with pytest.raises(InvalidUploadError, match="no file under"):
        reader(Upload(bucket=strange[0], key=strange[1], version_id="v1"))


def test_an_object_that_was_deleted_meanwhile():
    reader = ReadUpload(intake=FakeStore(), intake_bucket="intake", scratch=tempfile.TemporaryFile)
    with pytest.raises(InvalidUploadError, match="not there any more"):
        reader(upload())


SHA = hashlib.sha256(ORDERS).hexdigest()
ONE, TWO = "https://one.example/maven2", "http://nexus:8081/maven2"
PATH = "/com/example/orders/1.2/orders-1.2.jar"


def fetching(downloads, bundles=None, repositories=(ONE, TWO), buckets=None):
    return FetchArtifact(
        bundles=bundles or FakeStore(),
        bucket=lambda name: (buckets or {}).get(name, FakeStore()),
        downloads=downloads,
        repositories=repositories,
        scratch=tempfile.TemporaryFile,
    )


def artifact(sha256=SHA, **source):
    return Artifact.model_validate((source or {"maven": "com.example:orders:1.2"}) | {"sha256": sha256})


def test_an_artefact_is_fetched_from_the_first_repository_that_has_it():
    bundles, downloads = FakeStore(), FakeDownloads({TWO + PATH: ORDERS})
    fetched = fetching(downloads, bundles)(artifact())
    assert (fetched.source, fetched.size) == (TWO + PATH, len(ORDERS))
    assert downloads.asked == [(ONE + PATH, True), (TWO + PATH, True)]
    assert bundles.objects == {artifact_key(SHA): ORDERS}


def test_what_was_fetched_once_is_not_fetched_again():
    downloads = FakeDownloads()
    assert fetching(downloads, FakeStore({artifact_key(SHA): ORDERS}))(artifact()).source == "kept"
    assert downloads.asked == []


def test_a_wrong_digest_shows_both_and_keeps_nothing():
    bundles = FakeStore()
    with pytest.raises(DigestMismatchError) as told:
        fetching(FakeDownloads({ONE + PATH: ORDERS}), bundles)(artifact("b" * 64))
    assert SHA in str(told.value)
    assert "b" * 64 in str(told.value)
    assert bundles.objects == {}


def test_an_artefact_that_is_nowhere_names_every_repository():
    with pytest.raises(ArtifactUnavailableError, match=r"one\.example.*404.*nexus.*404"):
        fetching(FakeDownloads())(artifact())


def test_a_busy_repository_is_not_passed_over():
    downloads = FakeDownloads({ONE + PATH: ArtifactInterruptedError("503")})
    with pytest.raises(ArtifactInterruptedError):
        fetching(downloads)(artifact())
    assert len(downloads.asked) == 1


def test_without_a_repository_the_message_says_which_setting():
    with pytest.raises(ArtifactUnavailableError, match="MavenRepositoryUrls"):
        fetching(FakeDownloads(), repositories=())(artifact())


def test_an_url_of_a_recipe_is_not_trusted():
    downloads = FakeDownloads({"https://example.com/a.jar": ORDERS})
    fetching(downloads)(artifact(url="https://example.com/a.jar"))
    assert downloads.asked == [("https://example.com/a.jar", False)]


def test_an_object_of_s3():
    fetched = fetching(FakeDownloads(), buckets={"ours": FakeStore({"a.jar": ORDERS})})(artifact(s3="s3://ours/a.jar"))
    assert fetched.source == "s3://ours/a.jar"
    with pytest.raises(ArtifactUnavailableError, match="not there"):
        fetching(FakeDownloads())(artifact(s3="s3://ours/a.jar"))


@pytest.fixture
def releases():
    return Releases()


class Releases:
    """The way of one ready-made archive, step by step."""

    def __init__(self):
        self.intake = FakeStore()
        self.bundles = FakeStore()
        self.registry = FakePluginRegistry()
        self.plugins = FakePlugins()
        ports = {"bundles": self.bundles, "registry": self.registry, "plugins": self.plugins}
        self.register_plugin, self.check_plugin = RegisterPlugin(**ports), CheckPlugin(**ports)
        self.report = ReportRelease(intake=self.intake, bundles=self.bundles)

    def admit(self, body=ZIP, key="uploads/orders.zip"):
        self.intake.objects[key] = body
        self.reading = ReadUpload(intake=self.intake, intake_bucket="intake", scratch=tempfile.TemporaryFile)(
            upload(key)
        )
        admit = AdmitArchive(intake=self.intake, bundles=self.bundles, scratch=tempfile.TemporaryFile)
        return admit(upload(key), self.reading)

    def register(self):
        return self.register_plugin(upload(), self.reading.name, self.reading.build_key, now=NOON)

    def check(self, registration):
        return self.check_plugin(registration.name, registration.arn, self.reading.build_key)


@pytest.mark.parametrize(("body", "kind"), [(ZIP, "ZIP"), (ORDERS, "JAR")])
def test_a_ready_made_archive_is_not_changed(releases, body, kind):
    built = releases.admit(body)
    assert built.bundle.content_type == kind
    assert releases.bundles.objects[built.bundle.key] == body
    assert [one.class_name for one in built.manifest.classes] == ["com.example.Orders"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (zipped({"a.jar": jar({"a/A": class_file("a/A", "java/lang/Object")})}), RefusedPluginError),
        (zipped({"a.jar": ORDERS[:-9]}), InvalidArchiveError),
        (jar({"com/example/Orders": class_file(java=21)}), RefusedPluginError),
    ],
    ids=["no connector", "damaged jar", "Java 21"],
)
def test_a_ready_made_archive_is_judged_like_a_built_one(releases, body, error):
    with pytest.raises(error):
        releases.admit(body)
    assert not [key for key in releases.bundles.writes if not key.endswith(".json")]


def test_a_bundle_is_registered_and_followed_to_active(releases):
    bundle = releases.admit().bundle
    done = releases.register()
    assert done.name == f"orders-{bundle.sha256[:8]}"
    assert (done.state, done.outcome) == ("CREATING", "released")
    assert releases.registry.created == [
        (done.name, bundle, {"connectpilot:recipe": "orders", "connectpilot:sha256": bundle.sha256})
    ]
    assert releases.check(done) == "CREATING"
    releases.registry.finish(done.name)
    assert releases.check(done) == "ACTIVE"
    recorded = releases.plugins.get(done.name)
    assert (recorded.state, recorded.arn, recorded.created_at, recorded.java_level) == ("ACTIVE", done.arn, NOON, 17)


def test_the_same_again_changes_nothing_and_says_so(releases):
    releases.admit()
    done = releases.register()
    releases.registry.finish(done.name)
    releases.check(done)
    releases.admit()
    again = releases.register()
    assert again == replace(done, state="ACTIVE", outcome="unchanged")
    assert len(releases.registry.created) == 1


def test_a_release_that_crashed_after_creating_is_adopted(releases):
    releases.admit()
    done = releases.register()
    releases.registry.finish(done.name)
    releases.plugins.plugins.clear()
    assert releases.register().outcome == "released"
    assert len(releases.registry.created) == 1
    assert releases.plugins.get(done.name).arn == done.arn


def test_two_executions_at_once_make_one_plugin(releases):
    releases.admit()
    first = releases.register()
    releases.registry.hidden_once = True
    assert releases.register().arn == first.arn
    assert len(releases.registry.created) == 1


@pytest.mark.parametrize("other", [{"md5": "0" * 32}, {"size": 1}])
def test_a_plugin_of_this_name_with_other_bytes_is_not_adopted(releases, other):
    releases.admit()
    done = releases.register()
    releases.registry.finish(done.name, **other)
    with pytest.raises(NameTakenError, match="other bytes"):
        releases.register()
    with pytest.raises(NameTakenError, match="other bytes"):
        releases.check(done)


def test_what_msk_connect_says_of_a_failure_is_handed_on(releases):
    releases.admit()
    done = releases.register()
    releases.registry.finish(done.name, "CREATE_FAILED", "InvalidInput: the file is broken")
    with pytest.raises(PluginFailedError, match="the file is broken"):
        releases.check(done)
    assert releases.plugins.get(done.name).state == "CREATE_FAILED"
    with pytest.raises(PluginFailedError, match="the file is broken"):
        releases.register()


def test_a_plugin_that_vanishes_is_told(releases):
    releases.admit()
    done = releases.register()
    releases.registry.plugins.clear()
    with pytest.raises(PluginFailedError, match="deleted"):
        releases.check(done)


def report_of(releases, **given):
    told = releases.report(upload(), now=NOON, **given)
    return told, json.loads(releases.intake.objects["reports/orders.zip.json"])


def test_a_report_of_a_release_says_what_is_inside(releases):
    releases.admit()
    told, text = report_of(
        releases, outcome="released", build_key=releases.reading.build_key, plugin="orders-1", plugin_arn="arn"
    )
    assert text["summary"] == "uploads/orders.zip: plugin orders-1 is ACTIVE and can be used by connectors."
    assert text["classes"] == [{"class_name": "com.example.Orders", "kind": "source", "version": "1.2"}]
    assert text["bundle"]["javaLevel"] == 17
    assert [one["code"] for one in text["findings"]] == ["no-config-provider"]
    assert text["upload"] == {"bucket": "intake", "key": "uploads/orders.zip", "versionId": "v1"}
    assert told.message.endswith("Report: s3://intake/reports/orders.zip.json")


def test_a_report_of_a_refusal_says_what_to_do(releases):
    with pytest.raises(RefusedPluginError) as refused:
        releases.admit(jar({"a/A": class_file("a/A", "java/lang/Object")}))
    problem = Problem("RefusedPluginError", str(refused.value))
    told, text = report_of(releases, build_key=releases.reading.build_key, problem=problem)
    assert text["outcome"] == "refused"
    assert text["findings"][0]["code"] == "no-connector-class"
    assert text["whatToDo"]
    assert "What to do: " in told.message


@pytest.mark.parametrize(
    ("error", "cause", "problem", "outcome"),
    [
        ("InvalidUploadError", '{"errorMessage": "a PDF", "errorType": "InvalidUploadError"}', "a PDF", "refused"),
        ("PluginStillCreating", "orders is still CREATING", "orders is still CREATING", "refused"),
        ("States.Timeout", "", "no answer in time", "failed"),
        ("KeyError", '{"errorMessage": "\'x\'", "errorType": "KeyError"}', "'x'", "failed"),
        ("Runtime.ExitError", "[1]", "[1]", "failed"),
    ],
)
def test_a_person_can_mend_a_refusal_and_a_bug_is_called_one(releases, error, cause, problem, outcome):
    found = problem_of(error, cause)
    assert found.what == problem
    told, _ = report_of(releases, problem=found)
    assert told.outcome == outcome


def test_a_subject_is_one_that_sns_takes(releases):
    strange = Upload(bucket="intake", key="uploads/ä\n" + "x" * 200, version_id="")
    told = releases.report(strange, now=NOON, problem=Problem("InvalidUploadError", "x"))
    assert len(told.subject) == 100
    assert told.subject.isascii()
    assert told.subject.isprintable()
