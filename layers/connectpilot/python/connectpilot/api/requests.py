"""Reading a request: its JSON, its flags, who sent it."""

from __future__ import annotations

import json
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ..domain.errors import InvalidSpecError

MAX_BODY = 256 * 1024  # characters; a connector configuration is a few kilobytes


def json_object(event: APIGatewayProxyEventV2) -> dict[str, Any]:
    """Raises InvalidSpecError that says where the JSON breaks, never what stood there."""
    text = event.decoded_body or ""
    if len(text) > MAX_BODY:
        raise InvalidSpecError(f"the request's body is larger than {MAX_BODY // 1024} KiB")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidSpecError(
            f"the request's body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    if not isinstance(value, dict):
        raise InvalidSpecError("the request's body must be a JSON object")
    return value


def flag(event: APIGatewayProxyEventV2, name: str) -> bool:
    """Kafka Connect reads a boolean in any case; clients send `True`."""
    return (event.query_string_parameters or {}).get(name, "").lower() == "true"


def number(event: APIGatewayProxyEventV2, name: str, default: int, allowed: range) -> int:
    text = (event.query_string_parameters or {}).get(name, str(default))
    if not text.isascii() or not text.isdecimal() or int(text) not in allowed:
        raise InvalidSpecError(f'"{name}" must be a number, {allowed[0]} to {allowed[-1]}')
    return int(text)


def caller(event: APIGatewayProxyEventV2) -> str:
    """Who asks, as the authoriser knows them: an IAM ARN or a client's name."""
    authorizer = (event.raw_event.get("requestContext") or {}).get("authorizer") or {}
    iam, client = authorizer.get("iam") or {}, authorizer.get("lambda") or {}
    return str(iam.get("userArn") or client.get("client") or "unknown")


def cause(event: APIGatewayProxyEventV2) -> str:
    """What tells this request from the next one."""
    return str(event.request_context.request_id)
