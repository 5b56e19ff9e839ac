"""Fits CloudFormation's properties to an API operation's input, as botocore's model describes it.

CloudFormation writes numbers and booleans as strings at times and names in PascalCase always; the APIs do not. What
the model does not know is left as it is, so that botocore refuses it by name.
"""

from __future__ import annotations

import json
from typing import Any


def fit(shape: Any, value: Any) -> Any:  # noqa: PLR0911 - one line a type
    """The value in the types and with the member names of the shape."""
    match shape.type_name:
        case "structure" if isinstance(value, dict):
            return dict(_member(shape, name, inner) for name, inner in value.items())
        case "list" if isinstance(value, list):
            return [fit(shape.member, inner) for inner in value]
        case "map" if isinstance(value, dict):
            return {str(key): fit(shape.value, inner) for key, inner in value.items()}
        case "integer" | "long" if isinstance(value, str):
            return int(value)
        case "float" | "double" if isinstance(value, (str, int)):
            return float(value)
        case "boolean" if isinstance(value, str):
            return value.lower() == "true"
        case "string":
            return as_text(value)
        case _:
            return value


def as_text(value: Any) -> str:
    """How the APIs take a document, a boolean or a number where they want a string."""
    if isinstance(value, str):
        return value
    return json.dumps(value) if isinstance(value, (dict, list, bool)) else str(value)


def _member(shape: Any, name: str, value: Any) -> tuple[str, Any]:
    for known in (name, name[0].lower() + name[1:]):
        if known in shape.members:
            return known, fit(shape.members[known], value)
    return name, value


def pick(properties: dict[str, Any], *names: str) -> dict[str, Any]:
    """The named properties, as far as they are given."""
    return {name: properties[name] for name in names if name in properties}


def without_nothing(value: Any) -> Any:
    """The value without what AWS::NoValue left behind: moto keeps it as None inside lists."""
    if isinstance(value, dict):
        return {key: without_nothing(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [without_nothing(inner) for inner in value if inner is not None]
    return value
