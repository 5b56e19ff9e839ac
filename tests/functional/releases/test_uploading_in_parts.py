"""A bundle is uploaded while it is written: in parts, never over another, and nothing is left where it fails."""

from __future__ import annotations

import hashlib

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from connectpilot.adapters import multipart
from connectpilot.adapters.object_store import S3Bucket
from connectpilot.domain.errors import DigestMismatchError, PlatformUnavailableError
from connectpilot.usecases.bundle_shelf import BundleShelf
from moto import mock_aws

KEY = "bundles/abc.zip"
LARGE = [bytes([number % 251]) * 300_001 for number in range(40)]
SMALL = [b"one", b"", b"two"]


@pytest.fixture
def s3(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setattr(multipart, "PART", 5 << 20)  # the least that S3 takes
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="bundles")
        client.put_bucket_versioning(Bucket="bundles", VersioningConfiguration={"Status": "Enabled"})
        yield client


def nothing_pending(s3):
    return not s3.list_multipart_uploads(Bucket="bundles").get("Uploads")


@pytest.mark.parametrize("chunks", [LARGE, SMALL, [b""]], ids=["in parts", "at once", "empty"])
def test_what_comes_is_stored_as_it_comes(s3, chunks):
    bundle = BundleShelf(S3Bucket(s3, "bundles")).keep("abc", "ZIP", iter(chunks))
    whole = b"".join(chunks)
    assert s3.get_object(Bucket="bundles", Key=KEY, VersionId=bundle.version_id)["Body"].read() == whole
    assert (bundle.sha256, bundle.size) == (hashlib.sha256(whole).hexdigest(), len(whole))
    assert bundle.md5 == hashlib.md5(whole).hexdigest()
    assert nothing_pending(s3)


@pytest.mark.parametrize("chunks", [LARGE, SMALL], ids=["in parts", "at once"])
def test_the_same_again_writes_nothing_and_other_bytes_are_refused(s3, chunks):
    shelf = BundleShelf(S3Bucket(s3, "bundles"))
    first = shelf.keep("abc", "ZIP", iter(chunks))
    asked = []
    s3.meta.events.register("before-call.s3", lambda model, **_: asked.append(model.name))
    assert shelf.keep("abc", "ZIP", iter(chunks)) == first
    assert {*asked} == {"HeadObject", "GetObject"}
    with pytest.raises(DigestMismatchError, match="delete it there"):
        shelf.keep("abc", "ZIP", iter([*chunks, b"more"]))
    assert len(s3.list_object_versions(Bucket="bundles")["Versions"]) == 1


@pytest.mark.parametrize("chunks", [LARGE, SMALL], ids=["in parts", "at once"])
def test_a_writer_that_was_quicker_is_not_overwritten(s3, chunks):
    def overtaken():
        yield from chunks
        s3.put_object(Bucket="bundles", Key=KEY, Body=b"".join(chunks))

    bundle = BundleShelf(S3Bucket(s3, "bundles")).keep("abc", "ZIP", overtaken())
    assert bundle.size == sum(map(len, chunks))
    assert len(s3.list_object_versions(Bucket="bundles")["Versions"]) == 1
    assert nothing_pending(s3)


def test_an_upload_that_fails_leaves_nothing(s3):
    def failing():
        yield from LARGE
        raise ValueError("the jar is damaged")

    with pytest.raises(ValueError, match="damaged"):
        BundleShelf(S3Bucket(s3, "bundles")).keep("abc", "ZIP", failing())
    assert "Versions" not in s3.list_object_versions(Bucket="bundles")
    assert nothing_pending(s3)


@pytest.mark.parametrize("code", ["NoSuchUpload", "ConditionalRequestConflict"])
def test_what_completing_left_unclear_is_tried_again(s3, monkeypatch, code):
    """NoSuchUpload: an earlier answer was lost. ConditionalRequestConflict: another writer is at work."""

    def unclear(**_):
        raise ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 409}}, "Complete")

    store = S3Bucket(s3, "bundles")
    with monkeypatch.context() as broken:
        broken.setattr(s3, "complete_multipart_upload", unclear)
        with pytest.raises(PlatformUnavailableError, match=code):
            store.keep_stream(KEY, iter(LARGE))
    assert nothing_pending(s3)
    assert store.keep_stream(KEY, iter(LARGE)) is not None


def test_an_upload_that_cannot_be_aborted_does_not_hide_why_it_failed(s3, monkeypatch):
    def lost(**_):
        raise ReadTimeoutError(endpoint_url="s3")

    def gone(**_):
        raise ClientError({"Error": {"Code": "NoSuchUpload"}, "ResponseMetadata": {"HTTPStatusCode": 404}}, "Abort")

    monkeypatch.setattr(s3, "complete_multipart_upload", lost)
    monkeypatch.setattr(s3, "abort_multipart_upload", gone)
    with pytest.raises(PlatformUnavailableError, match="no answer"):
        S3Bucket(s3, "bundles").keep_stream(KEY, iter(LARGE))
