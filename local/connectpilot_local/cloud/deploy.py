"""Makes the stack of a SAM template in the local cloud: read, package, translate offline, check, create."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from moto.cloudformation.models import cloudformation_backends
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import intrinsics_multi_constructor

from connectpilot_local.cloud.cloudformation import effects
from connectpilot_local.cloud.cloudformation.base import Clients, DeploymentError
from connectpilot_local.cloud.cloudformation.effects import WithoutEffect
from connectpilot_local.cloud.identity import ACCOUNT, REGION
from connectpilot_local.cloud.package import ARTIFACTS, package

STACK = "connectpilot"
# It warns of metrics that it would like to publish.
logging.getLogger("samtranslator").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a stack turned into."""

    outputs: dict[str, str]
    resources: dict[str, str]  # logical id -> physical id
    without_effect: list[WithoutEffect]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads CloudFormation's short forms (!Ref, !Sub) as SAM does, with libyaml where there is one."""


_Loader.add_multi_constructor("!", intrinsics_multi_constructor)


class _ManagedPolicies:
    """SAM asks for a map of AWS's policies by name; it has one built in that it then uses."""

    def load(self) -> dict[str, str]:
        return {}


def read(path: Path) -> dict[str, Any]:
    template: dict[str, Any] = yaml.load(path.read_text(), Loader=_Loader)  # noqa: S506 - a safe loader's child
    return template


def expand(template: dict[str, Any], path: Path, parameters: Mapping[str, str], clients: Clients) -> dict[str, Any]:
    """The plain CloudFormation template that SAM makes of the one in the file, its local files packaged."""
    s3 = clients("s3")
    s3.create_bucket(Bucket=ARTIFACTS)
    package(template, path.parent, lambda key, content: s3.put_object(Bucket=ARTIFACTS, Key=key, Body=content))
    # samtranslator wants to know a region, and asks the environment.
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
    try:
        expanded: dict[str, Any] = transform(template, dict(parameters), _ManagedPolicies())
    except InvalidDocumentException as error:
        causes = "\n  ".join(cause.message for cause in error.causes)
        raise DeploymentError(f"{path.name} is not a valid SAM template:\n  {causes}") from error
    return expanded


def with_defaults(template: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """Every parameter of the template with its value as text; moto would leave a default list in one piece."""
    declared: Mapping[str, Any] = template.get("Parameters") or {}
    if unknown := given.keys() - declared.keys():
        raise DeploymentError(f"the template has no parameter {', '.join(sorted(unknown))}")
    values = {name: given.get(name, parameter.get("Default")) for name, parameter in declared.items()}
    if missing := sorted(name for name, value in values.items() if value is None):
        raise DeploymentError(f"no value for the parameter {', '.join(missing)}")
    for name, value in values.items():
        allowed = declared[name].get("AllowedValues")
        if allowed and str(value) not in [str(one) for one in allowed]:
            raise DeploymentError(f"{name} must be one of {', '.join(map(str, allowed))}, not {value}")
    return {name: str(value) for name, value in values.items()}


def deploy(path: Path, parameters: Mapping[str, str], clients: Clients) -> Deployed:
    """Make the stack. Types must be installed and the server must be up."""
    template = read(path)
    values = with_defaults(template, parameters)
    expanded = expand(template, path, values, clients)
    without_effect = effects.check(expanded)
    backend: Any = cloudformation_backends[ACCOUNT][REGION]
    stack = backend.create_stack(STACK, json.dumps(expanded, default=str), values)
    return Deployed(
        outputs={output["OutputKey"]: str(output["OutputValue"]) for output in stack.outputs or []},
        resources={one.logical_resource_id: one.physical_resource_id for one in stack.stack_resources if made(one)},
        without_effect=without_effect,
    )


def made(resource: Any) -> bool:
    """moto's map holds parameters beside resources, and nothing for a resource whose condition is false."""
    return hasattr(resource, "logical_resource_id")
