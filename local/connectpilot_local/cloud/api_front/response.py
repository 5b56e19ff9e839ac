"""What the client gets of a function's answer, as payload format 2.0 infers it."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def message(status: int, text: str) -> Response:
    """API Gateway's own answers."""
    return Response(status, (("content-type", "application/json"),), json.dumps({"message": text}).encode())


FORBIDDEN = message(403, "Forbidden")
UNAUTHORIZED = message(401, "Unauthorized")
NOT_FOUND = message(404, "Not Found")
INTERNAL_ERROR = message(500, "Internal Server Error")
UNAVAILABLE = message(503, "Service Unavailable")
TOO_LARGE = message(413, "Request Entity Too Large")


def from_function(payload: bytes) -> Response:
    """The response for what a function returned; what cannot be one is an internal error, as on AWS."""
    try:
        answer = json.loads(payload)
    except ValueError:
        return INTERNAL_ERROR
    if not (isinstance(answer, dict) and "statusCode" in answer):
        body = answer if isinstance(answer, str) else json.dumps(answer)
        return Response(200, (("content-type", "application/json"),), body.encode())
    try:
        return _explicit(answer)
    except (TypeError, ValueError, AttributeError, binascii.Error):
        return INTERNAL_ERROR


def _explicit(answer: dict[str, Any]) -> Response:
    headers = [(str(name), _text(value)) for name, value in (answer.get("headers") or {}).items()]
    headers += [("set-cookie", str(cookie)) for cookie in answer.get("cookies") or []]
    if "content-type" not in {name.lower() for name, _ in headers}:
        headers.append(("content-type", "text/plain;charset=UTF-8"))
    text = answer.get("body")
    if text is not None and not isinstance(text, str):
        raise TypeError("the body must be a string")
    encoded = (text or "").encode()
    body = base64.b64decode(encoded, validate=True) if answer.get("isBase64Encoded") else encoded
    return Response(int(answer["statusCode"]), tuple(headers), body)


def _text(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
