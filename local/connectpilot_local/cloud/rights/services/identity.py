"""IAM, STS and EC2's descriptions: roles with their path, and the calls nobody can be refused."""

from __future__ import annotations

from moto.iam.models import iam_backends

from connectpilot_local.cloud.identity import PARTITION
from connectpilot_local.cloud.rights.call import Call
from connectpilot_local.cloud.rights.targets import Rule, Target, by_name, given, on, parameter, unscoped, with_facts

_ROLE_ACTIONS = """
    DeleteRole DeleteRolePolicy GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies ListRoleTags
    PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole
"""
_POLICY_ACTIONS = "DeletePolicy GetPolicy GetPolicyVersion ListEntitiesForPolicy ListPolicyVersions"


def _role(call: Call) -> str:
    name = call.need("RoleName")
    known = next((role for role in iam_backends[call.account][PARTITION].roles.values() if role.name == name), None)
    path = known.path if known else call.get("Path") or "/"
    return call.arn("iam", f"role{path}{name}", region="")


def _policy_and_boundary(call: Call) -> dict[str, tuple[str, ...]]:
    return {
        "iam:policyarn": given(call.get("PolicyArn")),
        "iam:permissionsboundary": given(call.get("PermissionsBoundary")),
    }


def service_linked_role(call: Call, service: str, name: str) -> Target:
    resource = call.arn("iam", f"role/aws-service-role/{service}/{name}", region="")
    return Target("iam:CreateServiceLinkedRole", resource, {"iam:AWSServiceName": (service,)})


IAM: dict[str, Rule] = {
    **by_name("iam", _ROLE_ACTIONS, _role),
    **by_name("iam", _POLICY_ACTIONS, parameter("PolicyArn")),
    "AttachRolePolicy": with_facts(on("iam:AttachRolePolicy", _role), _policy_and_boundary),
    "CreateRole": with_facts(on("iam:CreateRole", _role), _policy_and_boundary),
    "DetachRolePolicy": with_facts(on("iam:DetachRolePolicy", _role), _policy_and_boundary),
    "SimulatePrincipalPolicy": on("iam:SimulatePrincipalPolicy", parameter("PolicySourceArn")),
}


def _assumed(call: Call) -> dict[str, tuple[str, ...]]:
    return {"sts:externalid": given(call.get("ExternalId")), "sts:rolesessionname": given(call.get("RoleSessionName"))}


STS: dict[str, Rule] = {
    "AssumeRole": with_facts(on("sts:AssumeRole", parameter("RoleArn")), _assumed),
    # Needs no right, and an explicit Deny does not take it away (STS API reference, GetCallerIdentity).
    "GetCallerIdentity": lambda _call: [],
}

EC2: dict[str, Rule] = {
    name: unscoped(f"ec2:{name}")
    for name in (
        "DescribeAvailabilityZones",
        "DescribeNetworkInterfaces",
        "DescribeRouteTables",
        "DescribeSecurityGroups",
        "DescribeSubnets",
        "DescribeVpcEndpoints",
        "DescribeVpcs",
    )
}
