"""The adapters of a release against AWS's own models (botocore's Stubber)."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import ANY, Stubber
from connectpilot.adapters.custom_plugins import CustomPlugins
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.adapters.notification_topic import NotificationTopic
from connectpilot.adapters.object_store import S3Bucket
from connectpilot.adapters.plugins_table import to_item, to_plugin
from connectpilot.adapters.release_executions import ReleaseExecutions
from connectpilot.domain.errors import (
    NameTakenError,
    PlatformRefusedError,
    PlatformThrottledError,
    PlatformUnavailableError,
)
from connectpilot.domain.plugin import Plugin, PluginClass
from connectpilot.domain.plugins.release import Bundle
from connectpilot.domain.plugins.stored import Stored

ARN = "arn:aws:kafkaconnect:us-east-1:123456789012:custom-plugin/orders-1/abc-1"
BUNDLE = Bundle("bundles/x.zip", "v7", "a" * 64, "b" * 32, 100, "ZIP")
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:release-plugin"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture
def stubbed():
    made = []

    def make(service):
        client = boto3.client(service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        stub = Stubber(client)
        stub.activate()
        made.append(stub)
        return client, stub

    yield make
    for stub in made:
        stub.assert_no_pending_responses()


def listed(*names, **more):
    plugins = [
        {"name": name, "customPluginArn": ARN.replace("orders-1", name), "customPluginState": "ACTIVE"}
        for name in names
    ]
    return {"customPlugins": plugins} | more


def test_a_plugin_is_found_by_its_exact_name_on_any_page(stubbed):
    client, stub = stubbed("kafkaconnect")
    stub.add_response(
        "list_custom_plugins", listed("orders-10", nextToken="2"), {"namePrefix": "orders-1", "maxResults": 100}
    )
    stub.add_response(
        "list_custom_plugins", listed("orders-1"), {"namePrefix": "orders-1", "maxResults": 100, "nextToken": "2"}
    )
    file = {"fileMd5": "b" * 32, "fileSize": 100}
    answer = {
        "name": "orders-1",
        "customPluginArn": ARN,
        "customPluginState": "ACTIVE",
        "latestRevision": {"fileDescription": file, "contentType": "ZIP"},
    }
    stub.add_response("describe_custom_plugin", answer, {"customPluginArn": ARN})
    found = CustomPlugins(client).find("orders-1")
    assert (found.state, found.md5, found.size, found.reason) == ("ACTIVE", "b" * 32, 100, "")


def test_what_was_never_made_has_neither_digest_nor_size(stubbed):
    client, stub = stubbed("kafkaconnect")
    answer = {
        "name": "orders-1",
        "customPluginArn": ARN,
        "customPluginState": "CREATE_FAILED",
        "stateDescription": {"code": "InvalidInput", "message": "the file is broken"},
    }
    stub.add_response("describe_custom_plugin", answer)
    found = CustomPlugins(client).describe(ARN)
    assert (found.md5, found.size, found.reason) == (None, None, "InvalidInput: the file is broken")


def test_an_absent_plugin_is_none(stubbed):
    client, stub = stubbed("kafkaconnect")
    stub.add_client_error("describe_custom_plugin", "NotFoundException", http_status_code=404)
    assert CustomPlugins(client).describe(ARN) is None
    stub.add_response("list_custom_plugins", {"customPlugins": []})
    assert CustomPlugins(client).find("orders-1") is None


def test_the_plugins_of_an_account_are_counted_and_one_is_deleted_though_it_be_gone(stubbed):
    client, stub = stubbed("kafkaconnect")
    stub.add_response("list_custom_plugins", listed("a", "b", nextToken="more"), {"maxResults": 100})
    stub.add_response("list_custom_plugins", listed("c"), {"maxResults": 100, "nextToken": "more"})
    stub.add_response("delete_custom_plugin", {}, {"customPluginArn": ARN})
    stub.add_client_error("delete_custom_plugin", "NotFoundException", http_status_code=404)
    plugins = CustomPlugins(client)
    assert plugins.count() == 3
    plugins.delete(ARN)
    plugins.delete(ARN)


@pytest.mark.parametrize("version", ["v7", ""])
def test_a_plugin_is_made_of_one_version_of_the_bundle(stubbed, version):
    client, stub = stubbed("kafkaconnect")
    place = {"bucketArn": "arn:aws:s3:::bundles", "fileKey": "bundles/x.zip"} | (
        {"objectVersion": "v7"} if version else {}
    )
    wanted = {
        "name": "orders-1",
        "contentType": "ZIP",
        "description": "d",
        "location": {"s3Location": place},
        "tags": {"a": "b"},
    }
    stub.add_response("create_custom_plugin", {"customPluginArn": ARN}, wanted)
    bundle = Bundle("bundles/x.zip", version, "a" * 64, "b" * 32, 100, "ZIP")
    plugins = CustomPlugins(client, bucket_arn="arn:aws:s3:::bundles")
    assert plugins.create("orders-1", bundle, description="d", tags={"a": "b"}) == ARN


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("ConflictException", 409, NameTakenError),
        ("TooManyRequestsException", 429, PlatformThrottledError),
        ("InternalServerErrorException", 500, PlatformUnavailableError),
        ("BadRequestException", 400, PlatformRefusedError),
        ("ForbiddenException", 403, PlatformRefusedError),
    ],
)
def test_what_msk_connect_answers_has_a_name(stubbed, code, status, error):
    client, stub = stubbed("kafkaconnect")
    stub.add_client_error("create_custom_plugin", code, "words", http_status_code=status)
    with pytest.raises(error, match="words"):
        CustomPlugins(client, bucket_arn="arn").create("orders-1", BUNDLE, description="", tags={})


def test_an_object_that_is_absent_or_forbidden_reads_as_a_file_would(stubbed):
    client, stub = stubbed("s3")
    bucket = S3Bucket(client, "bundles")
    stub.add_client_error("head_object", "404", http_status_code=404)
    assert bucket.find("x") is None
    stub.add_client_error("head_object", "403", http_status_code=403)
    with pytest.raises(PlatformRefusedError):
        bucket.find("x")
    stub.add_client_error("get_object", "NoSuchKey", http_status_code=404)
    with pytest.raises(FileNotFoundError, match="s3://bundles/x"):
        list(bucket.chunks("x"))
    stub.add_client_error("get_object", "AccessDenied", http_status_code=403)
    with pytest.raises(PermissionError, match="s3://bundles/x is not there, or may not be read"):
        list(bucket.chunks("x"))
    stub.add_client_error("get_object", "SlowDown", http_status_code=503)
    with pytest.raises(PlatformUnavailableError):
        list(bucket.chunks("x"))


def test_a_listing_goes_on_page_after_page(stubbed):
    client, stub = stubbed("s3")
    at = datetime(2026, 11, 20, tzinfo=UTC)
    pages = [[("reports/a", 1), ("reports/b", 2)], [("reports/c", 3)], []]
    for number, page in enumerate(pages):
        asked = {"Bucket": "intake", "Prefix": "reports/"} | ({"ContinuationToken": str(number)} if number else {})
        found = [{"Key": key, "Size": size, "LastModified": at} for key, size in page]
        last = number == len(pages) - 1
        answer = {"IsTruncated": not last} | ({} if last else {"NextContinuationToken": str(number + 1)})
        stub.add_response("list_objects_v2", answer | ({"Contents": found} if found else {}), asked)
    listed = list(S3Bucket(client, "intake").list("reports/"))
    assert listed == [Stored("reports/a", 1, at), Stored("reports/b", 2, at), Stored("reports/c", 3, at)]


def test_what_is_deleted_keeps_its_versions(stubbed):
    client, stub = stubbed("s3")
    stub.add_response("delete_object", {"DeleteMarker": True}, {"Bucket": "bundles", "Key": "bundles/x.zip"})
    S3Bucket(client, "bundles").delete("bundles/x.zip")


def test_the_newest_release_is_the_first_that_is_listed_and_a_running_one_is_asked_for(stubbed):
    client, stub = stubbed("stepfunctions")
    at = datetime(2026, 11, 20, tzinfo=UTC)
    one = {"executionArn": "arn:2", "stateMachineArn": MACHINE, "name": "2", "status": "SUCCEEDED", "startDate": at}
    releases = ReleaseExecutions(client, MACHINE)
    for found in ([one], []):
        stub.add_response("list_executions", {"executions": found}, {"stateMachineArn": MACHINE, "maxResults": 1})
        asked = {"stateMachineArn": MACHINE, "statusFilter": "RUNNING", "maxResults": 1}
        stub.add_response("list_executions", {"executions": found}, asked)
    assert (releases.newest(), releases.running()) == ("arn:2", True)
    assert (releases.newest(), releases.running()) == (None, False)


def test_a_person_is_told_by_the_topic(stubbed):
    client, stub = stubbed("sns")
    topic = "arn:aws:sns:us-east-1:123456789012:connectpilot"
    stub.add_response("publish", {"MessageId": "1"}, {"TopicArn": topic, "Subject": "pruned", "Message": "what"})
    NotificationTopic(client, topic).tell("pruned", "what")


def test_a_version_is_read_as_that_version(stubbed):
    client, stub = stubbed("s3")
    body = {"Body": StreamingBody(io.BytesIO(b"abc"), 3)}
    stub.add_response("get_object", body, {"Bucket": "intake", "Key": "x", "VersionId": "v1"})
    assert b"".join(S3Bucket(client, "intake").chunks("x", "v1")) == b"abc"


def test_what_is_kept_is_verified_by_s3_and_never_overwritten(stubbed):
    client, stub = stubbed("s3")
    bucket = S3Bucket(client, "bundles")
    checksum = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    wanted = {
        "Bucket": "bundles",
        "Key": "x",
        "Body": ANY,
        "ContentLength": 0,
        "ChecksumSHA256": checksum,
        "IfNoneMatch": "*",
    }
    stub.add_response("put_object", {"VersionId": "v1"}, wanted)
    assert bucket.keep("x", io.BytesIO(), sha256=EMPTY).version_id == "v1"
    stub.add_client_error("put_object", "PreconditionFailed", http_status_code=412)
    stub.add_response("head_object", {"VersionId": "v0", "ContentLength": 0})
    assert bucket.keep("x", io.BytesIO(), sha256=EMPTY).version_id == "v0"
    stub.add_client_error("put_object", "ConditionalRequestConflict", http_status_code=409)
    with pytest.raises(PlatformUnavailableError):
        bucket.keep("x", io.BytesIO(), sha256=EMPTY)


def test_in_a_folder_a_writer_that_was_quicker_is_not_overwritten(tmp_path):
    store = DirectoryStore(tmp_path)

    def overtaken():
        yield b"ours"
        store.write("bundles/x.zip", b"theirs", content_type="")

    assert store.keep_stream("bundles/x.zip", overtaken()) is None
    assert b"".join(store.chunks("bundles/x.zip")) == b"theirs"
    assert [path.name for path in (tmp_path / "bundles").iterdir()] == ["x.zip"]


@pytest.mark.parametrize("wanted_at", [datetime(2026, 11, 22, tzinfo=UTC), None])
@pytest.mark.parametrize("arn", [ARN, None])
def test_a_plugin_survives_the_table(arn, wanted_at):
    plugin = Plugin(
        name="orders-1",
        recipe="orders",
        bundle_key="bundles/x.zip",
        sha256="a" * 64,
        size=100,
        java_level=17,
        classes=(PluginClass("com.example.Orders", "source", "1.2"),),
        arn=arn,
        state="ACTIVE",
        origin="s3://intake/uploads/x?versionId=1",
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
        wanted_at=wanted_at,
    )
    assert to_plugin(to_item(plugin)) == plugin
