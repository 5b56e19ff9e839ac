"""The control doors under /_local/: JSON for the demo and the tests, never part of AWS's own API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, unquote

from connectpilot_local.cloud.context import Context, ControlRoute, Middleware

PREFIX = "/_local/"
App = Callable[..., Iterable[bytes]]


def control_doors(context: Context) -> Middleware:
    """Answer /_local/<name>/<tail> from context.control; pass everything else on."""

    def middleware(app: App) -> App:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = environ.get("PATH_INFO", "")
            if not path.startswith(PREFIX):
                return app(environ, start_response)
            name, _, tail = path.removeprefix(PREFIX).partition("/")
            status, document = call(context.control.get(unquote(name)), environ, unquote(tail))
            body = json.dumps(document, default=str).encode()
            start_response(
                f"{status} {HTTPStatus(status).phrase}",
                [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
            )
            return [body]

        return answer

    return middleware


def call(route: ControlRoute | None, environ: dict[str, Any], tail: str) -> tuple[int, Any]:
    """Call one route with what it needs of the request; what breaks is an answer too, not a traceback page."""
    if route is None:
        return HTTPStatus.NOT_FOUND, {"message": "There is no such control door"}
    raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    try:
        document = json.loads(raw) if raw else None
    except ValueError as error:
        return HTTPStatus.BAD_REQUEST, {"message": f"The body is not JSON: {error}"}
    query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
    try:
        return route(environ["REQUEST_METHOD"], tail, query, document)
    except Exception as error:  # noqa: BLE001 - whoever wrote the route, the caller must hear of it
        return HTTPStatus.INTERNAL_SERVER_ERROR, {"message": f"{type(error).__name__}: {error}"}
