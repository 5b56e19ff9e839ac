"""ARNs, versions and page tokens the way MSK Connect makes them."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import uuid4

from connectpilot_local.cloud.identity import arn
from connectpilot_local.msk_connect.errors import BadRequest

T = TypeVar("T")

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DEFAULT_PAGE = 100


def new_uuid() -> str:
    """The last part of a resource's ARN: <uuid>-<n>."""
    made = uuid4()
    return f"{made}-{made.int % 4 + 1}"


def resource_arn(kind: str, name: str, uuid: str) -> str:
    return arn("kafkaconnect", f"{kind}/{name}/{uuid}")


def operation_arn(connector_name: str, connector_uuid: str) -> str:
    return arn("kafkaconnect", f"connector-operation/{connector_name}/{connector_uuid}/{uuid4()}")


def new_version() -> str:
    """An opaque currentVersion, such as K3P5ROKL5A1OLE."""
    number, digits = uuid4().int, ""
    for _ in range(13):
        number, digit = divmod(number, len(_ALPHABET))
        digits += _ALPHABET[digit]
    return f"K{digits}"


def page(
    items: Sequence[T], key: Callable[[T], str], params: dict[str, Any], names: str, view: Callable[[T], dict[str, Any]]
) -> dict[str, Any]:
    """One page in the order of `key`; the token names the last item shown, so that deletions shift nothing."""
    after = _decode(params["nextToken"]) if params.get("nextToken") else ""
    rest = sorted((item for item in items if key(item) > after), key=key)
    size = params.get("maxResults", _DEFAULT_PAGE)
    shown = rest[:size]
    answer: dict[str, Any] = {names: [view(item) for item in shown]}
    if len(rest) > size:
        answer["nextToken"] = base64.urlsafe_b64encode(json.dumps({"after": key(shown[-1])}).encode()).decode()
    return answer


def _decode(token: str) -> str:
    try:
        return str(json.loads(base64.urlsafe_b64decode(token.encode()))["after"])
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise BadRequest("Invalid nextToken.") from None
