"""What people put into the intake bucket, as it stands there now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, final

from ..domain.plugins.lost_release import Uploaded
from ..domain.plugins.release import UPLOADS, Upload
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


@final
class IntakeUploads:
    """The `Uploads` port over a versioned bucket."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def newest(self) -> Iterator[Uploaded]:
        pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self._bucket, Prefix=UPLOADS)
        with told_apart():
            for page in pages:
                for found in page.get("Versions", ()):
                    if found["IsLatest"] and not (found["Key"].endswith("/") and found["Size"] == 0):  # no folder
                        upload = Upload(bucket=self._bucket, key=found["Key"], version_id=found["VersionId"])
                        yield Uploaded(upload, found["LastModified"])
