"""Parameter Store and Secrets Manager: parameters by name, secrets by the ARN that ends in six more characters."""

from __future__ import annotations

from moto.secretsmanager.models import secretsmanager_backends

from connectpilot_local.cloud.rights.call import Call
from connectpilot_local.cloud.rights.targets import Rule, Target, by_name, given, on, on_each, with_facts

_NEW_SUFFIX = "-AbCdEf"
_NAMED_BY_ID = """
    CancelRotateSecret DeleteResourcePolicy DeleteSecret DescribeSecret GetResourcePolicy GetSecretValue
    ListSecretVersionIds PutResourcePolicy PutSecretValue RestoreSecret RotateSecret TagResource UntagResource
    UpdateSecret UpdateSecretVersionStage
"""


def parameter_arn(call: Call, name: str) -> str:
    """A parameter by name, by name and version or label (name:3), or by ARN."""
    if name.startswith("arn:"):
        return ":".join(name.split(":")[:6])
    return call.arn("ssm", f"parameter/{name.split(':', maxsplit=1)[0].removeprefix('/')}")


def _parameter(call: Call) -> str:
    return parameter_arn(call, call.need("Name"))


def _parameters(call: Call) -> list[str]:
    return [parameter_arn(call, name) for name in call.need("Names")]


def _path(call: Call) -> str:
    return parameter_arn(call, call.need("Path"))


SSM: dict[str, Rule] = {
    **by_name("ssm", "DeleteParameter GetParameter GetParameterHistory", _parameter),
    **{name: on_each(f"ssm:{name}", _parameters) for name in ("DeleteParameters", "GetParameters")},
    "GetParametersByPath": with_facts(
        on("ssm:GetParametersByPath", _path), lambda call: {"ssm:recursive": given(call.get("Recursive") or False)}
    ),
    "PutParameter": with_facts(
        on("ssm:PutParameter", _parameter), lambda call: {"ssm:overwrite": given(call.get("Overwrite") or False)}
    ),
}


def secret_arn(call: Call, identifier: str) -> str:
    """A secret by name or ARN; one that is not there is judged as if it were called just so."""
    for secret in secretsmanager_backends[call.account][call.region].secrets.values():
        if identifier in (secret.name, secret.arn, secret.arn.rsplit("-", 1)[0]):
            return str(secret.arn)
    return identifier if identifier.startswith("arn:") else call.arn("secretsmanager", f"secret:{identifier}")


def _secret(call: Call) -> str:
    return secret_arn(call, call.need("SecretId"))


def _version(call: Call) -> dict[str, tuple[str, ...]]:
    return {
        "secretsmanager:secretid": (_secret(call),),
        "secretsmanager:versionid": given(call.get("VersionId")),
        "secretsmanager:versionstage": given(call.get("VersionStage")),
    }


def _create(call: Call) -> list[Target]:
    name = call.need("Name")
    resource = call.arn("secretsmanager", f"secret:{name}{_NEW_SUFFIX}")
    tagging = [Target("secretsmanager:TagResource", resource)] if call.get("Tags") else []
    return [Target("secretsmanager:CreateSecret", resource, {"secretsmanager:name": (name,)}), *tagging]


def _batch(call: Call) -> list[Target]:
    each = [Target("secretsmanager:GetSecretValue", secret_arn(call, one)) for one in call.need("SecretIdList")]
    return [Target("secretsmanager:BatchGetSecretValue"), *each]


SECRETS: dict[str, Rule] = {
    **{
        operation: with_facts(rule, _version)
        for operation, rule in by_name("secretsmanager", _NAMED_BY_ID, _secret).items()
    },
    "BatchGetSecretValue": _batch,
    "CreateSecret": _create,
}
