"""One S3 bucket."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, final

from botocore.exceptions import ClientError

from ..domain.errors import DigestMismatchError, PlatformUnavailableError
from ..domain.plugins.archive import CHUNK
from ..domain.plugins.stored import Stored
from ..ports.objects import StoredObject
from .aws_errors import told_apart
from .multipart import upload_stream

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_ABSENT = {"404", "NoSuchKey", "NoSuchVersion", "NoSuchBucket", "405", "MethodNotAllowed"}
_FORBIDDEN = {"403", "AccessDenied", "Forbidden"}
# Another writer of the same key is at work at this moment: one of the two tries again and finds it there.
_KNOWN: dict[str, Any] = {"ConditionalRequestConflict": PlatformUnavailableError, "BadDigest": DigestMismatchError}


@final
class S3Bucket:
    """The ports `ObjectStore` and `ListedStore`."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def find(self, key: str, version_id: str | None = None) -> StoredObject | None:
        try:
            with told_apart(_KNOWN):
                answer = self._client.head_object(**self._at(key, version_id))
        except Exception as error:
            if _code(error) in _ABSENT:
                return None
            raise
        return StoredObject(key, answer.get("VersionId", ""), answer["ContentLength"])

    def list(self, prefix: str) -> Iterator[Stored]:
        with told_apart(_KNOWN):
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                for one in page.get("Contents", []):
                    yield Stored(one["Key"], one["Size"], one["LastModified"])

    def chunks(self, key: str, version_id: str | None = None) -> Iterator[bytes]:
        try:
            with told_apart(_KNOWN):
                answer = self._client.get_object(**self._at(key, version_id))
        except Exception as error:
            where = f"s3://{self._bucket}/{key}"
            if _code(error) in _ABSENT:
                raise FileNotFoundError(f"{where} is not there") from error
            if _code(error) in _FORBIDDEN:
                # Without the right to list a bucket S3 says of what is absent that it is forbidden.
                raise PermissionError(f"{where} is not there, or may not be read with these rights") from error
            raise
        with told_apart(_KNOWN):
            yield from answer["Body"].iter_chunks(CHUNK)

    def keep(self, key: str, body: BinaryIO, *, sha256: str) -> StoredObject:
        size = body.seek(0, 2)
        body.seek(0)
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        try:
            with told_apart(_KNOWN):
                answer = self._client.put_object(
                    Bucket=self._bucket,
                    Key=key,
                    Body=body,
                    ContentLength=size,
                    ChecksumSHA256=checksum,
                    IfNoneMatch="*",
                )
        except Exception as error:
            if _code(error) != "PreconditionFailed":
                raise
            found = self.find(key)
            if found is None:
                raise PlatformUnavailableError(f"{key} was there and is gone again") from error
            return found
        return StoredObject(key, answer.get("VersionId", ""), size)

    def keep_stream(self, key: str, chunks: Iterable[bytes]) -> StoredObject | None:
        if self.find(key) is not None:
            return None
        try:
            return upload_stream(self._client, self._bucket, key, chunks)
        except Exception as error:
            if _code(error) == "PreconditionFailed":  # another writer was quicker
                return None
            raise

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        with told_apart(_KNOWN):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType=content_type)

    def delete(self, key: str) -> None:
        with told_apart(_KNOWN):
            self._client.delete_object(Bucket=self._bucket, Key=key)

    def _at(self, key: str, version_id: str | None) -> Any:
        return {"Bucket": self._bucket, "Key": key} | ({"VersionId": version_id} if version_id else {})


def _code(error: BaseException) -> str:
    """S3's own code behind one of our errors."""
    cause = error.__cause__
    return str(cause.response.get("Error", {}).get("Code", "")) if isinstance(cause, ClientError) else ""
