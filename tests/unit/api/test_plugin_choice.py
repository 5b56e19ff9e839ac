"""Which plugin serves a connector."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from connectpilot.domain.errors import AmbiguousPluginError, UnknownPluginError
from connectpilot.domain.plugin import Plugin, PluginClass
from connectpilot.domain.plugins.plugin_choice import choose_plugin, kind_of
from connectpilot.domain.spec import parse_spec

MYSQL = "io.debezium.connector.mysql.MySqlConnector"
OLD = Plugin(
    name="debezium-mysql-3-1-11111111",
    recipe="debezium-mysql",
    bundle_key="bundles/1.zip",
    sha256="1" * 64,
    size=1,
    java_level=17,
    classes=(PluginClass(MYSQL, "source", "3.1"), PluginClass("x.SecretsProvider", "config_provider", "1")),
    arn="arn:aws:kafkaconnect:us-east-1:123456789012:custom-plugin/old/1",
    state="ACTIVE",
    origin="s3://intake/uploads/debezium-mysql.yaml",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)
NEW = replace(OLD, name="debezium-mysql-3-2-22222222", created_at=datetime(2026, 2, 1, tzinfo=UTC))
OTHER = replace(NEW, name="everything-33333333", recipe="everything")


def chosen(*plugins, plugin=None, connector_class=MYSQL):
    reserved = {"connectpilot.plugin": plugin} if plugin else {}
    return choose_plugin(parse_spec("orders", {"connector.class": connector_class, **reserved}), plugins)


def test_the_newest_of_a_recipe_serves():
    assert chosen(NEW, OLD) is NEW


@pytest.mark.parametrize("short", ["MySqlConnector", "MySql"])
def test_kafka_connects_short_class_names_serve_too(short):
    assert chosen(OLD, connector_class=short) is OLD


def test_a_named_one_serves():
    assert chosen(OLD, NEW, OTHER, plugin=OLD.name) is OLD


def test_several_recipes_are_a_question_that_lists_them():
    with pytest.raises(AmbiguousPluginError, match=f"{NEW.name}.*{OTHER.name}"):
        chosen(NEW, OTHER)


@pytest.mark.parametrize(
    ("plugins", "asked", "says"),
    [
        pytest.param([], {}, "no ACTIVE plugin holds .*none yet", id="none at all"),
        pytest.param([replace(OLD, state="CREATING")], {}, "none yet", id="one that is not ACTIVE"),
        pytest.param([OLD], {"connector_class": "x.Y"}, f"no ACTIVE plugin holds x.Y.*{MYSQL}", id="another class"),
        pytest.param([OLD], {"plugin": "nope"}, f"no ACTIVE plugin is named nope.*{OLD.name}", id="an unknown name"),
        pytest.param([OLD], {"plugin": OLD.name, "connector_class": "x.Y"}, "does not hold x.Y", id="the wrong plugin"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(plugins, asked, says):
    with pytest.raises(UnknownPluginError, match=says):
        chosen(*plugins, **asked)


def test_a_config_provider_is_no_connector():
    with pytest.raises(UnknownPluginError):
        chosen(OLD, connector_class="x.SecretsProvider")


def test_the_kind_of_a_class():
    assert kind_of(OLD, MYSQL) == "source"
    assert kind_of(OLD, "x.Y") == "unknown"
