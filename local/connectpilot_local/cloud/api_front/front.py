"""One HTTP API on a port of its own: the base URL has no path, as Connect clients expect."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from connectpilot_local.cloud.api_front.authorizing import Gate
from connectpilot_local.cloud.api_front.definition import read_routes
from connectpilot_local.cloud.api_front.functions import FunctionFailedError, call
from connectpilot_local.cloud.api_front.request import Request, function_event
from connectpilot_local.cloud.api_front.response import (
    INTERNAL_ERROR,
    NOT_FOUND,
    TOO_LARGE,
    UNAVAILABLE,
    Response,
    from_function,
)
from connectpilot_local.cloud.api_front.routing import Router
from connectpilot_local.cloud.cloudformation.apis import ApiDefinition
from connectpilot_local.cloud.context import Context

_HOST = "127.0.0.1"
_MOST_BYTES = 10 * 1024 * 1024


class Front:
    def __init__(self, api: ApiDefinition, context: Context) -> None:
        self._api = api
        self._context = context
        self._router = Router(read_routes(api))
        self._gate = Gate(api, context)
        self._server = _Server((_HOST, 0), _Handler)
        self._server.front = self
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.1},
            name=f"api-{api.logical_id}",
            daemon=True,
        )

    @property
    def url(self) -> str:
        return f"http://{_HOST}:{self._server.server_port}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._thread.ident is not None:
            self._server.shutdown()
        self._server.server_close()

    def answer(self, request: Request) -> Response:
        match = self._router.find(request.method, request.path)
        if match is None:
            return NOT_FOUND
        passed = self._gate.judge(request, match)
        if isinstance(passed, Response):
            return passed
        event = function_event(request, self._api, match, self._context.clock.now(), passed.authorizer)
        try:
            return from_function(call(match.route.function_arn, event, match.route.timeout_seconds))
        except TimeoutError:
            return UNAVAILABLE
        except FunctionFailedError:
            return INTERNAL_ERROR

    def failed(self, error: BaseException) -> None:
        self._context.fail("api_front", f"{self._api.logical_id} could not answer", f"{type(error).__name__}: {error}")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A burst of clients must not be refused by a short queue.
    request_queue_size = 128
    front: Front


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    # Header and body are two writes; with Nagle's algorithm the second waits for the client's acknowledgement.
    disable_nagle_algorithm = True

    def _any(self) -> None:
        try:
            body = self._body()
            response = TOO_LARGE if body is None else self.server.front.answer(self._request(body))
        except Exception as error:  # noqa: BLE001 - the client must hear something, the run too
            self.server.front.failed(error)
            response = INTERNAL_ERROR
        self._send(response)

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _any

    def _request(self, body: bytes) -> Request:
        path, _, query = self.path.partition("?")
        return Request(self.command, path, query, list(self.headers.items()), body, self.client_address[0])

    def _body(self) -> bytes | None:
        """The whole body; None when it is larger than API Gateway takes."""
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            return self._chunks()
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST_BYTES:
            self.close_connection = True
            return None
        return self.rfile.read(length)

    def _chunks(self) -> bytes | None:
        found = bytearray()
        while size := int(self.rfile.readline().split(b";")[0], 16):
            if len(found) + size > _MOST_BYTES:
                self.close_connection = True
                return None
            found += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return bytes(found)

    def _send(self, response: Response) -> None:
        self.send_response_only(response.status)
        self.send_header("date", self.date_time_string())
        for name, value in response.headers:
            if name.lower() not in ("content-length", "connection", "transfer-encoding", "date"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(response.body)))
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: requests show in the functions' logs."""
