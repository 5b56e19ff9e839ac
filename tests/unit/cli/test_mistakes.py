"""What a person gets wrong at the command line is answered with what is wrong and the way out."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from connectpilot_cli import connectors
from connectpilot_cli.api import ApiError
from connectpilot_cli.demo.connectors import SINK, SOURCE, example
from connectpilot_cli.local_cloud import ROOT
from connectpilot_cli.main import app
from typer.testing import CliRunner

FAULT = '{"kind": "task_failure"}'


def run(*words, **environment):
    return CliRunner().invoke(app, [*words], env={"AWS_ENDPOINT_URL": None, **environment}, catch_exceptions=False)


@pytest.mark.parametrize("endpoint", [None, "https://kafkaconnect.eu-west-1.amazonaws.com"], ids=["none", "AWS"])
def test_a_fault_without_a_local_cloud_says_how_to_get_one(endpoint):
    said = run("local", "fault", "orders", FAULT, AWS_ENDPOINT_URL=endpoint)
    assert said.exit_code == 2
    assert "connectpilot local" in said.stderr


def test_a_fault_where_the_local_cloud_has_gone_is_one_line():
    said = run("local", "fault", "orders", FAULT, AWS_ENDPOINT_URL="http://127.0.0.1:1")
    assert said.exit_code == 2
    assert said.stderr.startswith("no local cloud at http://127.0.0.1:1/")


@pytest.fixture
def local_cloud():
    """The local cloud's door for faults, with one connector behind it."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            waiting = [{"name": path.split("/")[3], "state": None} for path, _ in asked if "orders-cdc" not in path]
            self._answer([{"name": "orders-cdc", "state": "RUNNING"}, *waiting])

        def do_POST(self):
            asked.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self._answer({"scheduled": True})

        def _answer(self, value):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(value).encode())

        def log_message(self, *_):
            pass

    asked = []
    server = HTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_fault_of_a_connector_that_is_not_there_says_so(local_cloud):
    url, asked = local_cloud
    said = run("local", "fault", "orders-cdd", FAULT, AWS_ENDPOINT_URL=url)
    assert said.exit_code == 0
    assert said.stderr == "no connector orders-cdd yet, there are orders-cdc: the fault waits for one of this name\n"
    assert asked == [("/_local/connectors/orders-cdd/faults", {"kind": "task_failure"})]


def test_a_fault_of_a_connector_that_is_there_is_scheduled_without_a_word_of_warning(local_cloud):
    assert run("local", "fault", "orders-cdc", FAULT, AWS_ENDPOINT_URL=local_cloud[0]).stderr == ""


@pytest.mark.parametrize(
    ("words", "code", "problem"),
    [
        (("plugins", "report", "[/x].zip"), 1, "404 no report on [/x].zip"),
        (("plugins", "show", "[/x]"), 2, "no plugin [/x]"),
        (("inspect", "[/x].zip"), 2, "no file [/x].zip"),
        (("inspect", "pyproject.toml"), 2, "pyproject.toml is neither a recipe nor an archive"),
        (("artifacts", "add", "[/x].zip"), 2, "no file [/x].zip"),
    ],
)
def test_what_ends_a_command_is_said_as_it_is_and_as_json(monkeypatch, words, code, problem):
    class Nobody:
        """An API that has no plugin and no report."""

        def __init__(self, *_):
            pass

        def get(self, path):
            if path == "/connectpilot/plugins":
                return []
            raise ApiError(404, "no report on [/x].zip")

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(connectors, "open_stack", lambda _: SimpleNamespace(api_url="", session=None))
    monkeypatch.setattr(connectors, "Api", Nobody)
    said = run(*words, "--json")
    assert said.exit_code == code
    assert said.stderr.startswith(problem)
    assert json.loads(said.stdout)["problem"] == problem
    assert run("inspect", "nothing.zip").stdout == ""


def test_a_file_that_is_nothing_to_inspect_is_no_plugin(tmp_path):
    file = tmp_path / "some.json"
    file.write_text("{}")
    said = run("inspect", str(file))
    assert said.exit_code == 2
    assert "neither a recipe nor an archive" in said.stderr
    assert ".tar.gz" in said.stderr


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[1]", "it must be a JSON object"),
        ("{", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ('{"name": "orders"}', '"config", an object'),
        ('{"name": 1, "config": {}}', '"name", a string'),
        ('{"name": "orders", "config": []}', '"config", an object'),
    ],
)
def test_a_file_that_is_no_connector_says_why(tmp_path, text, why):
    file = tmp_path / "[a].json"
    file.write_text(text)
    said = run("connectors", "apply", str(file))
    assert said.exit_code == 2
    assert said.stderr.startswith(f"{file} is not a connector: ")
    assert why in said.stderr
    assert "Error(" not in said.stderr


@pytest.mark.parametrize("name", [SOURCE, SINK])
def test_the_examples_for_offline_are_what_the_demo_takes(name):
    file = ROOT / "examples" / "connectors" / f"{name}-env.json"
    assert json.loads(file.read_text()) == example(name, has_provider=False)
