"""AWS::S3::*"""

from __future__ import annotations

from typing import Any

from connectpilot_local.cloud.cloudformation.base import Created, DeploymentError, Request, resource
from connectpilot_local.cloud.cloudformation.shapes import pick
from connectpilot_local.cloud.identity import REGION

NOTIFICATIONS = {
    # in CloudFormation: (in the API, the API's name of the target, CloudFormation's)
    "LambdaConfigurations": ("LambdaFunctionConfigurations", "LambdaFunctionArn", "Function"),
    "QueueConfigurations": ("QueueConfigurations", "QueueArn", "Queue"),
    "TopicConfigurations": ("TopicConfigurations", "TopicArn", "Topic"),
}


@resource(
    "AWS::S3::Bucket",
    name="BucketName",
    carried=[
        "BucketEncryption",
        "LifecycleConfiguration",
        "NotificationConfiguration",
        "OwnershipControls",
        "PublicAccessBlockConfiguration",
        "Tags",
        "VersioningConfiguration",
    ],
)
def bucket(request: Request) -> Created:
    properties, name = request.properties, request.name

    def call(operation: str, **parameters: Any) -> None:
        request.call("s3", operation, {"Bucket": name, **parameters})

    call("CreateBucket")
    if "VersioningConfiguration" in properties:
        call("PutBucketVersioning", VersioningConfiguration=properties["VersioningConfiguration"])
    if "BucketEncryption" in properties:
        call("PutBucketEncryption", ServerSideEncryptionConfiguration=encryption(properties["BucketEncryption"]))
    if "PublicAccessBlockConfiguration" in properties:
        blocks = properties["PublicAccessBlockConfiguration"]
        call("PutPublicAccessBlock", PublicAccessBlockConfiguration=blocks)
    if "OwnershipControls" in properties:
        call("PutBucketOwnershipControls", OwnershipControls=properties["OwnershipControls"])
    if "LifecycleConfiguration" in properties:
        rules = [lifecycle_rule(rule) for rule in properties["LifecycleConfiguration"]["Rules"]]
        call("PutBucketLifecycleConfiguration", LifecycleConfiguration={"Rules": rules})
    if "Tags" in properties:
        call("PutBucketTagging", Tagging={"TagSet": properties["Tags"]})
    if "NotificationConfiguration" in properties:
        wanted = notifications(properties["NotificationConfiguration"])
        call("PutBucketNotificationConfiguration", NotificationConfiguration=wanted)
    return Created(
        name,
        {
            "Arn": f"arn:aws:s3:::{name}",
            "DomainName": f"{name}.s3.amazonaws.com",
            "RegionalDomainName": f"{name}.s3.{REGION}.amazonaws.com",
        },
    )


@resource("AWS::S3::BucketPolicy", carried=["Bucket", "PolicyDocument"])
def bucket_policy(request: Request) -> Created:
    properties = request.properties
    request.call("s3", "PutBucketPolicy", {"Bucket": properties["Bucket"], "Policy": properties["PolicyDocument"]})
    return Created(properties["Bucket"])


def encryption(given: dict[str, Any]) -> dict[str, Any]:
    rules = []
    for rule in given["ServerSideEncryptionConfiguration"]:
        default = {"ApplyServerSideEncryptionByDefault": rule["ServerSideEncryptionByDefault"]}
        rules.append({**default, **pick(rule, "BucketKeyEnabled")})
    return {"Rules": rules}


def notifications(given: dict[str, Any]) -> dict[str, Any]:
    unknown = given.keys() - NOTIFICATIONS.keys() - {"EventBridgeConfiguration"}
    if unknown:
        raise DeploymentError(f"NotificationConfiguration has no {sorted(unknown)}")
    wanted: dict[str, Any] = {}
    if (
        "EventBridgeConfiguration" in given
        and str(given["EventBridgeConfiguration"].get("EventBridgeEnabled", True)).lower() == "true"
    ):
        wanted["EventBridgeConfiguration"] = {}
    for kind, (api_kind, api_target, target) in NOTIFICATIONS.items():
        for one in given.get(kind, []):
            entry: dict[str, Any] = {api_target: one[target], "Events": [one["Event"]]}
            if "Filter" in one:
                entry["Filter"] = {"Key": {"FilterRules": one["Filter"]["S3Key"]["Rules"]}}
            wanted.setdefault(api_kind, []).append(entry)
    return wanted


def lifecycle_rule(given: dict[str, Any]) -> dict[str, Any]:
    """CloudFormation's rule in the API's words."""
    rule: dict[str, Any] = {"Status": given["Status"], "Filter": {"Prefix": given.get("Prefix", "")}}
    known = {"Status", "Prefix", "Id", "ExpirationInDays", "AbortIncompleteMultipartUpload"}
    known |= {"NoncurrentVersionExpiration", "NoncurrentVersionExpirationInDays", "ExpiredObjectDeleteMarker"}
    if unknown := given.keys() - known:
        raise DeploymentError(f"a lifecycle rule with {sorted(unknown)} is not understood")
    if "Id" in given:
        rule["ID"] = given["Id"]
    if "ExpirationInDays" in given:
        rule["Expiration"] = {"Days": given["ExpirationInDays"]}
    if "ExpiredObjectDeleteMarker" in given:
        rule.setdefault("Expiration", {})["ExpiredObjectDeleteMarker"] = given["ExpiredObjectDeleteMarker"]
    if "NoncurrentVersionExpirationInDays" in given:
        rule["NoncurrentVersionExpiration"] = {"NoncurrentDays": given["NoncurrentVersionExpirationInDays"]}
    return {**rule, **pick(given, "AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration")}
