"""Requests judged by botocore's own model of the service: required members, ranges, lengths and enumerations."""

from __future__ import annotations

from functools import cache
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape

from connectpilot_local.msk_connect.errors import BadRequest

_PYTHON_TYPES: dict[str, type] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "integer": int,
    "long": int,
    "boolean": bool,
}


@cache
def service_model() -> ServiceModel:
    return botocore.session.get_session().get_service_model("kafkaconnect")


def check_request(operation: str, params: dict[str, Any]) -> None:
    """Raises BadRequest that names the first member which the model does not allow."""
    shape = service_model().operation_model(operation).input_shape
    if shape is not None:
        _check(shape, params, "")


def _check(shape: Shape, value: Any, where: str) -> None:
    expected = _PYTHON_TYPES.get(shape.type_name)
    if expected is not None and not isinstance(value, expected):
        raise BadRequest(f"Invalid parameter {where}: expected {shape.type_name}.")
    if isinstance(shape, StructureShape):
        _check_structure(shape, value, where)
    elif isinstance(shape, ListShape):
        _check_size(shape, len(value), where)
        for number, item in enumerate(value):
            _check(shape.member, item, f"{where}[{number}]")
    elif isinstance(shape, MapShape):
        _check_size(shape, len(value), where)
        for key, item in value.items():
            _check(shape.key, key, f"{where} key")
            _check(shape.value, item, f"{where}.{key}")
    elif isinstance(shape, StringShape):
        _check_size(shape, len(value), where)
        if shape.enum and value not in shape.enum:
            raise BadRequest(f"Invalid parameter {where}: the valid values are {', '.join(sorted(shape.enum))}.")
    elif isinstance(value, int):
        _check_size(shape, value, where)


def _check_structure(shape: StructureShape, value: Any, where: str) -> None:
    for name in shape.required_members:
        if value.get(name) is None:
            raise BadRequest(f"Missing required parameter {_inside(where, name)}.")
    for name, item in value.items():
        if name in shape.members and item is not None:
            _check(shape.members[name], item, _inside(where, name))


def _check_size(shape: Shape, size: int, where: str) -> None:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is not None and size < low) or (high is not None and size > high):
        raise BadRequest(f"Invalid parameter {where}: must be between {low or 0} and {high}.")


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
