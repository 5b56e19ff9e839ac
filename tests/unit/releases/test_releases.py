"""Reading, admitting, registering, checking, reporting: each use case by what it answers."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from connectpilot.domain.errors import (
    InvalidArchiveError,
    InvalidUploadError,
    NameTakenError,
    PlatformThrottledError,
    PlatformUnavailableError,
    PluginFailedError,
    QuotaExceededError,
    RefusedPluginError,
)
from connectpilot.domain.plugins.release import Upload
from connectpilot.domain.plugins.report import Problem, problem_of
from connectpilot.usecases.admit_archive import AdmitArchive
from connectpilot.usecases.check_plugin import CheckPlugin
from connectpilot.usecases.read_upload import ReadUpload
from connectpilot.usecases.register_plugin import RegisterPlugin
from connectpilot.usecases.report_release import ReportRelease
from fakes.java import class_file, jar, zipped
from fakes.records import FakePlugins
from fakes.releases import FakePluginRegistry, FakeStore

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDERS = jar()
ZIP = zipped({"orders/orders-1.2.jar": ORDERS, "orders/LICENSE": b"Apache"})


def upload(key="uploads/orders.zip"):
    return Upload(bucket="intake", key=key, version_id="v1")


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

    def register(self, key="uploads/orders.zip", now=NOON):
        return self.register_plugin(upload(key), self.reading, now=now)

    def check(self, registration):
        return self.check_plugin(registration.name, registration.arn, self.reading.build_key)


@pytest.mark.parametrize(("body", "kind"), [(ZIP, "ZIP"), (ORDERS, "JAR")])
def test_a_ready_made_archive_is_not_changed(releases, body, kind):
    built = releases.admit(body)
    assert built.bundle.content_type == kind
    assert releases.bundles.objects[built.bundle.key] == body
    assert [one.class_name for one in built.manifest.classes] == ["com.example.Orders"]


def test_what_is_inside_is_listed_by_path_whatever_the_archive_s_order(releases):
    built = releases.admit(zipped([("z/LICENSE", b"Apache"), ("orders.jar", ORDERS), ("b/NOTICE", b"x")]))
    assert [one.path for one in built.manifest.files] == ["b/NOTICE", "orders.jar", "z/LICENSE"]


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


def test_an_archive_that_is_deleted_before_it_is_admitted_is_refused_as_gone(releases, monkeypatch):
    releases.admit()

    def forbidden(*_):
        raise PermissionError("s3://intake/uploads/orders.zip is not there, or may not be read with these rights")

    monkeypatch.setattr(releases.intake, "chunks", forbidden)
    admit = AdmitArchive(intake=releases.intake, bundles=releases.bundles, scratch=tempfile.TemporaryFile)
    with pytest.raises(InvalidUploadError, match="deleted after it was uploaded"):
        admit(upload(), releases.reading)


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
    again = releases.register("uploads/the-same.zip")
    assert again == replace(done, state="ACTIVE", outcome="unchanged", count=None)
    assert len(releases.registry.created) == 1


def test_a_plugin_that_is_wanted_again_is_as_old_as_it_was_and_of_the_same_origin(releases):
    releases.admit()
    done = releases.register()
    releases.register("uploads/the-same.zip", now=NOON + timedelta(days=1))
    recorded = releases.plugins.get(done.name)
    assert (recorded.created_at, recorded.wanted_at) == (NOON, NOON + timedelta(days=1))
    assert recorded.origin == str(upload())


def test_a_plugin_that_was_made_anew_by_other_means_is_not_called_unchanged(releases):
    releases.admit()
    done = releases.register()
    releases.registry.finish(done.name)
    releases.check(done)
    releases.registry.finish(done.name, arn=f"{done.arn}-anew")
    again = releases.register("uploads/the-same.zip")
    assert (again.outcome, again.arn) == ("released", f"{done.arn}-anew")
    assert releases.plugins.get(done.name).arn == again.arn


def test_a_run_that_was_lost_made_it_for_the_same_upload_and_so_it_is_released(releases):
    releases.admit()
    done = releases.register()
    releases.registry.finish(done.name)
    releases.check(done)
    assert releases.register() == replace(done, state="ACTIVE", outcome="released", count=1)
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


@pytest.mark.parametrize("state", ["CREATE_FAILED", "DELETING"])
def test_what_msk_connect_says_of_a_failure_is_handed_on(releases, state):
    releases.admit()
    done = releases.register()
    releases.registry.finish(done.name, state, "InvalidInput: the file is broken")
    with pytest.raises(PluginFailedError, match=f"{state}: InvalidInput: the file is broken"):
        releases.check(done)
    assert releases.plugins.get(done.name).state == state


def test_what_could_not_be_made_is_cleared_and_made_anew(releases, monkeypatch):
    asked = []
    delete = releases.registry.delete
    monkeypatch.setattr(releases.registry, "delete", lambda arn: asked.append(arn) or delete(arn))
    releases.admit()
    done = releases.register()
    releases.registry.finish(done.name, "CREATE_FAILED", "InternalFailure: try later")
    for _ in range(2):  # failed, then being deleted
        with pytest.raises(PlatformUnavailableError, match="try later"):
            releases.register()
        assert releases.registry.plugins[done.name].state == "DELETING"
    assert asked == [done.arn]
    del releases.registry.plugins[done.name]
    assert releases.register().outcome == "released"
    assert len(releases.registry.created) == 2


def test_the_quota_is_told_before_it_bites(releases):
    releases.admit()
    releases.registry.others = 83
    assert releases.register().count == 84
    told, _ = report_of(releases, outcome="released", plugin="orders-1", plugin_count=84)
    assert told.findings == ()
    told, _ = report_of(releases, outcome="released", plugin="orders-1", plugin_count=85)
    assert [one.code for one in told.findings] == ["plugin-quota"]
    assert "prune" in told.message


def test_a_used_up_quota_is_no_throttling(releases):
    releases.admit()
    releases.registry.refuses = PlatformThrottledError("CreateCustomPlugin: Limit exceeded")
    releases.registry.others = 99
    with pytest.raises(PlatformThrottledError):
        releases.register()
    releases.registry.others = 100
    with pytest.raises(QuotaExceededError, match="100 are allowed"):
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
    assert [one["code"] for one in text["findings"]] == ["class-not-listed", "no-config-provider"]
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


@pytest.mark.parametrize("java", [17, 21])
def test_a_message_has_its_bounds_and_the_report_has_all(releases, java):
    """A thousand jars, as of a whole platform, have a thousand findings and more."""
    classes = [f"com/example/p{number}/Orders" for number in range(1000)]
    jars = {f"{name}.jar": jar({name: class_file(name, java=java)}) for name in classes}
    problem = None
    try:
        releases.admit(zipped(jars))
    except RefusedPluginError as refused:
        problem = Problem("RefusedPluginError", str(refused))
    told, text = report_of(
        releases, outcome="released", plugin="orders-1", build_key=releases.reading.build_key, problem=problem
    )
    assert len(text["findings"]) > 1000
    assert f"- and {len(text['findings']) - told.message.count(chr(10) + '- ') + 1:,} more" in told.message
    assert len(json.dumps({"reason": told.summary, "message": told.message})) < 100_000


def test_a_text_without_end_is_told_by_its_beginning_and_its_end():
    text = str(InvalidArchiveError("x" * 100_000, "archive-name-unsafe"))
    assert len(text) < 17_000
    assert "(84,022 characters more)" in text
    assert problem_of("InvalidArchiveError", json.dumps({"errorMessage": text})).how.startswith("Rename the file")


def test_a_subject_is_one_that_sns_takes(releases):
    strange = Upload(bucket="intake", key="uploads/ä\n" + "x" * 200, version_id="")
    told = releases.report(strange, now=NOON, problem=Problem("InvalidUploadError", "x"))
    assert len(told.subject) == 100
    assert told.subject.isascii()
    assert told.subject.isprintable()
