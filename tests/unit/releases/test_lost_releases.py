"""What the sweep starts for an upload that nobody brought to its end, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.stub import Stubber
from connectpilot.adapters.claims_table import ClaimsTable
from connectpilot.adapters.uploads import IntakeUploads
from connectpilot.domain.errors import PlatformRefusedError
from connectpilot.domain.plugins.lost_release import Claim, Uploaded
from connectpilot.domain.plugins.release import Upload
from connectpilot.usecases.sweep_releases import SweepReleases
from fakes.releases import FakeClaims, FakeUploads
from fakes.workflows import FakeWorkflows

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
UPLOAD = Upload(bucket="intake", key="uploads/orders.yaml", version_id="v2")
OPEN = Claim(claimed_by="first", sequencer="00AB", version_id="v2", ended=False)
ENDED = replace(OPEN, ended=True)


class Sweep:
    def __init__(self, claim=None, ago=timedelta(minutes=20)):
        self.uploads = FakeUploads(Uploaded(UPLOAD, NOON - ago))
        self.claims = FakeClaims(**({UPLOAD.key: claim} if claim else {}))
        self.workflows = FakeWorkflows()
        self.sweep = SweepReleases(self.uploads, self.claims, self.workflows)

    def __call__(self, now=NOON):
        return self.sweep(now=now)

    @property
    def given(self):
        return list(self.workflows.started.values())


@pytest.mark.parametrize(
    ("claim", "ago", "starts"),
    [
        pytest.param(OPEN, timedelta(minutes=10), 1, id="claimed and dead"),
        pytest.param(OPEN, timedelta(minutes=9), 0, id="young"),
        pytest.param(OPEN, timedelta(days=13), 0, id="so old that its claim may have expired"),
        pytest.param(None, timedelta(minutes=10), 1, id="its event was lost"),
        pytest.param(ENDED, timedelta(minutes=10), 0, id="reported"),
        pytest.param(
            replace(ENDED, version_id="v1"), timedelta(minutes=10), 1, id="only an older version was reported"
        ),
    ],
)
def test_an_upload_is_taken_up(claim, ago, starts):
    sweep = Sweep(claim, ago=ago)
    assert len(sweep()) == len(sweep.given) == starts


def test_it_is_started_as_its_event_would_have_and_takes_over_the_claim():
    sweep = Sweep(OPEN)
    (name,) = sweep()
    assert name.startswith("release-plugin again-")
    assert sweep.given == [
        {
            "detail": {
                "bucket": {"name": "intake"},
                "object": {"key": "uploads/orders.yaml", "version-id": "v2", "sequencer": "00AB"},
            },
            "takesOver": "first",
        }
    ]


def test_an_execution_that_runs_is_left_alone():
    sweep = Sweep(OPEN)
    sweep.workflows.running.add(("release-plugin", "first"))
    assert sweep() == []


def test_what_the_sweep_started_is_left_alone_while_it_runs():
    sweep = Sweep()
    sweep()
    (started,) = sweep.workflows.started
    sweep.workflows.running.add(started)
    assert sweep() == []


def test_it_is_tried_three_times_and_then_given_up():
    sweep = Sweep(OPEN)
    for _ in range(4):
        assert len(sweep()) == 1
    assert ["givenUp" in given for given in sweep.given] == [False, False, False, True]
    assert sweep() == []
    assert len(sweep(NOON + timedelta(hours=6))) == 1  # nobody was told: once more


def test_what_is_settled_is_asked_for_once():
    sweep = Sweep(ENDED)
    sweep()
    sweep()
    assert sweep.claims.asked == [UPLOAD.key]


def test_no_more_than_twenty_are_started_at_once():
    sweep = Sweep()
    at = NOON - timedelta(hours=1)
    sweep.uploads.uploaded = [
        Uploaded(UPLOAD.model_copy(update={"key": f"uploads/{number}.jar"}), at) for number in range(30)
    ]
    assert len(sweep()) == 20
    sweep.workflows.running |= set(sweep.workflows.started)
    assert len(sweep()) == 10


CREDENTIALS = {"region_name": "us-east-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}


@pytest.fixture
def s3():
    client = boto3.client("s3", **CREDENTIALS)
    with Stubber(client) as stub:
        yield client, stub
        stub.assert_no_pending_responses()


def test_the_newest_version_of_each_upload_is_listed_page_by_page(s3):
    client, stub = s3
    page = {"Bucket": "intake", "Prefix": "uploads/"}

    def version(key, version_id, latest, size=9):
        return {"Key": key, "VersionId": version_id, "IsLatest": latest, "LastModified": NOON, "Size": size}

    more = {"IsTruncated": True, "NextKeyMarker": "uploads/a", "NextVersionIdMarker": "1"}
    stub.add_response("list_object_versions", {"Versions": [version("uploads/a", "2", True)]} | more, page)
    folder = version("uploads/team/", "1", True, size=0)
    others = [
        version("uploads/a", "1", False),
        version("uploads/b", "1", True),
        folder,
        version("uploads/c/", "1", True),
    ]
    last = {"Versions": others, "IsTruncated": False}
    stub.add_response("list_object_versions", last, page | {"KeyMarker": "uploads/a", "VersionIdMarker": "1"})
    found = [(one.upload.key, one.upload.version_id) for one in IntakeUploads(client, "intake").newest()]
    assert found == [("uploads/a", "2"), ("uploads/b", "1"), ("uploads/c/", "1")], "what has content is no folder"


def test_a_listing_that_is_refused_is_an_error_of_ours(s3):
    client, stub = s3
    stub.add_client_error("list_object_versions", "AccessDenied", http_status_code=403)
    with pytest.raises(PlatformRefusedError):
        list(IntakeUploads(client, "intake").newest())


@pytest.mark.parametrize("ended", [True, False])
def test_a_claim_is_read_as_the_machine_wrote_it(ended):
    table = boto3.resource("dynamodb", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x").Table(
        "events"
    )
    item = {"claimedBy": "first", "sequencer": "00AB", "versionId": "v2"} | ({"endedAt": "now"} if ended else {})
    asked = {"TableName": "events", "Key": {"identity": "upload#intake/uploads/orders.yaml"}, "ConsistentRead": True}
    with Stubber(table.meta.client) as stub:
        stub.add_response("get_item", {"Item": {key: {"S": text} for key, text in item.items()}}, asked)
        stub.add_response("get_item", {}, asked)
        assert ClaimsTable(table).of(UPLOAD) == replace(OPEN, ended=ended)
        assert ClaimsTable(table).of(UPLOAD) is None
