"""What counts as a difference, and how it is told."""

from __future__ import annotations

from dataclasses import replace

from connectpilot.domain.capacity import Autoscaled
from connectpilot.domain.changes.difference import compare
from fakes.door_samples import TWO_WORKERS, connector_of, desired_of, spec_of

WANTED = desired_of(spec_of())
HERE = connector_of(WANTED)
AUTOSCALED = desired_of(spec_of(connectpilot__capacity__max__workers="4"))


def test_the_same_is_no_difference():
    assert not compare(HERE, WANTED)


def test_the_name_that_msk_connect_adds_is_no_difference():
    assert not compare(replace(HERE, configuration={**HERE.configuration, "name": "orders"}), WANTED)


def test_the_tasks_that_msk_connect_sets_when_it_autoscales_are_no_difference():
    scaled = replace(connector_of(AUTOSCALED), configuration={**AUTOSCALED.configuration, "tasks.max": "8"})
    assert not compare(scaled, AUTOSCALED)
    assert compare(replace(HERE, configuration={**HERE.configuration, "tasks.max": "8"}), WANTED)


def test_keys_are_named_and_their_values_are_not():
    said = str(compare(replace(HERE, configuration={**HERE.configuration, "topics": "hush", "old": "hush"}), WANTED))
    assert said == '"old" is removed; "topics" changes'


def test_a_new_key_is_told():
    without = {key: value for key, value in HERE.configuration.items() if key != "topics"}
    assert compare(replace(HERE, configuration=without), WANTED).configuration == ('"topics" is new',)


def test_capacity_is_told_in_numbers():
    assert compare(replace(HERE, capacity=TWO_WORKERS), WANTED).capacity == (
        "capacity from 2 workers of 1 MCU to 1 worker of 1 MCU",
    )


def test_fixed_and_autoscaled_capacity_differ():
    assert compare(HERE, AUTOSCALED).capacity
    assert compare(replace(HERE, capacity=Autoscaled(1, 4)), AUTOSCALED).capacity == ()


def test_another_plugin_and_another_worker_configuration_are_told_by_name():
    other = replace(HERE, plugin_arn="arn:aws:kafkaconnect:r:1:custom-plugin/old/0-1", worker_configuration_arn=None)
    difference = compare(other, WANTED)
    assert difference.plugin == ("plugin from old to debezium",)
    assert "from the default one to connectpilot-" in difference.worker_configuration[0]


def test_what_cannot_be_updated_is_immutable():
    other = replace(HERE, kafka_connect_version="2.7.1", execution_role_arn="arn:other", bootstrap_servers="b-9")
    other = replace(other, authentication="NONE", encryption="PLAINTEXT")
    assert len(compare(other, WANTED).immutable) == 5
    assert "authentication from NONE to IAM" in str(compare(other, WANTED))
