"""A request as it came, and the event of payload format 2.0 that functions receive of it."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from connectpilot_local.cloud.api_front.routing import Match
from connectpilot_local.cloud.cloudformation.apis import ApiDefinition
from connectpilot_local.cloud.identity import ACCOUNT

# API Gateway hands these on as text, everything else in base64.
_TEXT = re.compile(r"(text/.*|application/(json|xml|javascript|.*\+json|.*\+xml))(\s*;.*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    raw_path: str
    """As sent, percent-encoded, without the query."""
    query: str
    header_list: Sequence[tuple[str, str]]
    body: bytes
    source_ip: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:16])

    @property
    def path(self) -> str:
        """Decoded, as HTTP APIs match and hand it on: a%2Fb arrives as a/b."""
        return unquote(self.raw_path)

    @property
    def headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in self.header_list:
            key = name.lower()
            found[key] = f"{found[key]},{value}" if key in found else value
        return found

    @property
    def parameters(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in parse_qsl(self.query, keep_blank_values=True):
            found[name] = f"{found[name]},{value}" if name in found else value
        return found


def common_fields(request: Request, api: ApiDefinition, match: Match, now: datetime) -> dict[str, Any]:
    """What the events of a function and of an authorizer share."""
    headers = request.headers
    cookies = headers.pop("cookie", None)
    path = request.path if api.stage == "$default" else f"/{api.stage}{request.path}"
    domain = f"{api.api_id}.execute-api.localhost"
    fields: dict[str, Any] = {
        "version": "2.0",
        "routeKey": match.route.key,
        "rawPath": path,
        "rawQueryString": request.query,
        # API Gateway adds them, over whatever the client sent.
        "headers": headers | {"x-forwarded-for": request.source_ip, "x-forwarded-proto": "http"},
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": api.api_id,
            "domainName": domain,
            "domainPrefix": api.api_id,
            "http": {
                "method": request.method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": request.source_ip,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": request.id,
            "routeKey": match.route.key,
            "stage": api.stage,
            "time": now.strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": int(now.timestamp() * 1000),
        },
    }
    optional = {
        "cookies": [cookie.strip() for cookie in cookies.split(";")] if cookies else None,
        "queryStringParameters": request.parameters,
        "pathParameters": match.parameters,
        "stageVariables": api.stage_variables,
    }
    return fields | {name: value for name, value in optional.items() if value}


def function_event(
    request: Request, api: ApiDefinition, match: Match, now: datetime, authorizer: dict[str, Any] | None
) -> dict[str, Any]:
    event = common_fields(request, api, match, now)
    if authorizer is not None:
        event["requestContext"]["authorizer"] = authorizer
    event["isBase64Encoded"] = False
    if request.body:
        text = _as_text(request)
        event["body"] = base64.b64encode(request.body).decode() if text is None else text
        event["isBase64Encoded"] = text is None
    return event


def _as_text(request: Request) -> str | None:
    if not _TEXT.fullmatch(request.headers.get("content-type", "text/plain")):
        return None
    try:
        return request.body.decode()
    except UnicodeDecodeError:
        return None
