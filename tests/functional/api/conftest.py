"""The real handler of serve_api over fakes of every port."""

import base64
import importlib.util
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from connectpilot import bootstrap as root
from connectpilot.bootstrap import api as wiring
from connectpilot.domain.capacity import Provisioned
from connectpilot.domain.connector import Connector, ConnectorState
from connectpilot.domain.plugin import Plugin, PluginClass
from connectpilot.domain.target import Target
from connectpilot.usecases.adopt_connector import AdoptConnector
from connectpilot.usecases.apply_connector import ApplyConnector
from connectpilot.usecases.request_change import RequestChange
from connectpilot.usecases.show_connectors import ShowConnectors
from connectpilot.usecases.show_plugins import ShowPlugins
from connectpilot.usecases.show_reports import ShowReports
from fakes.metrics import FakeMetrics
from fakes.msk_connect import FakeMskConnect
from fakes.records import FakePlugins, FakeRecords, FakeSpecs, FakeTargets
from fakes.releases import FakeStore
from fakes.workflows_recorded import RecordedWorkflows

NOW = datetime(2026, 1, 1, 12, 0, 30, tzinfo=UTC)
APP = Path(__file__).resolve().parents[3] / "functions/serve_api/app.py"
SINK = "io.debezium.connector.jdbc.JdbcSinkConnector"
PLUGIN = Plugin(
    name="debezium-jdbc-1a2b3c4d",
    recipe="debezium-jdbc",
    bundle_key="bundles/x.zip",
    sha256="1a2b3c4d",
    size=33_000_000,
    java_level=17,
    classes=(PluginClass(SINK, "sink", "3.1.0"), PluginClass("x.JsonConverter", "converter", "1.0")),
    arn="arn:aws:kafkaconnect:us-east-1:123456789012:custom-plugin/debezium-jdbc-1a2b3c4d/1-1",
    state="ACTIVE",
    origin="s3://intake/uploads/debezium-jdbc.yaml?versionId=1",
    created_at=NOW,
)
TARGET = Target("default", "b-1:9098", ("subnet-1",), ("sg-1",), "arn:aws:iam::123456789012:role/connectpilot/x")
CONFIG = {"connector.class": SINK, "tasks.max": "2", "topics": "orders", "connection.password": "${env:PASSWORD}"}
FOREIGN = Connector(
    arn="arn:aws:kafkaconnect:us-east-1:123456789012:connector/theirs/1-1",
    name="theirs",
    state=ConnectorState.RUNNING,
    version="K1",
    capacity=Provisioned(2, 1),
    kafka_connect_version="3.7.x",
    plugin_arn="arn:aws:kafkaconnect:us-east-1:123456789012:custom-plugin/theirs/1-1",
    configuration={"connector.class": "x.TheirSink", "topics": "a"},
)


class Answer(SimpleNamespace):
    """Status, headers and JSON of an answer."""

    @property
    def json(self):
        return json.loads(self.text) if self.text else None


class World:
    """Everything the API stands on, and `call`, which is what API Gateway would do."""

    def __init__(self):
        self.records, self.specs = FakeRecords(), FakeSpecs()
        self.plugins, self.targets = FakePlugins(PLUGIN), FakeTargets(TARGET)
        self.msk, self.metrics, self.workflows = FakeMskConnect(now=NOW), FakeMetrics(), RecordedWorkflows()
        self.intake, self.bundles = FakeStore(), FakeStore()
        self.requests = 0

    def call(self, method, path, body=None, query="", raw=None, kind="application/json"):
        self.requests += 1
        data = raw.encode() if isinstance(raw, str) else raw
        data = json.dumps(body).encode() if data is None and body is not None else data
        parameters = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
        event = {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": path,
            "rawQueryString": query,
            "queryStringParameters": parameters,
            "headers": {"host": "connect.example", "x-forwarded-proto": "https"}
            | ({"content-type": kind} if kind else {}),
            "requestContext": {
                "requestId": f"request-{self.requests}",
                "stage": "$default",
                "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"},
                "authorizer": {"iam": {"userArn": "arn:aws:iam::123456789012:user/alice"}},
            },
            "isBase64Encoded": data is not None,
            "body": base64.b64encode(data).decode() if data is not None else None,
        }
        answer = self.handler(event, CONTEXT)
        headers = {key.lower(): value for key, value in (answer.get("headers") or {}).items()}
        return Answer(status=answer["statusCode"], text=answer.get("body") or "", headers=headers)

    def made(self, name="orders", **fields):
        """A connector that was created and whose request has ended."""
        assert self.call("POST", "/connectors", {"name": name, "config": CONFIG}).status == 201
        self.records.conclude(name, self.records.get(name).request_id, outcome="changed", **fields)
        self.msk.connectors[f"arn:{name}"] = replace(FOREIGN, arn=f"arn:{name}", name=name, configuration=CONFIG)

    @property
    def asked(self):
        return [(one["intent"], one["connector"]) for one in self.workflows.started.values()]


CONTEXT = SimpleNamespace(
    function_name="serve_api",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:serve_api",
    aws_request_id="1",
)


@pytest.fixture
def world(monkeypatch):
    world = World()
    monkeypatch.setattr(root, "now", lambda: NOW)
    stores = (world.records, world.specs, world.plugins)
    factories = {
        "records": world.records,
        "plugins": world.plugins,
        "targets": world.targets,
        "show_connectors": ShowConnectors(world.records, world.specs, world.msk, world.metrics),
        "show_plugins": ShowPlugins(world.plugins, world.bundles),
        "show_reports": ShowReports(world.intake),
        "apply_connector": ApplyConnector(*stores, world.targets, world.msk, world.workflows),
        "request_change": RequestChange(world.records, world.msk, world.workflows),
        "adopt_connector": AdoptConnector(*stores, world.msk, world.workflows),
    }
    for name, made in factories.items():
        monkeypatch.setattr(wiring, name, lambda made=made: made)
    spec = importlib.util.spec_from_file_location("serve_api_app", APP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    world.handler = module.handler
    return world
