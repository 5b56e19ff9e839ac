"""The Lambda Runtime API, as far as a runtime client uses it: next invocation, response, error, error at start.

Contract: AWS Lambda developer guide, "Using the Lambda runtime API".
"""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Protocol

from connectpilot_local.cloud.functions.invocation import Invocation

ROOT = "/2018-06-01/runtime"
INVOCATION = f"{ROOT}/invocation/"


class Conversation(Protocol):
    """The sandbox's side of the talk with its process."""

    def next_invocation(self) -> Invocation | None: ...

    def answer(self, kind: str, body: bytes) -> None: ...


class RuntimeApi(ThreadingHTTPServer):
    """One server for one sandbox: the runtime clients take host and port only, so the port says who is talking."""

    daemon_threads = True

    def __init__(self, conversation: Conversation) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.conversation = conversation
        self._thread = Thread(target=self.serve_forever, name="lambda-runtime-api", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def close(self) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A process that dies in the middle of a request is reported by its sandbox, not by a traceback here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: RuntimeApi

    def log_message(self, format: str, *args: object) -> None: ...

    def _reply(self, status: HTTPStatus, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        if self.path != INVOCATION + "next":
            self._reply(HTTPStatus.NOT_FOUND)
            return
        invocation = self.server.conversation.next_invocation()
        if invocation is None:
            self._reply(HTTPStatus.GONE)
            return
        self._reply(HTTPStatus.OK, invocation.payload, {"Content-Type": "application/json", **invocation.headers()})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._reply(HTTPStatus.ACCEPTED, b'{"status":"OK"}', {"Content-Type": "application/json"})
        if self.path == ROOT + "/init/error":
            self.server.conversation.answer("init-error", body)
        elif self.path.endswith("/response"):
            self.server.conversation.answer("response", body)
        elif self.path.endswith("/error"):
            self.server.conversation.answer("error", body)
