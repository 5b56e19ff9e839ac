"""Reading a request: its JSON, its flags, who sent it."""

from __future__ import annotations

import base64
import binascii
import json
from http import HTTPStatus
from typing import Any, NoReturn

from aws_lambda_powertools.event_handler.exceptions import ServiceError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from ..domain.errors import InvalidSpecError

MAX_BODY = 256 * 1024  # bytes; a connector configuration is a few kilobytes
_LONGEST_NUMBER = 1000  # characters; Kafka Connect's own limit (StreamReadConstraints in Jackson)


def json_object(event: APIGatewayProxyEventV2) -> dict[str, Any]:
    """Numbers come as the text that was sent, as Kafka Connect keeps them.

    Raises InvalidSpecError that says where the JSON breaks, never what stood there; ServiceError (415) where it is not
    called JSON.
    """
    _must_be_json(event)
    data = _body(event)
    if len(data) > MAX_BODY:
        raise InvalidSpecError(f"the request's body is larger than {MAX_BODY // 1024} KiB")
    try:
        value = json.loads(data.decode(), parse_int=_number, parse_float=_number, parse_constant=_no_json)
        # JSON can name halves of a character, "\ud800": nothing could be stored or sent with one.
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise InvalidSpecError(
            f"the request's body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except UnicodeDecodeError as error:
        raise InvalidSpecError(f"the request's body is not UTF-8: byte {error.start} is not") from None
    except UnicodeEncodeError:
        raise InvalidSpecError("the request's body holds half of a character (\\ud800 to \\udfff)") from None
    except RecursionError:
        raise InvalidSpecError("the request's body is nested too deeply") from None
    if not isinstance(value, dict):
        raise InvalidSpecError("the request's body must be a JSON object")
    return value


def _must_be_json(event: APIGatewayProxyEventV2) -> None:
    if event.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ServiceError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "HTTP 415 Unsupported Media Type: send Content-Type: application/json"
        )


def _body(event: APIGatewayProxyEventV2) -> bytes:
    text = event.body or ""
    try:
        return base64.b64decode(text) if event.is_base64_encoded else text.encode()
    except (binascii.Error, UnicodeEncodeError):
        raise InvalidSpecError("the request's body cannot be read: it is not UTF-8") from None


def _number(text: str) -> str:
    if len(text) > _LONGEST_NUMBER:
        raise InvalidSpecError(f"the request's body holds a number of more than {_LONGEST_NUMBER} digits")
    return text


def _no_json(text: str) -> NoReturn:
    raise InvalidSpecError(f"the request's body is not JSON: {text} is not a number that JSON has")


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


def address(event: APIGatewayProxyEventV2, path: str) -> str:
    """The path as a URL that this client can ask for, as Kafka Connect's Location is: from the request's own Host."""
    headers = event.headers
    return f"{headers.get('x-forwarded-proto', 'https')}://{headers.get('host', '')}{path}"
