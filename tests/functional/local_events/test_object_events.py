"""S3 tells the bus what happens to objects, in AWS's words."""

import json

import pytest


@pytest.fixture
def bucket(client, happening, queue):
    """A versioned bucket; the function returned gives the details of the events since the last call."""
    s3 = client("s3")
    s3.create_bucket(Bucket="intake")
    s3.put_bucket_versioning(Bucket="intake", VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_notification_configuration(
        Bucket="intake", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    arn, take = queue("seen")
    client("events").put_rule(Name="seen", EventPattern='{"source": ["aws.s3"]}')
    client("events").put_targets(Rule="seen", Targets=[{"Id": "q", "Arn": arn}])

    def seen():
        happening.drain()
        return [json.loads(message["Body"]) for message in take()]

    return seen


def test_an_upload_is_one_put_object(client, bucket):
    put = client("s3").put_object(Bucket="intake", Key="uploads/a b.zip", Body=b"12345")
    (event,) = bucket()
    detail = event["detail"]
    sequencer = detail["object"].pop("sequencer")
    request_id = detail.pop("request-id")
    assert len(sequencer) == 18
    assert len(request_id) == 16
    assert event["detail-type"] == "Object Created"
    assert event["time"] == "2026-01-01T12:00:00Z"
    assert event["resources"] == ["arn:aws:s3:::intake"]
    assert detail == {
        "version": "0",
        "bucket": {"name": "intake"},
        "object": {
            "key": "uploads/a b.zip",
            "size": 5,
            "etag": put["ETag"].strip('"'),
            "version-id": put["VersionId"],
        },
        "requester": "123456789012",
        "source-ip-address": "127.0.0.1",
        "reason": "PutObject",
    }


def test_an_object_is_as_old_as_the_clock_says(client, bucket, clock):
    client("s3").put_object(Bucket="intake", Key="first", Body=b"1")
    clock.advance(hours=5)
    client("s3").put_object(Bucket="intake", Key="second", Body=b"2")
    found = client("s3").list_object_versions(Bucket="intake")["Versions"]
    assert [one["LastModified"].strftime("%H:%M") for one in found] == ["12:00", "17:00"]


def test_a_multipart_upload_is_told_once(client, bucket):
    s3 = client("s3")
    upload = s3.create_multipart_upload(Bucket="intake", Key="big.zip")["UploadId"]
    where = {"Bucket": "intake", "Key": "big.zip", "UploadId": upload}
    part = s3.upload_part(**where, PartNumber=1, Body=b"x" * 100)
    s3.complete_multipart_upload(**where, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]})
    (event,) = bucket()
    assert event["detail"]["reason"] == "CompleteMultipartUpload"
    assert event["detail"]["object"]["size"] == 100


def test_after_a_multipart_upload_puts_are_told_again(client, bucket):
    test_a_multipart_upload_is_told_once(client, bucket)
    client("s3").put_object(Bucket="intake", Key="a", Body=b"")
    assert [event["detail"]["reason"] for event in bucket()] == ["PutObject"]


def test_copies_and_deletions_are_told(client, bucket):
    s3 = client("s3")
    version = s3.put_object(Bucket="intake", Key="a", Body=b"1")["VersionId"]
    bucket()
    s3.copy_object(Bucket="intake", Key="b", CopySource={"Bucket": "intake", "Key": "a"})
    s3.delete_object(Bucket="intake", Key="b")
    s3.delete_object(Bucket="intake", Key="a", VersionId=version)
    events = sorted(bucket(), key=lambda event: event["detail"]["object"]["sequencer"])
    assert [(event["detail"]["reason"], event["detail"].get("deletion-type")) for event in events] == [
        ("CopyObject", None),
        ("DeleteObject", "Delete Marker Created"),
        ("DeleteObject", "Permanently Deleted"),
    ]


def test_sequencers_of_one_instant_grow(client, bucket):
    for _ in range(3):
        client("s3").put_object(Bucket="intake", Key="same", Body=b"1")
    found = [event["detail"]["object"]["sequencer"] for event in bucket()]
    assert len(set(found)) == 3


def test_a_bucket_without_the_configuration_is_silent(client, bucket):
    client("s3").create_bucket(Bucket="quiet")
    client("s3").put_object(Bucket="quiet", Key="a", Body=b"1")
    assert bucket() == []


def test_tags_are_told_when_they_are_put_alone(client, bucket):
    client("s3").put_object(Bucket="intake", Key="a", Body=b"1", Tagging="a=b")
    assert [event["detail-type"] for event in bucket()] == ["Object Created"]
    client("s3").put_object_tagging(Bucket="intake", Key="a", Tagging={"TagSet": [{"Key": "a", "Value": "c"}]})
    assert [event["detail-type"] for event in bucket()] == ["Object Tags Added"]
