"""Makes moto's CloudFormation use our types, and fail where it would only warn.

A later CloudFormationModel subclass of the same type wins in moto's map. Three traps: the list of subclasses is weak,
a class needs a dotted module name, and a type's name property is looked up in the list, where moto's own comes first.
"""

from __future__ import annotations

import json
from typing import Any

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
from moto.cloudformation.models import Stack
from moto.core.common_models import CloudFormationModel

from connectpilot_local.cloud.cloudformation import (  # noqa: F401 - importing a module registers its types
    bucket_policies,
    data,
    events,
    functions,
    http_apis,
    messaging,
    rights,
    storage,
    watching,
    workflows,
)
from connectpilot_local.cloud.cloudformation.apis import APIS
from connectpilot_local.cloud.cloudformation.base import TYPES, Clients, Created, DeploymentError, Request, Type
from connectpilot_local.cloud.cloudformation.shapes import without_nothing
from connectpilot_local.cloud.repairs import repair

_kept: list[type[CloudFormationModel]] = []
_clients: Clients | None = None


def install(clients: Clients) -> None:
    """Before the stack is made; the latest installed cloud makes the resources."""
    global _clients  # noqa: PLW0603 - moto makes resources through class methods, which know no cloud
    _clients = clients
    APIS.clear()
    bucket_policies.install()
    if not _kept:
        _kept.extend(_model(declared) for declared in TYPES.values())
        for cached in (parsing.get_model_list, parsing.get_model_map, parsing.get_name_type_map):
            cached.cache_clear()
        repair(parsing, "resource_name_property_from_type", "resource_type", _name_property)
        repair(parsing, "resource_class_from_type", "resource_type", _only_ours)
        repair(parsing, "parse_condition", "condition resources_map condition_map", _compares_text)
        repair(Stack, "parse_template", "template", _json_first)


def _name_property(original: Any) -> Any:
    def resource_name_property_from_type(resource_type: str) -> str | None:
        name: str | None = parsing.get_name_type_map().get(resource_type)
        return name

    return resource_name_property_from_type


def _only_ours(original: Any) -> Any:
    def resource_class_from_type(resource_type: str) -> Any:
        if resource_type not in TYPES:
            raise DeploymentError(f"{resource_type} is not known")
        return original(resource_type)

    return resource_class_from_type


def _compares_text(original: Any) -> Any:
    """CloudFormation's parameters are text, and so it compares; moto makes numbers of some, which no text equals."""

    def parse_condition(condition: Any, resources_map: Any, condition_map: Any) -> Any:
        if isinstance(condition, dict) and "Fn::Equals" in condition:
            left, right = (parsing.clean_json(value, resources_map) for value in condition["Fn::Equals"])
            return _as_text(left) == _as_text(right)
        return original(condition, resources_map, condition_map)

    return parse_condition


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _json_first(original: Any) -> Any:
    """moto reads templates with the pure-Python YAML parser, seconds for a large one; ours is JSON."""

    def parse_template(template: str) -> dict[str, Any]:
        try:
            parsed: dict[str, Any] = json.loads(template)
        except ValueError:
            parsed = original(template)
        return parsed

    return staticmethod(parse_template)


def _model(declared: Type) -> type[CloudFormationModel]:
    """The class by which moto's engine knows one of our types."""

    class Model(CloudFormationModel):  # type: ignore[misc]
        __module__ = "moto.connectpilot.models"

        def __init__(self, created: Created) -> None:
            self._created = created

        @staticmethod
        def cloudformation_type() -> str:
            return declared.name

        @staticmethod
        def cloudformation_name_type() -> str:
            return declared.name_property

        @property
        def physical_resource_id(self) -> str:
            return self._created.physical_id

        @classmethod
        def has_cfn_attr(cls, attr: str) -> bool:
            return True

        def get_cfn_attribute(self, attribute_name: str) -> Any:
            if attribute_name not in self._created.attributes:
                raise UnformattedGetAttTemplateException
            return self._created.attributes[attribute_name]

        def delete(self, account_id: str, region: str) -> None:
            raise DeploymentError("the local stack ends with the local cloud")

        @classmethod
        def create_from_cloudformation_json(
            cls,
            resource_name: str,
            cloudformation_json: dict[str, Any],
            account_id: str,
            region_name: str,
            **kwargs: Any,
        ) -> Any:
            return cls(_create(declared, kwargs["LogicalId"], resource_name, cloudformation_json))

    Model.__name__ = declared.name.replace("::", "_")
    return Model


def _create(declared: Type, logical_id: str, name: str, document: dict[str, Any]) -> Created:
    if _clients is None:
        raise DeploymentError("no local cloud is running")
    properties = without_nothing(document.get("Properties") or {})
    properties.pop(declared.name_property, None)
    try:
        return declared.create(Request(logical_id, name, properties, _clients))
    except DeploymentError as error:
        raise DeploymentError(f"{logical_id} ({declared.name}): {error}") from error
    except Exception as error:
        raise DeploymentError(f"{logical_id} ({declared.name}): {type(error).__name__}: {error}") from error
