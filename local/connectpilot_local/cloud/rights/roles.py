"""The roles that moto's IAM holds, with their policies parsed: what a role may do, and who may assume it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from moto.iam.models import iam_backends

from connectpilot_local.cloud.identity import PARTITION
from connectpilot_local.cloud.rights.document import Statement, parse


@dataclass(frozen=True, slots=True)
class RolePolicies:
    """A role as the evaluator sees it; no boundary is None, one that moto does not hold allows nothing."""

    arn: str
    unique_id: str
    statements: tuple[Statement, ...]
    boundary: tuple[Statement, ...] | None
    trust: tuple[Statement, ...]
    tags: tuple[tuple[str, str], ...] = ()


def role_named(arn: str) -> RolePolicies | None:
    """The role of an ARN, read anew each time because policies change; parsing is cached by text."""
    backend = iam_backends[arn.split(":")[4]][PARTITION]
    role = next((one for one in list(backend.roles.values()) if one.arn == arn), None)
    return _policies_of(role, backend) if role else None


def all_roles(account: str) -> list[RolePolicies]:
    backend = iam_backends[account][PARTITION]
    return [_policies_of(role, backend) for role in list(backend.roles.values())]


def _policies_of(role: Any, backend: Any) -> RolePolicies:
    inline = [statement for name, text in role.policies.items() for statement in parse(name, _text(text))]
    attached = [statement for policy in role.managed_policies.values() for statement in _managed(policy)]
    boundary = None
    if role.permissions_boundary_arn:
        policy = backend.managed_policies.get(role.permissions_boundary_arn)
        boundary = _managed(policy) if policy else ()
    tags = role.tags.values() if isinstance(role.tags, dict) else role.tags or ()
    return RolePolicies(
        arn=role.arn,
        unique_id=role.id,
        statements=(*inline, *attached),
        boundary=boundary,
        trust=parse("trust policy", _text(role.assume_role_policy_document)),
        tags=tuple((tag["Key"], tag["Value"]) for tag in tags),
    )


def _managed(policy: Any) -> tuple[Statement, ...]:
    version = next(one for one in policy.versions if one.is_default)
    return parse(policy.name, version.document)


def _text(document: Any) -> str:
    """moto keeps a policy from CloudFormation as the dictionary it was."""
    return document if isinstance(document, str) else json.dumps(document, default=str, sort_keys=True)
