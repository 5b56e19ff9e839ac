"""What of a template has no effect on a laptop, with the reason; what is neither here nor carried out is an error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from connectpilot_local.cloud.cloudformation.base import TYPES, DeploymentError

LAPTOP_PYTHON = "functions run on the Python of this virtual environment"
NO_X_RAY = "there is no X-Ray locally"
LIVES_SHORT = "the local stack lives as long as the local cloud, and is never updated"

# Reported by the API as given, but nothing acts on it. "*" stands for every type.
WITHOUT_EFFECT: dict[str, dict[str, str]] = {
    "AWS::ApiGatewayV2::Api": {"FailOnWarnings": "the document is checked by the local front alone"},
    "AWS::ApiGatewayV2::Stage": {
        "AccessLogSettings": "the local front writes no access log",
        "DefaultRouteSettings": "the local front does not throttle",
        "RouteSettings": "the local front does not throttle",
    },
    "AWS::DynamoDB::Table": {
        "BillingMode": "nothing is billed or throttled",
        "DeletionProtectionEnabled": LIVES_SHORT,
        "PointInTimeRecoverySpecification": "the switch is kept, but there is nothing to restore from",
        "SSESpecification": "nothing is written to a disk",
        "TimeToLiveSpecification": "the attribute is kept, but items do not expire within a run",
    },
    "AWS::Lambda::Function": {
        "Architectures": "functions run on this machine's processor",
        "EphemeralStorage": "functions share this machine's disk",
        "MemorySize": "told to the function, but not enforced",
        "Runtime": LAPTOP_PYTHON,
        "TracingConfig": NO_X_RAY,
    },
    "AWS::Lambda::LayerVersion": {
        "CompatibleArchitectures": "functions run on this machine's processor",
        "CompatibleRuntimes": LAPTOP_PYTHON,
        "RetentionPolicy": LIVES_SHORT,
    },
    "AWS::Logs::LogGroup": {
        "LogGroupClass": "there is one class of logs locally",
        "RetentionInDays": "kept, but logs do not expire within a run",
    },
    "AWS::S3::Bucket": {
        "BucketEncryption": "kept; nothing is written to a disk",
        "LifecycleConfiguration": "kept, but objects do not expire within a run",
        "PublicAccessBlockConfiguration": "kept; the server listens on this machine's loopback only",
    },
    "AWS::S3::BucketPolicy": {"PolicyDocument": "kept, but only the policies of roles are judged locally"},
    "AWS::SNS::TopicPolicy": {"PolicyDocument": "kept, but only the policies of roles are judged locally"},
    "AWS::SQS::QueuePolicy": {"PolicyDocument": "kept, but only the policies of roles are judged locally"},
    "AWS::Lambda::Permission": {"Principal": "kept, but only the policies of roles are judged locally"},
    "AWS::SQS::Queue": {
        "KmsMasterKeyId": "nothing is encrypted on the loopback",
        "SqsManagedSseEnabled": "nothing is encrypted on the loopback",
    },
    "AWS::SNS::Topic": {"KmsMasterKeyId": "nothing is encrypted on the loopback"},
    "AWS::StepFunctions::StateMachine": {
        "LoggingConfiguration": "kept, but moto's interpreter writes no execution log; the history tells the same",
        "StateMachineType": "an EXPRESS machine runs as a standard one",
        "TracingConfiguration": NO_X_RAY,
    },
}

# Attributes beside Type and Properties.
ATTRIBUTES: dict[str, str] = {
    "Condition": "",
    "DependsOn": "",
    "DeletionPolicy": LIVES_SHORT,
    "Metadata": "for build tools only",
    "UpdateReplacePolicy": LIVES_SHORT,
}


@dataclass(frozen=True, slots=True)
class WithoutEffect:
    """One property of one resource that changes nothing locally."""

    logical_id: str
    type_name: str
    property_name: str
    reason: str


def check(template: dict[str, Any]) -> list[WithoutEffect]:
    """What has no effect here; raises DeploymentError for all that is neither carried out nor listed as such."""
    problems: list[str] = []
    found: list[WithoutEffect] = []
    for logical_id, declared in template["Resources"].items():
        problems += [f"{logical_id}: {problem}" for problem in _problems(declared)]
        found += _without_effect(logical_id, declared)
    if problems:
        lines = "\n  ".join(problems)
        raise DeploymentError(f"The local cloud cannot carry out all of the template:\n  {lines}")
    return found


def _problems(declared: dict[str, Any]) -> Iterator[str]:
    type_name = declared["Type"]
    known = TYPES.get(type_name)
    if known is None:
        yield f"{type_name} is not known"
        return
    for name in declared.keys() - {"Type", "Properties"} - ATTRIBUTES.keys():
        yield f"the attribute {name} is not known"
    listed = WITHOUT_EFFECT.get(type_name, {})
    for name in (declared.get("Properties") or {}).keys() - known.carried - listed.keys():
        yield f"{type_name} has no local {name}"


def _without_effect(logical_id: str, declared: dict[str, Any]) -> Iterator[WithoutEffect]:
    type_name = declared["Type"]
    for name, reason in WITHOUT_EFFECT.get(type_name, {}).items():
        if name in (declared.get("Properties") or {}):
            yield WithoutEffect(logical_id, type_name, name, reason)
    for name, reason in ATTRIBUTES.items():
        if reason and name in declared:
            yield WithoutEffect(logical_id, type_name, name, reason)
