"""Reading a spec: what is accepted, and what a refusal says."""

import pytest
from connectpilot.domain.capacity import Autoscaled, Provisioned
from connectpilot.domain.errors import InvalidSpecError
from connectpilot.domain.spec import parse_spec
from hypothesis import given
from hypothesis import strategies as st

CLASS = {"connector.class": "io.debezium.connector.mysql.MySqlConnector"}


def spec(name="orders", **reserved):
    return parse_spec(name, CLASS | {f"connectpilot.{key}": value for key, value in reserved.items()})


def test_reserved_keys_are_kept_for_get_and_stripped_for_msk_connect():
    read = spec(target="staging")
    assert read.target == "staging"
    assert read.wanted["connectpilot.target"] == "staging"
    assert read.configuration == CLASS


def test_numbers_and_flags_become_strings_as_in_kafka_connect():
    assert parse_spec("orders", {**CLASS, "tasks.max": 2, "x": True, "name": "orders"}).configuration == {
        **CLASS,
        "tasks.max": "2",
        "x": "true",
    }


@pytest.mark.parametrize(
    ("reserved", "capacity"),
    [
        pytest.param({}, Provisioned(1, 1), id="the least by default"),
        pytest.param({"capacity.workers": "3", "capacity.mcu": "4"}, Provisioned(3, 4), id="provisioned"),
        pytest.param({"capacity.max.workers": "5"}, Autoscaled(1, 5, 1, 20, 80), id="autoscaled with defaults"),
        pytest.param(
            {"capacity.min.workers": "2", "capacity.max.workers": "4", "capacity.scale.out.percent": "70"},
            Autoscaled(2, 4, 1, 20, 70),
            id="autoscaled",
        ),
    ],
)
def test_capacity(reserved, capacity):
    assert spec(**reserved).capacity == capacity


@pytest.mark.parametrize(
    ("reserved", "says"),
    [
        pytest.param({"capacity.mcu": "3"}, "capacity.mcu.*one of", id="three MCU"),
        pytest.param({"capacity.workers": "11"}, "capacity.workers.*1 to 10", id="too many workers"),
        pytest.param({"capacity.workers": "²"}, "capacity.workers.*1 to 10", id="a digit that is none"),
        pytest.param(
            {"capacity.workers": "2", "capacity.max.workers": "3"}, "exclude each other", id="both capacities"
        ),
        pytest.param({"healing.enabled": "maybe"}, "healing.enabled.*true or false", id="a flag"),
        pytest.param({"capacty.workers": "2"}, "capacty.workers.*not a key.*capacity.workers", id="a misspelt key"),
    ],
)
def test_a_wrong_reserved_key_is_named(reserved, says):
    with pytest.raises(InvalidSpecError, match=says):
        spec(**reserved)


@pytest.mark.parametrize("name", ["", "a/b", "a b", "-a", "a-", "ä", "x" * 129, "a\n"])
def test_a_name_that_cannot_be_carried_is_refused(name):
    with pytest.raises(InvalidSpecError, match="letters, digits and hyphens"):
        spec(name)


def test_a_missing_class_says_where_to_find_one():
    with pytest.raises(InvalidSpecError, match="GET /connector-plugins"):
        parse_spec("orders", {"tasks.max": "1"})


@pytest.mark.parametrize("value", [None, [], {}, ["s3cr3t"]])
def test_a_refusal_never_repeats_the_value(value):
    with pytest.raises(InvalidSpecError, match=r"database\.password") as refusal:
        parse_spec("orders", {**CLASS, "database.password": value})
    assert "s3cr3t" not in str(refusal.value)


@given(st.dictionaries(st.text(min_size=1).filter(lambda key: not key.startswith("connectpilot.")), st.text()))
def test_the_digest_knows_neither_order_nor_the_way_there(configuration):
    configuration = {key: value for key, value in configuration.items() if key != "name"} | CLASS
    backwards = dict(reversed(configuration.items()))
    one, other = parse_spec("orders", configuration), parse_spec("orders", backwards)
    assert one.digest == other.digest == parse_spec("orders", one.wanted).digest
    assert one.digest != parse_spec("payments", configuration).digest
