"""AWS::DynamoDB::*, AWS::SSM::* and AWS::SecretsManager::*"""

from __future__ import annotations

import json

from connectpilot_local.cloud.cloudformation.base import Created, Request, resource
from connectpilot_local.cloud.cloudformation.shapes import pick

TABLE = (
    "AttributeDefinitions",
    "BillingMode",
    "DeletionProtectionEnabled",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "LocalSecondaryIndexes",
    "ProvisionedThroughput",
    "StreamSpecification",
    "Tags",
)


@resource(
    "AWS::DynamoDB::Table",
    name="TableName",
    carried=[*TABLE, "PointInTimeRecoverySpecification", "SSESpecification", "TimeToLiveSpecification"],
)
def table(request: Request) -> Created:
    properties, name = request.properties, request.name
    wanted = {"TableName": name, **pick(properties, *TABLE)}
    if "StreamSpecification" in wanted:
        # CloudFormation leaves out what the API wants to hear.
        wanted["StreamSpecification"] = {"StreamEnabled": True, **wanted["StreamSpecification"]}
    if "SSESpecification" in properties:
        encryption = properties["SSESpecification"]
        wanted["SSESpecification"] = {
            "Enabled": encryption["SSEEnabled"],
            **pick(encryption, "SSEType", "KMSMasterKeyId"),
        }
    made = request.call("dynamodb", "CreateTable", wanted)["TableDescription"]
    if "TimeToLiveSpecification" in properties:
        expiry = {"TimeToLiveSpecification": properties["TimeToLiveSpecification"]}
        request.call("dynamodb", "UpdateTimeToLive", {"TableName": name, **expiry})
    if "PointInTimeRecoverySpecification" in properties:
        recovery = {"PointInTimeRecoverySpecification": properties["PointInTimeRecoverySpecification"]}
        request.call("dynamodb", "UpdateContinuousBackups", {"TableName": name, **recovery})
    return Created(name, {"Arn": made["TableArn"], "StreamArn": made.get("LatestStreamArn")})


@resource(
    "AWS::SSM::Parameter", name="Name", carried=["AllowedPattern", "DataType", "Description", "Tier", "Type", "Value"]
)
def parameter(request: Request) -> Created:
    request.call("ssm", "PutParameter", {**request.properties, "Name": request.name})
    return Created(request.name, pick(request.properties, "Type", "Value"))


@resource(
    "AWS::SecretsManager::Secret", name="Name", carried=["Description", "GenerateSecretString", "SecretString", "Tags"]
)
def secret(request: Request) -> Created:
    properties = request.properties
    wanted = {"Name": request.name, **pick(properties, "Description", "SecretString", "Tags")}
    if "GenerateSecretString" in properties:
        rules = dict(properties["GenerateSecretString"])
        document = json.loads(rules.pop("SecretStringTemplate", "{}"))
        key = rules.pop("GenerateStringKey", None)
        generated = request.call("secretsmanager", "GetRandomPassword", rules)["RandomPassword"]
        wanted["SecretString"] = json.dumps({**document, key: generated}) if key else generated
    answer = request.call("secretsmanager", "CreateSecret", wanted)
    return Created(answer["ARN"], {"Id": answer["ARN"]})
