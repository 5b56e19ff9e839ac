"""Upload to S3 what is still being written: in parts, never overwriting, and nothing left where it fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..domain.errors import ConnectpilotError, PlatformUnavailableError
from ..ports.objects import StoredObject
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

PART = 8 << 20
"""10,000 parts are allowed: enough for 78 GiB."""

# Completed, and that answer was lost; or another writer is at work: the next try sees what stands there.
_UNCLEAR: dict[str, type[ConnectpilotError]] = dict.fromkeys(
    ("NoSuchUpload", "ConditionalRequestConflict"), PlatformUnavailableError
)


def upload_stream(client: S3Client, bucket: str, key: str, chunks: Iterable[bytes]) -> StoredObject:
    """Raises what `told_apart` makes of S3's answers; PreconditionFailed where the key is there by the end."""
    parts = _parts(chunks)
    first = next(parts, b"")
    second = next(parts, None)
    where: Any = {"Bucket": bucket, "Key": key}
    if second is None:
        with told_apart(_UNCLEAR):
            answer = client.put_object(**where, Body=first, IfNoneMatch="*", ChecksumAlgorithm="SHA256")
        return StoredObject(key, answer.get("VersionId", ""), len(first))
    with told_apart():
        upload = client.create_multipart_upload(**where, ChecksumAlgorithm="SHA256")["UploadId"]
    try:
        done: list[Any] = []
        size = 0
        for part in _chain(first, second, parts):
            number = len(done) + 1
            with told_apart():
                sent = client.upload_part(
                    **where, UploadId=upload, PartNumber=number, Body=part, ChecksumAlgorithm="SHA256"
                )
            done.append({"PartNumber": number, "ETag": sent["ETag"], "ChecksumSHA256": sent["ChecksumSHA256"]})
            size += len(part)
        with told_apart(_UNCLEAR):
            whole = client.complete_multipart_upload(
                **where, UploadId=upload, MultipartUpload={"Parts": done}, IfNoneMatch="*"
            )
    except BaseException:
        # What cannot be aborted was completed, or is removed by the bucket itself after two days.
        with suppress(ConnectpilotError), told_apart():
            client.abort_multipart_upload(**where, UploadId=upload)
        raise
    return StoredObject(key, whole.get("VersionId", ""), size)


def _chain(first: bytes, second: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from others


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one part's size; only the last is smaller."""
    ready = bytearray()
    for chunk in chunks:
        ready += chunk
        while len(ready) >= PART:
            yield bytes(ready[:PART])
            del ready[:PART]
    if ready:
        yield bytes(ready)
