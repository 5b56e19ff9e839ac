"""moto's server on this machine's loopback: one free port, threads, and a chain of WSGI middlewares in front of it."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from threading import Thread
from typing import Any

from moto.moto_api._internal.models import moto_api_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

from connectpilot_local.cloud.context import Middleware

HOST = "127.0.0.1"


class Server:
    """The socket is bound from the start, so that the address is known before anything is installed into moto."""

    def __init__(self, port: int = 0) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind((HOST, port))
        self.port: int = self._socket.getsockname()[1]
        self._server: BaseWSGIServer | None = None
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self, middlewares: Sequence[Middleware] = ()) -> None:
        """Serve; the first middleware is the outermost."""
        use_utc()
        # moto's own parts call each other through this variable when no mock is active.
        os.environ["MOTO_PORT"] = str(self.port)
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        app: Callable[..., Iterable[bytes]] = DomainDispatcherApplication(create_backend_app)
        for middleware in reversed(middlewares):
            app = middleware(app)
        self._socket.listen(128)
        self._server = make_server(
            HOST, self.port, app, threaded=True, request_handler=MotoRequestHandler, fd=self._socket.fileno()
        )
        self._thread = Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="moto-server", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and free the port."""
        if self._server and self._thread:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None
        self._socket.close()


def use_utc() -> None:
    """moto reads naive local times in places; in UTC they are right."""
    os.environ["TZ"] = "UTC"
    time.tzset()


def reset_backends() -> None:
    """Forget every resource: moto's backends live as long as the process, a local cloud does not."""
    reset: Any = moto_api_backend.reset
    reset()
