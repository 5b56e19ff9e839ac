"""The tables of the CloudWatch user guide on missing data, and the wording of reasons."""

import pytest
from connectpilot_local.cloud.events.alarm_rules import AlarmRule, Point, judge

T0 = 1_795_176_000


def points(drawn):
    """X breaches, 0 does not, - is missing; oldest first, as the user guide draws them."""
    values = {"X": 10.0, "0": 0.0}
    return [None if sign == "-" else Point(T0 + 60 * n, values[sign], 1.0) for n, sign in enumerate(drawn.split())]


def rule(treatment="missing", needed=3, of=3):
    return AlarmRule("GreaterThanOrEqualToThreshold", 5.0, of, needed, treatment)


KEPT = "kept"
THREE_OF_THREE = [
    ("0 - X - X", "OK", "OK", "OK", "OK"),
    ("- - - - 0", "OK", "OK", "OK", "OK"),
    ("- - - - -", "INSUFFICIENT_DATA", KEPT, "ALARM", "OK"),
    ("0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("- - X - -", "ALARM", KEPT, "ALARM", "OK"),
]
TWO_OF_THREE = [
    ("0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"),
    ("0 - X - -", "OK", "OK", "ALARM", "OK"),
    ("- - - - 0", "OK", "OK", "ALARM", "OK"),
    ("- - - X -", "ALARM", KEPT, "ALARM", "OK"),
]
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
CASES = [
    (drawn, needed, treatment, expected)
    for needed, table in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
    for drawn, *row in table
    for treatment, expected in zip(TREATMENTS, row, strict=True)
]


@pytest.mark.parametrize(("drawn", "needed", "treatment", "expected"), CASES)
@pytest.mark.parametrize("current", ["OK", "ALARM"])
def test_missing_data_are_treated_as_documented(drawn, needed, treatment, expected, current):
    found = judge(rule(treatment, needed), points(drawn), current)
    assert found.state == (current if expected is KEPT else expected)


@pytest.mark.parametrize(
    ("comparison", "value", "expected"),
    [
        ("GreaterThanThreshold", 5.0, "OK"),
        ("GreaterThanThreshold", 5.1, "ALARM"),
        ("GreaterThanOrEqualToThreshold", 5.0, "ALARM"),
        ("LessThanThreshold", 5.0, "OK"),
        ("LessThanThreshold", 4.9, "ALARM"),
        ("LessThanOrEqualToThreshold", 5.0, "ALARM"),
    ],
)
def test_each_comparison_bites(comparison, value, expected):
    assert judge(AlarmRule(comparison, 5.0, 1, 1), [Point(T0, value, 1)], "OK").state == expected


def test_the_reason_reads_as_cloudwatchs():
    reason = judge(rule(of=1, needed=1), [Point(T0, 10.0, 1)], "OK").reason
    assert reason == (
        "Threshold Crossed: 1 out of the last 1 datapoints [10.0 (20/11/26 12:00:00)] was greater than or equal to "
        "the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )


def test_the_way_back_says_not():
    reason = judge(rule(of=1, needed=1), [Point(T0, 1.0, 1)], "ALARM").reason
    assert "was not greater than or equal to the threshold (5.0)" in reason
    assert "ALARM -> OK" in reason
