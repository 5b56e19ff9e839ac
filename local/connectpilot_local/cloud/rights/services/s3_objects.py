"""Whether moto's S3 holds an object: S3 answers 403, not 404, to who may not list the bucket."""

from __future__ import annotations

from moto.s3.models import s3_backends

from connectpilot_local.cloud.identity import ACCOUNT, PARTITION


def object_exists(bucket: str, key: str) -> bool:
    """Also true for a bucket that is not there: then S3 answers NoSuchBucket to everybody."""
    backend = s3_backends[ACCOUNT][PARTITION]
    if bucket not in backend.buckets:
        return True
    return backend.buckets[bucket].keys.get(key) is not None
