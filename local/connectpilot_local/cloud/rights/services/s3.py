"""S3: actions are named unlike operations, and a key that is not there is only told to who may list.

Source: Service Authorization Reference and "Required permissions for Amazon S3 API operations".
"""

from __future__ import annotations

from urllib.parse import unquote

from connectpilot_local.cloud.identity import PARTITION
from connectpilot_local.cloud.rights.call import Call
from connectpilot_local.cloud.rights.services.s3_objects import object_exists
from connectpilot_local.cloud.rights.targets import Rule, Target, Values, both, given, unscoped

_BUCKET_ACTIONS = {
    "CreateBucket": "CreateBucket",
    "DeleteBucket": "DeleteBucket",
    "DeleteBucketPolicy": "DeleteBucketPolicy",
    "GetBucketAcl": "GetBucketAcl",
    "GetBucketCors": "GetBucketCORS",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "GetBucketLocation": "GetBucketLocation",
    "GetBucketLogging": "GetBucketLogging",
    "GetBucketNotificationConfiguration": "GetBucketNotification",
    "GetBucketOwnershipControls": "GetBucketOwnershipControls",
    "GetBucketPolicy": "GetBucketPolicy",
    "GetBucketTagging": "GetBucketTagging",
    "GetBucketVersioning": "GetBucketVersioning",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "HeadBucket": "ListBucket",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "ListObjectVersions": "ListBucketVersions",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "PutBucketNotificationConfiguration": "PutBucketNotification",
    "PutBucketPolicy": "PutBucketPolicy",
    "PutBucketTagging": "PutBucketTagging",
    "PutBucketVersioning": "PutBucketVersioning",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
# The right hand side takes "Version" behind "Object" when the call names a version.
_OBJECT_ACTIONS = {
    "AbortMultipartUpload": "AbortMultipartUpload",
    "CompleteMultipartUpload": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteObject": "DeleteObject",
    "DeleteObjectTagging": "DeleteObjectTagging",
    "GetObject": "GetObject",
    "GetObjectAcl": "GetObjectAcl",
    "GetObjectTagging": "GetObjectTagging",
    "HeadObject": "GetObject",
    "ListParts": "ListMultipartUploadParts",
    "PutObject": "PutObject",
    "PutObjectAcl": "PutObjectAcl",
    "PutObjectTagging": "PutObjectTagging",
    "RestoreObject": "RestoreObject",
    "SelectObjectContent": "GetObject",
    "UploadPart": "PutObject",
}
_READS = ("GetObject", "HeadObject")
_WRITES = ("PutObject", "CreateMultipartUpload", "CopyObject")
_GRANTS = ("ACL", "GrantFullControl", "GrantRead", "GrantReadACP", "GrantWriteACP")


def bucket_arn(name: str, key: str = "") -> str:
    return f"arn:{PARTITION}:s3:::{name}/{key}" if key else f"arn:{PARTITION}:s3:::{name}"


def versioned(action: str, version: object) -> str:
    return action.replace("Object", "ObjectVersion", 1) if version and action != "SelectObjectContent" else action


def _values(call: Call) -> Values:
    return {
        "s3:prefix": given(call.get("Prefix")),
        "s3:delimiter": given(call.get("Delimiter")),
        "s3:max-keys": given(call.get("MaxKeys")),
        "s3:versionid": given(call.get("VersionId")),
        "s3:x-amz-acl": given(call.get("ACL")),
        "s3:x-amz-server-side-encryption": given(call.get("ServerSideEncryption")),
        "s3:x-amz-storage-class": given(call.get("StorageClass")),
        "s3:resourceaccount": (call.account,),
    }


def _bucket(action: str) -> Rule:
    return lambda call: [Target(f"s3:{action}", bucket_arn(call.need("Bucket")), _values(call))]


def _extras(call: Call, resource: str) -> list[Target]:
    """Rights that a write needs besides PutObject, for what its headers set at once."""
    wanted = {
        "s3:PutObjectTagging": call.get("Tagging"),
        "s3:PutObjectAcl": any(call.get(name) for name in _GRANTS),
        "s3:PutObjectRetention": call.get("ObjectLockMode"),
        "s3:PutObjectLegalHold": call.get("ObjectLockLegalHoldStatus"),
    }
    return [Target(action, resource, _values(call)) for action, asked in wanted.items() if asked]


def _object(action: str) -> Rule:
    def targets(call: Call) -> list[Target]:
        bucket, key = call.need("Bucket"), call.need("Key")
        resource = bucket_arn(bucket, key)
        found = [Target(f"s3:{versioned(action, call.get('VersionId'))}", resource, _values(call))]
        if call.operation in _WRITES:
            found += _extras(call, resource)
        if call.operation in _READS and not object_exists(bucket, key):
            found.append(Target("s3:ListBucket", bucket_arn(bucket), _values(call)))
        return found

    return targets


def _source(call: Call) -> list[Target]:
    path, _, query = str(call.need("CopySource")).partition("?")
    bucket, _, key = unquote(path).removeprefix("/").partition("/")
    action = versioned("GetObject", query.startswith("versionId="))
    return [Target(f"s3:{action}", bucket_arn(bucket, key), _values(call))]


def _deletes(call: Call) -> list[Target]:
    bucket = call.need("Bucket")
    return [
        Target(f"s3:{versioned('DeleteObject', one.get('VersionId'))}", bucket_arn(bucket, one["Key"]), _values(call))
        for one in call.need("Delete")["Objects"]
    ]


RULES: dict[str, Rule] = {
    **{operation: _bucket(action) for operation, action in _BUCKET_ACTIONS.items()},
    **{operation: _object(action) for operation, action in _OBJECT_ACTIONS.items()},
    "CopyObject": both(_source, _object("PutObject")),
    "DeleteObjects": _deletes,
    "GetObjectAttributes": both(_object("GetObject"), _object("GetObjectAttributes")),
    "ListBuckets": unscoped("s3:ListAllMyBuckets"),
    "UploadPartCopy": both(_source, _object("PutObject")),
}
