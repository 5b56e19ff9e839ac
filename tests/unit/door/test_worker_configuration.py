"""Worker configurations: derived, shared where equal, and never what MSK Connect would refuse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from connectpilot.domain.changes.worker_configuration import derive_worker_configuration, offset_topic_of
from connectpilot.domain.changes.worker_rules import why_forbidden
from connectpilot.domain.errors import InvalidSpecError, UnknownTargetError
from fakes.door_samples import PLUGIN, SECRETS, SINK, TARGET, desired_of, spec_of


def derived(connector="orders", target=TARGET, kind="source", classes=()):
    return derive_worker_configuration(connector, target, kind=kind, provider_classes=classes, region="us-east-1")


def lines(configuration):
    return dict(line.split("=", 1) for line in configuration.properties.splitlines())


def test_sinks_share_one_and_each_source_has_its_own():
    assert derived("a", kind="sink") == derived("b", kind="sink")
    assert derived("a").name != derived("b").name


def test_a_source_gets_an_offset_topic_of_its_own():
    assert offset_topic_of(derived("orders").properties) == "connectpilot-offsets-orders"
    assert offset_topic_of(derived("orders", kind="sink").properties) is None


def test_a_class_of_unknown_kind_is_treated_as_a_source():
    assert offset_topic_of(derived(kind="unknown").properties) == "connectpilot-offsets-orders"


def test_the_name_comes_from_the_content():
    other = replace(TARGET, worker_settings={"offset.flush.interval.ms": "5000"})
    assert derived().name == derived().name
    assert derived().name != derived(target=other).name


def test_converters_are_json_unless_the_target_says_otherwise():
    own = replace(TARGET, worker_settings={"value.converter": "my.Converter"})
    assert lines(derived())["key.converter"].endswith("JsonConverter")
    assert lines(derived(target=own))["value.converter"] == "my.Converter"


def test_providers_in_the_plugin_are_declared_and_fail_where_nothing_is_found():
    found = lines(derived(classes=[SECRETS]))
    assert found["config.providers"] == "env,secretsmanager"
    assert found["config.providers.secretsmanager.class"] == SECRETS
    assert found["config.providers.secretsmanager.param.region"] == "us-east-1"
    assert found["config.providers.secretsmanager.param.NotFoundStrategy"] == "fail"


@pytest.mark.parametrize(("version", "there"), [("2.7.1", False), ("3.4.0", False), ("3.5.1", True), ("3.7.x", True)])
def test_the_environment_can_be_referred_to_since_kafka_3_5(version, there):
    assert ("env" in derived(target=replace(TARGET, kafka_connect_version=version)).providers) is there


def test_a_targets_own_providers_are_left_as_they_are():
    own = replace(TARGET, worker_settings={"config.providers": "mine", "config.providers.mine.class": "my.Provider"})
    assert derived(target=own, classes=[SECRETS]).providers == ("mine",)


@pytest.mark.parametrize(
    "key",
    ["bootstrap.servers", "group.id", "rest.port", "security.protocol", "sasl.jaas.config", "plugin.path",
     "producer.sasl.mechanism", "consumer.group.id", "connector.client.config.override.policy", "log4j.rootLogger",
     "admin.retries", "status.storage.topic"],
)  # fmt: skip
def test_what_msk_connect_refuses_is_refused_with_the_reason(key):
    with pytest.raises(UnknownTargetError, match=f'worker setting "{key}": MSK Connect'):
        derived(target=replace(TARGET, worker_settings={key: "x"}))


@pytest.mark.parametrize(
    "key", ["offset.flush.timeout.ms", "producer.linger.ms", "consumer.max.poll.records", "exactly.once.source.support"]
)
def test_what_msk_connect_takes_is_taken(key):
    assert why_forbidden(key) is None


@pytest.mark.parametrize("value", ["two\nlines", "tab\tbed", "ümlaut"])
def test_a_setting_cannot_smuggle_in_another(value):
    with pytest.raises(UnknownTargetError, match="printable ASCII"):
        derived(target=replace(TARGET, worker_settings={"offset.flush.timeout.ms": value}))


def test_a_reference_to_a_provider_that_is_not_there_is_refused():
    spec = spec_of(database__password="${secretsmanager:orders:password}")
    with pytest.raises(InvalidSpecError, match="no such config provider"):
        desired_of(spec, plugin=replace(PLUGIN, classes=PLUGIN.classes[:2]))


def test_a_secret_named_by_a_bare_arn_is_refused_and_by_an_encoded_one_taken():
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:AmazonMSK_orders/cdc-AbCdEf"
    with pytest.raises(InvalidSpecError, match=r"database\.password: .*%3A for each colon"):
        desired_of(spec_of(database__password=f"${{secretsmanager:{arn}:password}}"))
    encoded = f"${{secretsmanager:{arn.replace(':', '%3A')}:password}}"
    assert desired_of(spec_of(database__password=encoded)).configuration["database.password"] == encoded


def test_a_connector_with_references_is_not_restarted_by_them():
    found = desired_of(spec_of(database__password="${secretsmanager:orders:password}"))
    assert found.configuration["config.action.reload"] == "none"
    assert "config.action.reload" not in desired_of(spec_of()).configuration


def test_defaults_of_the_target_yield_to_the_spec():
    target = replace(TARGET, connector_defaults={"topics": "default", "errors.tolerance": "none"})
    found = desired_of(spec_of(connector_class=SINK), target)
    assert (found.configuration["topics"], found.configuration["errors.tolerance"]) == ("orders", "none")
