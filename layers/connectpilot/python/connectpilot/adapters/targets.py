"""Targets, kept in SSM parameters: JSON with the fields of `Target`, one parameter a target."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any, final

from pydantic import TypeAdapter, ValidationError

from ..domain.errors import UnknownTargetError
from ..domain.target import Target
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient


@final
class SsmTargets:
    """The `Targets` port; `role_path` is the IAM path of the roles that change_connector may pass."""

    def __init__(self, client: SSMClient, path: str, *, role_path: str) -> None:
        self._client = client
        self._path = path
        self._role_path = role_path

    def get(self, name: str) -> Target:
        try:
            with told_apart({"ParameterNotFound": UnknownTargetError}):
                text = self._client.get_parameter(Name=self._path + name)["Parameter"]["Value"]
        except UnknownTargetError:
            known = ", ".join(sorted(self._names())) or "none yet"
            raise UnknownTargetError(f'no target is named "{name}"; there are: {known}') from None
        target = to_target(name, text)
        if f":role{self._role_path}" not in target.execution_role_arn:
            raise UnknownTargetError(
                f'target "{name}": execution_role_arn is not under the IAM path {self._role_path}, and only roles'
                " under it may be passed to connectors (the stack's parameter ConnectorRolePath)"
            )
        return target

    def _names(self) -> list[str]:
        pages = self._client.get_paginator("get_parameters_by_path").paginate(Path=self._path)
        with told_apart():
            return [found["Name"].removeprefix(self._path) for page in pages for found in page["Parameters"]]


def to_target(name: str, text: str) -> Target:
    """Raises UnknownTargetError that says which field is wrong."""
    try:
        fields_given: Any = json.loads(text)
    except json.JSONDecodeError as error:
        raise UnknownTargetError(f'target "{name}" is not JSON: {error}') from error
    if not isinstance(fields_given, dict):
        raise UnknownTargetError(f'target "{name}" must be a JSON object')
    # The template writes every field; what is not known at deployment is empty.
    fields_given = {field: value for field, value in fields_given.items() if value != ""}
    known = {field.name for field in fields(Target)}
    if unknown := sorted(fields_given.keys() - known):
        raise UnknownTargetError(f'target "{name}" has unknown fields {unknown}; there are {sorted(known)}')
    try:
        target = TypeAdapter(Target).validate_python(fields_given | {"name": name})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, part['loc']))}: {part['msg']}" for part in error.errors())
        raise UnknownTargetError(f'target "{name}": {wrong}') from error
    if target.authentication == "IAM" and target.encryption != "TLS":
        raise UnknownTargetError(f'target "{name}": IAM authentication needs TLS; set its encryption to TLS')
    return target
