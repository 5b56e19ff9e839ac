"""connectpilot plugins show, diff and prune, on plugins that the real handlers released."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from connectpilot.adapters.plugins_table import PluginsTable
from connectpilot_cli import plugin_contents, plugin_prune
from connectpilot_cli.main import app
from connectpilot_local.msk_connect.assumptions import Assumptions
from fakes.java import class_file, jar, zipped
from typer.testing import CliRunner

from .conftest import BUNDLES, RELEASE_PLUGIN


def later(way):
    """Two months after: moto gives objects this machine's time."""
    return max(datetime.now(UTC), way.stand.clock.now()) + timedelta(days=60)


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
    tables = {"PluginsTable": "plugins", "ConnectorsTable": "connectors", "SpecsTable": "specs"}
    outputs = {"BundleBucket": BUNDLES, "ReleasePluginArn": RELEASE_PLUGIN, **tables}
    stack = SimpleNamespace(client=way.stand.client, session=way.stand.session, outputs=outputs)

    @contextmanager
    def api_of(_):
        yield Api(way.stand.session)

    monkeypatch.setattr(plugin_contents, "api_of", api_of)
    for module in (plugin_contents, plugin_prune):
        monkeypatch.setattr(module, "open_stack", lambda _: stack)
    monkeypatch.setattr(plugin_prune, "_now", lambda: later(way))

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


def test_a_plugin_that_came_with_an_adopted_connector_is_shown_as_far_as_it_is_known(cli, way, names):
    table = PluginsTable(way.stand.session.resource("dynamodb").Table("plugins"))
    table.put(replace(table.get(names[0]), name="theirs", bundle_key="", sha256="", size=0, origin="adopted"))
    shown = cli("show", "theirs")
    assert shown.exit_code == 0
    assert "made by other means" in shown.stdout
    assert "source: com.example.Orders" in shown.stdout
    assert json.loads(cli("show", "theirs", "--json").stdout)["origin"] == "adopted"
    compared = cli("diff", "theirs", names[0])
    assert compared.exit_code == 1
    assert "theirs cannot be looked into" in compared.stderr


def test_two_plugins_are_compared(cli, names):
    assert "~ Java level 11 -> 17" in cli("diff", *names).stdout
    assert cli("diff", names[0], names[0]).stdout == "the same inside\n"


def test_pruning_shows_and_removes_nothing_unless_told(cli, way, names):
    (shown,) = json.loads(cli("prune", "--json").stdout)
    assert (shown["kind"], shown["name"]) == ("plugin", names[0])
    assert shown["why"] == f"no connector uses it, and {names[1]} is newer"
    answer = cli("prune")
    assert names[0] in answer.stdout
    assert "nothing is removed" in answer.stderr
    assert len(way.plugins()) == len(way.items()) == 2


def test_pruning_with_json_says_the_rest_beside_it(cli, names):
    answer = cli("prune", "--yes", "--json")
    assert [one["name"] for one in json.loads(answer.stdout)] == [names[0]]
    assert f"{names[0]} is being deleted by MSK Connect" in answer.stderr


def test_pruning_removes_the_plugin_and_the_next_time_its_bundle(cli, way, names):
    assert f"{names[0]} is being deleted by MSK Connect" in cli("prune", "--yes").stdout
    assert next(one["state"]["S"] for one in way.items() if one["name"]["S"] == names[0]) == "DELETING"
    way.stand.clock.advance(seconds=600)
    assert [one["name"] for one in way.plugins()] == [names[1]]
    said = cli("prune", "--yes").stdout
    assert f"removed {names[0]}" in said
    assert "removed bundles/" in said
    assert [one["name"]["S"] for one in way.items()] == [names[1]]
    left = way.s3.list_objects_v2(Bucket=BUNDLES)["Contents"]
    kept = next(one["bundleKey"]["S"] for one in way.items()).partition(".")[0]
    assert {one["Key"].partition(".")[0] for one in left if one["Key"].startswith("bundles/")} == {kept}


def test_a_plugin_that_a_connector_s_record_names_by_its_spec_is_kept(cli, way, names):
    dynamodb, digest = way.stand.client("dynamodb"), "d" * 64
    dynamodb.put_item(TableName="specs", Item={"digest": {"S": digest}, "plugin": {"S": names[0]}})
    request = json.dumps({"intent": "apply", "specDigest": digest})
    dynamodb.put_item(TableName="connectors", Item={"name": {"S": "orders"}, "request": {"S": request}})
    assert "nothing unused" in cli("prune", "--yes").stderr
    assert len(way.plugins()) == 2


@pytest.mark.parametrize("way", [None, Assumptions().flipped("delete_in_use")], indirect=True)
def test_a_plugin_that_any_connector_of_msk_connect_uses_is_kept(cli, way, names):
    """Whether MSK Connect would refuse to delete it or not."""
    way.run_on(names[0])
    assert "nothing unused" in cli("prune", "--yes").stderr
    assert len(way.plugins()) == len(way.items()) == 2


def test_what_msk_connect_refuses_is_said_and_ends_with_an_error(cli, way, names, monkeypatch):
    """A connector that our look does not see."""
    way.run_on(names[0])
    monkeypatch.setattr(plugin_prune.MskConnect, "list", lambda self: [])
    answer = cli("prune", "--yes")
    assert answer.exit_code == 1
    assert f"{names[0]} stays: DeleteCustomPlugin: The custom plugin is in use by connectors: orders." in answer.stderr
    assert len(way.plugins()) == len(way.items()) == 2


def test_a_release_in_progress_puts_it_off(cli, way, monkeypatch):
    monkeypatch.setattr(plugin_prune.ReleaseExecutions, "running", lambda self: True)
    answer = cli("prune", "--yes")
    assert "a release is in progress" in answer.stderr
    assert len(way.plugins()) == len(way.items()) == 2


def test_what_is_young_is_not_even_shown(cli):
    assert json.loads(cli("prune", "--older-than", "90", "--json").stdout) == []
