"""Event patterns, as the EventBridge user guide describes them."""

import pytest
from connectpilot_local.cloud.events.patterns import matches

EVENT = {
    "source": "aws.s3",
    "detail-type": "Object Created",
    "detail": {
        "bucket": {"name": "intake"},
        "object": {"key": "uploads/a.zip", "size": 300},
        "flag": True,
        "nothing": None,
        "tags": ["blue", "green"],
        "records": [{"name": "a", "state": "RUNNING"}, {"name": "b", "state": "FAILED", "tasks": [{"id": 3}]}],
        "empty": [],
    },
}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ({"source": ["aws.s3"]}, True),
        ({"source": ["aws.ec2"]}, False),
        ({"source": ["aws.s3", "aws.ec2"], "detail-type": ["Object Created"]}, True),
        ({"detail": {"bucket": {"name": ["intake"]}}}, True),
        ({"detail": {"bucket": {"name": ["other"]}}}, False),
        ({"detail": {"object": {"key": [{"prefix": "uploads/"}]}}}, True),
        ({"detail": {"object": {"key": [{"suffix": ".jar"}, {"suffix": ".zip"}]}}}, True),
        ({"detail": {"object": {"key": [{"wildcard": "uploads/*.zip"}]}}}, True),
        ({"detail": {"object": {"key": [{"anything-but": {"prefix": "uploads/"}}]}}}, False),
        ({"detail": {"object": {"size": [{"numeric": [">", 100, "<=", 300]}]}}}, True),
        ({"detail": {"object": {"size": [{"numeric": [">", 300]}]}}}, False),
        ({"detail": {"flag": [True]}}, True),
        ({"detail": {"flag": [1]}}, False),
        ({"detail": {"nothing": [None]}}, True),
        ({"detail": {"tags": ["green"]}}, True),
        ({"detail": {"tags": ["red"]}}, False),
        ({"detail": {"missing": [{"exists": False}]}}, True),
        ({"detail": {"flag": [{"exists": False}]}}, False),
        ({"detail": {"flag": [{"exists": True}]}}, True),
        ({"detail": {"missing": {"deeper": [{"exists": False}]}}}, True),
        ({"detail": {"records": {"state": ["FAILED"]}}}, True),
        ({"detail": {"records": {"state": ["PAUSED"]}}}, False),
        ({"detail": {"records": {"tasks": {"id": [3]}}}}, True),
        ({"detail": {"records": {"name": ["b"], "state": ["FAILED"]}}}, True),
        ({"detail": {"empty": {"state": [{"exists": False}]}}}, True),
        ({"$or": [{"source": ["x"]}, {"detail-type": ["Object Created"]}]}, True),
        ({"$or": [{"source": ["x"]}, {"detail-type": ["y"]}]}, False),
    ],
)
def test_a_pattern_decides(pattern, expected):
    assert matches(pattern, EVENT) is expected


def test_fields_below_an_array_must_meet_in_one_element():
    assert not matches({"detail": {"records": {"name": ["a"], "state": ["FAILED"]}}}, EVENT)
