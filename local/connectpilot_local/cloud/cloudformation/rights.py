"""AWS::IAM::*"""

from __future__ import annotations

import json
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends

from connectpilot_local.cloud.cloudformation.base import Created, Request, resource
from connectpilot_local.cloud.cloudformation.shapes import pick
from connectpilot_local.cloud.identity import ACCOUNT, PARTITION

ROLE = ("AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Path", "PermissionsBoundary", "Tags")


@resource("AWS::IAM::Role", name="RoleName", carried=[*ROLE, "ManagedPolicyArns", "Policies"])
def role(request: Request) -> Created:
    properties = request.properties
    made = request.call("iam", "CreateRole", {"RoleName": request.name, **pick(properties, *ROLE)})["Role"]
    for policy in properties.get("Policies", []):
        put_role_policy(request, request.name, policy)
    for policy_arn in properties.get("ManagedPolicyArns", []):
        know_aws_policy(policy_arn)
        request.call("iam", "AttachRolePolicy", {"RoleName": request.name, "PolicyArn": policy_arn})
    return Created(request.name, {"Arn": made["Arn"], "RoleId": made["RoleId"]})


@resource("AWS::IAM::RolePolicy", carried=["PolicyDocument", "PolicyName", "RoleName"])
def role_policy(request: Request) -> Created:
    put_role_policy(request, request.properties["RoleName"], request.properties)
    return Created(request.properties["PolicyName"])


@resource("AWS::IAM::Policy", carried=["PolicyDocument", "PolicyName", "Roles"])
def policy_of_roles(request: Request) -> Created:
    for role_name in request.properties["Roles"]:
        put_role_policy(request, role_name, request.properties)
    return Created(request.properties["PolicyName"])


@resource(
    "AWS::IAM::ManagedPolicy", name="ManagedPolicyName", carried=["Description", "Path", "PolicyDocument", "Roles"]
)
def managed_policy(request: Request) -> Created:
    wanted = {"PolicyName": request.name, **pick(request.properties, "Description", "Path", "PolicyDocument")}
    policy_arn = request.call("iam", "CreatePolicy", wanted)["Policy"]["Arn"]
    for role_name in request.properties.get("Roles", []):
        request.call("iam", "AttachRolePolicy", {"RoleName": role_name, "PolicyArn": policy_arn})
    return Created(policy_arn, {"PolicyArn": policy_arn})


def put_role_policy(request: Request, role_name: str, policy: dict[str, Any]) -> None:
    # The roles that SAM makes for events have documents without a version, which AWS takes and moto does not.
    document = {"Version": "2012-10-17", **policy["PolicyDocument"]}
    wanted = {"RoleName": role_name, "PolicyName": policy["PolicyName"], "PolicyDocument": document}
    request.call("iam", "PutRolePolicy", wanted)


def know_aws_policy(policy_arn: str) -> None:
    """Make one of AWS's own managed policies known; all 1,400 of them would slow every start."""
    backend: Any = iam_backends[ACCOUNT][PARTITION]
    if not policy_arn.startswith(f"arn:{PARTITION}:iam::aws:policy/") or policy_arn in backend.managed_policies:
        return
    name = policy_arn.rsplit("/", 1)[-1]
    document = json.loads(aws_managed_policies_data)[name]
    backend.managed_policies[policy_arn] = AWSManagedPolicy.from_data(name, ACCOUNT, backend.region_name, document)
