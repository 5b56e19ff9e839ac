"""What a configuration names is looked up in the plugin's manifest, before anything is asked of AWS."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from connectpilot.domain.plugin import Plugin, PluginClass
from connectpilot.domain.plugins.plugin_fit import misfits

ROUTER = "io.debezium.transforms.ByLogicalTableRouter"
PLUGIN = Plugin(
    name="orders-1",
    recipe="orders",
    bundle_key="bundles/a.zip",
    sha256="a" * 64,
    size=1,
    java_level=17,
    classes=(
        PluginClass("com.example.Orders", "source", "1"),
        PluginClass(ROUTER, "transformation", "1"),
        PluginClass("com.example.Avro", "converter", "1"),
    ),
    arn="arn",
    state="ACTIVE",
    origin="",
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize(
    "configuration",
    [
        {"transforms": "route", "transforms.route.type": ROUTER},
        {"value.converter": "com.example.Avro", "value.converter.schema.name": "com.example.Nothing"},
        {"key.converter": "org.apache.kafka.connect.json.JsonConverter"},
        {"transforms.x.type": "org.apache.kafka.connect.transforms.InsertField$Value"},
        {"transforms.x.type": "InsertField$Value"},
        {"value.converter": "${env:CONVERTER.CLASS}"},
        {"connector.class": "com.example.Else"},
    ],
)
def test_what_the_plugin_or_the_workers_hold_fits(configuration):
    assert misfits(configuration, PLUGIN, "3.7.x") == ()


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("transforms.x.type", "io.debezium.Gone", f"no transformation io.debezium.Gone; it holds {ROUTER}"),
        ("value.converter", ROUTER, f"no converter {ROUTER}; it holds com.example.Avro"),
        ("header.converter", "com.example.Avro", "no header converter com.example.Avro; it holds none"),
        ("predicates.p.type", "com.example.P", "no predicate com.example.P"),
    ],
)
def test_what_nobody_holds_is_told_with_what_there_is(key, value, told):
    (wrong,) = misfits({key: value}, PLUGIN, "3.7.x")
    assert wrong.startswith(f"{key}: plugin orders-1 holds ")
    assert told in wrong
    assert wrong.endswith("add its jar to the plugin's recipe")


def test_a_plugin_for_a_newer_java_than_the_targets_is_told():
    (wrong,) = misfits({}, PLUGIN, "2.7.1")
    assert "classes for Java 17, and Kafka Connect 2.7.1 runs on Java 11" in wrong
    assert misfits({}, replace(PLUGIN, java_level=11), "2.7.1") == ()
