"""What a target receives of an event."""

import json

import pytest
from connectpilot_local.cloud.events.transform import InvalidInputError, body_for

EVENT = {
    "id": "1",
    "detail-type": "Alarm",
    "time": "2026-11-20T12:00:00Z",
    "detail": {"alarmName": 'the "big" one', "state": {"value": "ALARM"}, "list": [{"a": 1}, {"a": 2}]},
}


def body(target):
    return body_for(target, EVENT, rule_arn="arn:rule", rule_name="rule")


def test_without_instructions_it_is_the_whole_event():
    assert json.loads(body({})) == EVENT


def test_input_is_taken_as_it_stands():
    assert body({"Input": '{"a": 1}'}) == '{"a": 1}'


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$.detail.state", {"value": "ALARM"}),
        ("$.detail-type", "Alarm"),
        ("$.detail.list[1].a", 2),
        ("$.nothing.here", None),
    ],
)
def test_input_path_takes_a_part(path, expected):
    assert json.loads(body({"InputPath": path})) == expected


def test_a_template_takes_values_as_json_outside_and_as_text_inside_quotes():
    target = {
        "InputTransformer": {
            "InputPathsMap": {"name": "$.detail.alarmName", "state": "$.detail.state", "none": "$.detail.none"},
            "InputTemplate": '{"alarm": <name>, "said": "it is <name>, <none>", "state": <state>,'
            ' "rule": "<aws.events.rule-name>", "whole": <aws.events.event.json>}',
        }
    }
    assert json.loads(body(target)) == {
        "alarm": 'the "big" one',
        "said": 'it is the "big" one, ',
        "state": {"value": "ALARM"},
        "rule": "rule",
        "whole": EVENT,
    }


def test_a_path_that_is_more_than_names_is_an_error():
    with pytest.raises(InvalidInputError, match="more than a path"):
        body({"InputPath": "$.detail.list[*].a"})
