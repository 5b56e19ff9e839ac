"""What is sent: methods, types of content, and bodies of every bad kind."""

import json

import pytest

from .conftest import CONFIG

HALF = '{"name": "orders", "config": {"connector.class": "x", "note": %s}}'


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/connectors", "GET,POST"),
        ("POST", "/connectors/orders/config", "GET,PATCH,PUT"),
        ("GET", "/connectors/orders/restart", "POST"),
        ("PUT", "/connectors/orders", "DELETE,GET"),
        ("POST", "/", "GET"),
    ],
)
def test_a_wrong_method_is_answered_with_those_that_there_are(world, method, path, allowed):
    answer = world.call(method, path)
    assert answer.status == answer.json["error_code"] == 405
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(("method", "path"), [("GET", "/nowhere"), ("PUT", "/connectors/orders/topics/reset")])
def test_an_unknown_path_is_answered_in_kafka_connects_shape(world, method, path):
    answer = world.call(method, path)
    assert answer.status == answer.json["error_code"] == 404
    assert "allow" not in answer.headers


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/connectors"), ("PUT", "/connectors/orders/config"), ("PATCH", "/connectors/orders/config")],
)
def test_a_body_that_is_not_called_json_is_refused(world, method, path, kind):
    answer = world.call(method, path, CONFIG, kind=kind)
    assert answer.status == answer.json["error_code"] == 415
    assert "application/json" in answer.json["message"]
    assert not world.asked


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_name_its_charset(world, kind):
    assert world.call("PUT", "/connectors/orders/config", CONFIG, kind=kind).status == 201


def test_a_request_without_a_body_needs_no_type(world):
    world.made()
    assert world.call("PUT", "/connectors/orders/pause", kind="").status == 202


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        pytest.param('{"name": ', "line 1, column", id="broken off"),
        pytest.param("", "not JSON", id="nothing"),
        pytest.param(b'{"name": "\xff"}', "UTF-8", id="another encoding"),
        pytest.param("[" * 100_000, "nested too deeply", id="nested without end"),
        pytest.param('{"a":' * 50_000, "nested too deeply", id="objects nested without end"),
        pytest.param(HALF % "NaN", "NaN", id="NaN"),
        pytest.param(HALF % "-Infinity", "-Infinity", id="an infinite number"),
        pytest.param(HALF % ("7" * 5000), "number of more than 1000 digits", id="a number of 5,000 digits"),
        pytest.param(HALF % '"\\ud800"', "half of a character", id="half of a character"),
        pytest.param('{"\\udfff": 1}', "half of a character", id="half of one in a key"),
        pytest.param(HALF % json.dumps("a" * 32769), '"note": a value may be 32 KiB', id="a value of more than 32 KiB"),
        pytest.param(HALF % json.dumps("é" * 16385, ensure_ascii=False), '"note": a value', id="by its bytes"),
        pytest.param(json.dumps({"a": "é" * 140_000}, ensure_ascii=False), "larger than 256 KiB", id="too large"),
    ],
)
def test_a_body_of_a_bad_kind_is_refused_and_not_repeated(world, raw, says):
    answer = world.call("POST", "/connectors", raw=raw)
    assert answer.status == answer.json["error_code"] == 400
    assert says in answer.json["message"]
    assert len(answer.text) < 300
    assert not world.records.all()


@pytest.mark.parametrize("number", ["1.10", "1e999", "9" * 1000, "-0"])
def test_a_number_is_kept_as_it_was_written(world, number):
    raw = json.dumps(CONFIG)[:-1] + f', "some.limit": {number}}}'
    answer = world.call("PUT", "/connectors/orders/config", raw=raw)
    assert answer.json["config"]["some.limit"] == number


def test_a_long_value_is_accepted(world):
    assert world.call("PUT", "/connectors/orders/config", {**CONFIG, "note": "a" * 32768}).status == 201
