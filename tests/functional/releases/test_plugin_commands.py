"""connectpilot plugins show, diff and prune, on plugins that the real handlers released."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from connectpilot.adapters.plugins_table import PluginsTable
from connectpilot_cli import plugin_contents, plugin_prune
from connectpilot_cli.main import app
from fakes.java import class_file, jar, zipped
from typer.testing import CliRunner

BUNDLES = "connectpilot-bundles"


class Api:
    """What `GET /connectpilot/plugins` answers, from the same table."""

    def __init__(self, session):
        self.table = PluginsTable(session.resource("dynamodb").Table("plugins"))

    def get(self, path):
        assert path == "/connectpilot/plugins"
        found = sorted(self.table.all(), key=lambda plugin: plugin.name)
        return [{**asdict(plugin), "created_at": plugin.created_at.isoformat()} for plugin in found]


@pytest.fixture
def cli(way, monkeypatch):
    """Two releases of one archive, an hour apart, looked at two months later."""
    for java, parent in ((11, "orders.jar"), (17, "orders-new.jar")):
        body = zipped({parent: jar({"com/example/Orders": class_file(java=java)})})
        way.release(way.upload("uploads/orders.zip", body))
        way.stand.clock.advance(seconds=3600)
    for name in ("connectors", "specs"):
        way.stand.client("dynamodb").create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    tables = {"PluginsTable": "plugins", "ConnectorsTable": "connectors", "SpecsTable": "specs"}
    stack = SimpleNamespace(client=way.stand.client, outputs={"BundleBucket": BUNDLES, **tables})

    @contextmanager
    def api_of(_):
        yield Api(way.stand.session)

    for module in (plugin_contents, plugin_prune):
        monkeypatch.setattr(module, "api_of", api_of)
        monkeypatch.setattr(module, "open_stack", lambda _: stack)
    monkeypatch.setattr(plugin_prune, "_now", lambda: datetime.now(UTC) + timedelta(days=60))

    def run(*words):
        return CliRunner().invoke(app, ["plugins", *words], catch_exceptions=False)

    return run


@pytest.fixture
def names(way):
    """The older, then the newer."""
    return [one["name"]["S"] for one in sorted(way.items(), key=lambda one: one["createdAt"]["S"])]


def test_a_plugin_is_shown_with_what_is_inside(cli, names):
    shown = cli("show", names[0])
    assert "source: com.example.Orders" in shown.stdout
    assert "needs Java 11" in shown.stdout
    assert cli("show", "orders").exit_code == 2
    assert names[0] in cli("show", "orders").stderr


def test_two_plugins_are_compared(cli, names):
    assert "~ Java level 11 -> 17" in cli("diff", *names).stdout
    assert cli("diff", names[0], names[0]).stdout == "the same inside\n"


def test_pruning_shows_and_removes_nothing_unless_told(cli, way, names):
    answer = cli("prune")
    assert names[0] in answer.stdout
    assert names[1] not in answer.stdout
    assert "nothing is removed" in answer.stderr
    assert len(way.plugins()) == len(way.items()) == 2


def test_pruning_removes_the_plugin_and_the_next_time_its_bundle(cli, way, names):
    assert f"removed {names[0]}" in cli("prune", "--yes").stdout
    assert [one["name"]["S"] for one in way.items()] == [names[1]]
    way.stand.clock.advance(seconds=600)
    assert [one["name"] for one in way.plugins()] == [names[1]]
    cli("prune", "--yes")
    left = way.s3.list_objects_v2(Bucket=BUNDLES)["Contents"]
    kept = next(one["bundleKey"]["S"] for one in way.items()).partition(".")[0]
    assert {one["Key"].partition(".")[0] for one in left if one["Key"].startswith("bundles/")} == {kept}


def test_a_plugin_that_a_connector_s_record_names_by_its_spec_is_kept(cli, way, names):
    dynamodb = way.stand.client("dynamodb")
    dynamodb.put_item(TableName="specs", Item={"id": {"S": "1"}, "digest": {"S": "d1"}, "plugin": {"S": names[0]}})
    record = {"id": {"S": "orders"}, "request": {"M": {"good": {"L": [{"S": "d1"}]}}}}
    dynamodb.put_item(TableName="connectors", Item=record)
    assert "nothing unused" in cli("prune", "--yes").stderr
    assert len(way.plugins()) == 2


def test_a_plugin_that_any_connector_of_msk_connect_uses_is_kept(cli, way, names, monkeypatch):
    arn = next(one["customPluginArn"] for one in way.plugins() if one["name"] == names[0])
    page = {"connectors": [{"plugins": [{"customPlugin": {"customPluginArn": arn, "revision": 1}}]}]}
    paginator = SimpleNamespace(paginate=lambda: [page])
    monkeypatch.setattr(way.stand.kafkaconnect, "get_paginator", lambda _: paginator)
    assert "nothing unused" in cli("prune", "--yes").stderr


def test_what_is_young_is_not_even_shown(cli):
    assert json.loads(cli("prune", "--older-than", "90", "--json").stdout) == []
