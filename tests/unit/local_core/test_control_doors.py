"""The doors under /_local/ answer JSON whatever happens behind them; all else goes on to moto."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from connectpilot_local.clock import DrivenClock
from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.control import control_doors


def passed_on(environ, start_response):
    start_response("200 OK", [])
    return [b"moto"]


@pytest.fixture
def ask(tmp_path: Path):
    context = Context(DrivenClock(), "http://127.0.0.1:1", tmp_path)
    context.control["echo"] = lambda method, tail, query, body: (201, [method, tail, query, body])
    context.control["broken"] = lambda *given: 1 / 0
    app = control_doors(context)(passed_on)

    def request(path, method="GET", body=b"", query=""):
        said = []
        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": query}
        environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}
        answer = b"".join(app(environ, lambda status, headers: said.append(status)))
        return said[0], answer

    return request


def test_a_route_is_called_with_what_the_request_holds(ask):
    status, answer = ask("/_local/echo/orders/faults", "POST", b'{"a": 1}', "b=2")
    assert status == "201 Created"
    assert json.loads(answer) == ["POST", "orders/faults", {"b": "2"}, {"a": 1}]


@pytest.mark.parametrize(
    ("path", "body", "status", "message"),
    [
        pytest.param("/_local/nowhere", b"", "404 Not Found", "no such control door", id="unknown"),
        pytest.param("/_local/echo", b"{", "400 Bad Request", "not JSON", id="bad body"),
        pytest.param("/_local/broken", b"", "500 Internal Server Error", "ZeroDivisionError", id="broken route"),
    ],
)
def test_what_goes_wrong_is_an_answer(ask, path, body, status, message):
    said, answer = ask(path, "POST", body)
    assert said == status
    assert message in json.loads(answer)["message"]


def test_everything_else_goes_on_to_moto(ask):
    assert ask("/bucket/_local/echo") == ("200 OK", b"moto")
