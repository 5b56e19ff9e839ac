"""release-plugin as deployed: an upload ends in an ACTIVE plugin or in a report that says why not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from connectpilot.domain import errors
from harness import Lost, TaskError

EVENT = json.loads((Path(__file__).parents[2] / "events/recipe_uploaded.json").read_text())
UPLOAD = {
    "bucket": "connectpilot-intake",
    "key": "uploads/debezium-mysql.yaml",
    "versionId": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
}
READING = {
    "kind": "recipe",
    "name": "debezium-mysql",
    "title": "debezium-mysql-3.2.4",
    "buildKey": "b" * 64,
    "artifacts": [{"fileName": "a.tar.gz", "sha256": "1" * 64}, {"fileName": "b.jar", "sha256": "2" * 64}],
}
PLUGIN = {"name": "debezium-mysql-3-2-4-1a2b3c4d", "arn": "arn:plugin", "state": "CREATING", "outcome": "released"}


def raising(error):
    def act(_event):
        raise error

    return act


def report(event):
    problem = event.get("problem")
    outcome = event["plugin"]["outcome"] if not problem else "refused"
    if problem and not (hasattr(errors, problem["Error"]) or problem["Error"] == "PluginStillCreating"):
        outcome = "failed"
    name = event["plugin"]["name"] if not problem else None
    return {
        "outcome": outcome,
        "reason": "why",
        "plugin": name,
        "report": "s3://intake/reports/x.json",
        "subject": "s",
        "message": "m",
    }


@pytest.fixture
def release(run_machine):
    def run(event=EVENT, *, states=("CREATING", "ACTIVE"), faults=None, name=None, **functions):
        progress = iter(states)
        known = {
            "read_upload": lambda _: READING,
            "fetch_artifact": lambda given: {"fileName": READING["artifacts"][given["index"]]["fileName"]},
            "build_bundle": lambda _: {"bundleKey": "bundles/x.zip"},
            "register_plugin": lambda _: PLUGIN,
            "check_plugin": lambda _: {"state": next(progress, states[-1])},
            "report_release": report,
        }
        return run_machine(
            "release_plugin",
            event,
            functions=known | functions,
            faults=faults,
            values={"PollSeconds": 30},
            name=name,
        )

    return run


def test_a_recipe_becomes_an_active_plugin(release):
    end = release()
    assert end.status == "SUCCEEDED"
    assert end.output == {
        "outcome": "released",
        "reason": "why",
        "plugin": PLUGIN["name"],
        "report": "s3://intake/reports/x.json",
    }
    assert sorted(given["index"] for given in end.given_to("fetch_artifact")) == [0, 1]
    assert end.given_to("read_upload") == [{"upload": UPLOAD}]
    assert end.given_to("check_plugin") == [{"name": PLUGIN["name"], "arn": "arn:plugin", "buildKey": "b" * 64}] * 2
    assert end.seconds >= 60
    assert [(one["subject"], one["message"]) for one in end.published] == [("s", "m")]


def test_a_single_artefact_is_still_a_list(release):
    one = READING | {"artifacts": READING["artifacts"][:1]}
    end = release(read_upload=lambda _: one)
    assert end.output["outcome"] == "released"
    assert [given["index"] for given in end.given_to("fetch_artifact")] == [0]


def test_a_ready_made_archive_is_not_fetched(release):
    end = release(read_upload=lambda _: READING | {"kind": "zip"})
    assert end.output["outcome"] == "released"
    assert end.given_to("fetch_artifact") == []


def test_what_is_active_already_is_reported_at_once(release):
    end = release(register_plugin=lambda _: PLUGIN | {"state": "ACTIVE", "outcome": "unchanged"})
    assert end.output["outcome"] == "unchanged"
    assert end.given_to("check_plugin") == []


@pytest.mark.parametrize(("size", "outcome"), [(0, "ignored"), (5, "released")])
def test_a_folder_that_the_console_makes_is_no_upload(release, size, outcome):
    event = json.loads(json.dumps(EVENT))
    event["detail"]["object"] |= {"key": "uploads/team/", "size": size}
    end = release(event)
    assert end.output["outcome"] == outcome
    assert bool(end.calls) == bool(size)


def test_the_same_event_twice_is_handled_once(release):
    assert release().output["outcome"] == "released"
    again = release()
    assert again.output["outcome"] == "duplicate"
    assert again.calls == []


def test_another_version_of_the_same_key_is_another_upload(release):
    assert release().output["outcome"] == "released"
    assert release(sent("0062E99A88DC407461", "another")).output["outcome"] == "released"


def test_an_upload_needs_neither_version_nor_sequencer(release):
    plain = json.loads(json.dumps(EVENT))
    del plain["detail"]["object"]["version-id"]
    assert release(plain).output["outcome"] == "released"
    del plain["detail"]["object"]["sequencer"]
    assert release(plain).output["outcome"] == "released"


def sent(sequencer, version):
    event = json.loads(json.dumps(EVENT))
    event["detail"]["object"] |= {"sequencer": sequencer, "version-id": version}
    return event


def test_a_newer_upload_wins_over_an_older_event_that_arrives_late(release):
    assert release(sent("0062E99A88DC407460", "newer")).output["outcome"] == "released"
    late = release(sent("0062E99A88DC407459", "older"))
    assert (late.output["outcome"], late.calls) == ("duplicate", [])


@pytest.mark.parametrize(("first", "second"), [("00AB", "00AB01"), ("0099", "00AA"), ("00FF", "01")])
def test_sequencers_of_other_lengths_are_compared_as_s3_says(release, first, second):
    """Right-padded with zeros, then by their letters (S3 user guide)."""
    assert release(sent(first, "first")).output["outcome"] == "released"
    assert release(sent(second, "second")).output["outcome"] == "released"
    assert release(sent(first, "first again")).output["outcome"] == "duplicate"


@pytest.mark.parametrize("fails", [False, True])
def test_an_upload_that_is_overtaken_while_it_is_built_neither_registers_nor_reports(release, fails):
    def build(_):
        assert release(sent("02", "newer")).output["outcome"] == "released"
        if fails:
            raise errors.RefusedPluginError("no connector")
        return {}

    end = release(sent("01", "older"), build_bundle=build)
    assert end.output["outcome"] == "superseded"
    assert end.given_to("register_plugin") == end.given_to("report_release") == []


@pytest.mark.parametrize("ends", ["ACTIVE", "CREATE_FAILED"])
def test_an_upload_that_is_overtaken_while_its_plugin_is_made_does_not_replace_the_newer_one_s_report(release, ends):
    def check(_):
        refused = {"read_upload": raising(errors.InvalidUploadError("a PDF"))}
        assert release(sent("02", "newer"), **refused).output["outcome"] == "refused"
        if ends == "CREATE_FAILED":
            raise errors.PluginFailedError("CREATE_FAILED")
        return {"state": ends}

    end = release(sent("01", "older"), check_plugin=check)
    assert end.output["outcome"] == "superseded"
    assert end.given_to("report_release") == []


@pytest.mark.parametrize("state", ["ClaimUpload", "AskNewest"])
def test_the_order_is_asked_again_when_the_table_is_busy(release, state):
    assert release(faults={state: ["DynamoDB.ThrottlingException", None]}).output["outcome"] == "released"


def test_an_answer_lost_after_the_claim_does_not_make_it_a_duplicate(release):
    lost = [Lost("DynamoDB.InternalServerError"), None]
    assert release(faults={"ClaimUpload": lost}).output["outcome"] == "released"


@pytest.mark.parametrize(
    ("function", "error"),
    [
        ("read_upload", errors.InvalidUploadError("a PDF")),
        ("read_upload", errors.InvalidRecipeError("line 3")),
        ("fetch_artifact", errors.ArtifactUnavailableError("github.com")),
        ("fetch_artifact", errors.DigestMismatchError("a, b")),
        ("build_bundle", errors.InvalidArchiveError("no archive")),
        ("build_bundle", errors.RefusedPluginError("no connector")),
        ("register_plugin", errors.NameTakenError("taken")),
        ("register_plugin", errors.PlatformRefusedError("403")),
        ("check_plugin", errors.PluginFailedError("CREATE_FAILED")),
    ],
)
def test_what_cannot_be_accepted_is_refused_with_its_reason_and_not_tried_again(release, function, error):
    end = release(**{function: raising(error)})
    assert end.status == "SUCCEEDED"
    assert end.output["outcome"] == "refused"
    (told,) = end.given_to("report_release")
    assert told["problem"]["Error"] == type(error).__name__
    assert str(error) in told["problem"]["Cause"]
    assert len(end.given_to(function)) == (2 if function == "fetch_artifact" else 1)
    assert len(end.published) == 1


def test_one_artefact_that_cannot_be_fetched_does_not_keep_the_others_from_being_kept(release):
    fetched = []

    def fetch(given):
        if given["index"] == 1:
            raise errors.ArtifactUnavailableError("github.com cannot be resolved")
        fetched.append(given["index"])
        return {}

    end = release(fetch_artifact=fetch)
    assert end.output["outcome"] == "refused"
    assert fetched == [0]
    assert end.given_to("build_bundle") == []


@pytest.mark.parametrize("error", ["PlatformThrottledError", "PlatformUnavailableError", "Lambda.ServiceException"])
@pytest.mark.parametrize("state", ["ReadUpload", "BuildBundle", "RegisterPlugin", "CheckPlugin", "ReportRelease"])
def test_what_may_pass_is_tried_again(release, state, error):
    assert release(faults={state: [error, None]}).output["outcome"] == "released"


def test_a_broken_download_is_tried_again_and_then_told(release):
    count = []

    def fetch(given):
        count.append(given["index"])
        raise errors.ArtifactInterruptedError("broke off")

    end = release(fetch_artifact=fetch)
    assert end.output["outcome"] == "refused"
    assert sorted(count) == [0] * 4 + [1] * 4


def test_a_plugin_that_stays_creating_ends_in_a_report_after_an_hour(release):
    end = release(states=("CREATING",))
    assert end.output["outcome"] == "refused"
    assert end.given_to("report_release")[0]["problem"]["Error"] == "PluginStillCreating"
    assert 3600 <= end.seconds < 3800


@pytest.mark.parametrize(
    "state", ["ClaimUpload", "AskNewest", "ReadUpload", "FetchArtifacts", "BuildBundle", "RegisterPlugin"]
)
def test_a_bug_fails_the_execution_and_is_reported_all_the_same(release, state):
    end = release(faults={state: "States.Runtime" if state == "FetchArtifacts" else "Runtime.ExitError"})
    assert (end.status, end.error) == ("FAILED", "ReleaseFailed")
    assert len(end.published) == 1


def test_a_report_that_cannot_be_written_fails_the_execution(release):
    end = release(report_release=raising(TaskError("Sandbox.Timedout")))
    assert (end.status, end.error) == ("FAILED", "NotReported")


def test_a_notification_that_fails_does_not_undo_the_release(release):
    assert release(faults={"Notify": "SNS.InvalidParameterException"}).output["outcome"] == "released"


def started_by_the_sweep(takes_over, sequencer, **more):
    event = sent(sequencer, "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e")
    return {"detail": event["detail"], "takesOver": takes_over} | more


def claim_of(end):
    (claim,) = end.table("events")
    return claim


def test_the_claim_says_what_was_taken_up_and_that_it_came_to_its_end(release):
    end = release(name="first")
    assert claim_of(end) | {"expiresAt": 0, "endedAt": ""} == {
        "identity": f"upload#{UPLOAD['bucket']}/{UPLOAD['key']}",
        "sequencer": EVENT["detail"]["object"]["sequencer"].ljust(40, "0"),
        "versionId": UPLOAD["versionId"],
        "claimedBy": "first",
        "expiresAt": 0,
        "endedAt": "",
    }
    assert end.path.index("EndClaim") > end.path.index("Notify")


def test_what_was_not_reported_has_no_end(release):
    end = release(report_release=raising(TaskError("Sandbox.Timedout")))
    assert "endedAt" not in claim_of(end)


def test_the_sweep_takes_over_the_claim_of_an_execution_that_is_gone(release):
    gone = release(report_release=raising(TaskError("Sandbox.Timedout")), name="gone")
    sequencer = claim_of(gone)["sequencer"]
    assert release(started_by_the_sweep("another", sequencer)).output["outcome"] == "duplicate"
    end = release(started_by_the_sweep("gone", sequencer), name="again")
    assert end.output["outcome"] == "released"
    assert (claim_of(end)["claimedBy"], claim_of(end)["sequencer"]) == ("again", sequencer)
    assert "endedAt" in claim_of(end)


def test_an_event_that_arrives_after_the_sweep_lost_patience_is_newer_than_it(release):
    assert release(started_by_the_sweep("", "")).output["outcome"] == "released"
    assert release().output["outcome"] == "released"
    assert release(started_by_the_sweep("", "")).output["outcome"] == "duplicate"


def test_what_is_given_up_is_reported_and_not_tried(release):
    end = release(started_by_the_sweep("", "", givenUp="three times in vain"))
    assert (end.status, end.error) == ("FAILED", "ReleaseFailed")
    assert end.given_to("read_upload") == []
    (told,) = end.given_to("report_release")
    assert told["problem"] == {"Error": "ReleaseGivenUp", "Cause": "three times in vain"}
    assert len(end.published) == 1
    assert "endedAt" in claim_of(end)


def test_an_end_that_cannot_be_written_down_changes_nothing(release):
    end = release(faults={"EndClaim": "DynamoDB.ResourceNotFoundException"})
    assert end.output["outcome"] == "released"
    assert "endedAt" not in claim_of(end)


def test_a_newer_upload_s_claim_is_not_ended_by_an_older_one(release):
    def tell(event):
        release(sent("02", "newer"), report_release=raising(TaskError("Sandbox.Timedout")), name="newer")
        return report(event)

    end = release(sent("01", "older"), report_release=tell)
    assert end.output["outcome"] == "released"
    assert claim_of(end)["claimedBy"] == "newer"
    assert "endedAt" not in claim_of(end)


@pytest.mark.parametrize("error", ["DynamoDB.ThrottlingException", "DynamoDB.SdkClientException", "States.Timeout"])
def test_the_end_is_written_again_when_the_answer_is_lost(release, error):
    assert "endedAt" in claim_of(release(faults={"EndClaim": [Lost(error), None]}))


def test_every_branch_is_reached(never_reached):
    assert never_reached("release_plugin") == []
