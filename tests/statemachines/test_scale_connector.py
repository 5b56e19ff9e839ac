"""scale-connector in the interpreter: every branch, its functions and the door as callables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from harness import Lost

ALARM = json.loads((Path(__file__).parents[2] / "events" / "cpu_alarm.json").read_text())
LOOK = {"source": "connectpilot.sweep", "connector": "orders", "reason": "in ALARM", "id": "orders-1-capacity"}
REQUEST = {"requestId": "orders-1-scale", "connector": "orders", "intent": "apply", "specDigest": "new"}


def assessed(adjustment, **more):
    given = {"connector": "orders", "adjustment": adjustment, "reason": "the reason", "hint": "an alarm"}
    return given | {"openedAt": "2026-03-02T12:06:14+00:00", "record": True} | more


ADJUST = assessed("Adjust", request=REQUEST, fromDigest="old")


@pytest.fixture
def scale(run_machine):
    def run(assessment, *, event=ALARM, door=None, described=None, **more):
        functions = {
            "assess_capacity": (lambda given: assessment) if isinstance(assessment, dict) else assessment,
            "record_adjustment": lambda given: {"outcome": given["outcome"]},
        }
        answer = door or (lambda given: {"outcome": "changed", "reason": "", "steps": []})
        machines = {"operate_connector": answer} | ({"describe_operate_connector": described} if described else {})
        return run_machine("scale_connector", event, functions=functions, machines=machines, **more)

    return run


def test_an_adjustment_is_applied_by_the_door_and_recorded(scale):
    end = scale(ADJUST)
    assert end.given_to("operate_connector") == [REQUEST]
    (recorded,) = end.given_to("record_adjustment")
    assert (recorded["outcome"], recorded["digest"], recorded["fromDigest"]) == ("changed", "new", "old")
    assert end.output == {"outcome": "changed", "connector": "orders", "reason": "the reason"}


def test_no_adjustment_is_recorded_with_its_reason(scale):
    end = scale(assessed("Keep"))
    (recorded,) = end.given_to("record_adjustment")
    assert (recorded["outcome"], recorded["reason"], recorded["digest"]) == ("none", "the reason", None)
    assert end.given_to("operate_connector") == []


def test_no_news_is_not_recorded(scale):
    end = scale(assessed("Keep", record=False), event=LOOK)
    assert end.path[-1] == "NothingNew"
    assert end.output["reason"] == "the reason"


@pytest.mark.parametrize("event", [ALARM, LOOK])
def test_the_same_event_twice_is_assessed_once(scale, event):
    scale(assessed("Keep"), event=event)
    assert scale(assessed("Keep"), event=event).output == {"outcome": "duplicate"}


@pytest.mark.parametrize("outcome", ["busy", "refused", "unhealthy", "timedOut", "rolledBack", "unchanged"])
def test_every_outcome_of_the_door_is_recorded(scale, outcome):
    end = scale(ADJUST, door=lambda given: {"outcome": outcome, "reason": "because"})
    (recorded,) = end.given_to("record_adjustment")
    assert (recorded["outcome"], recorded["outcomeReason"]) == (outcome, "because")


class Bug(Exception):
    pass


def fail(given):
    raise Bug


def test_a_door_that_fails_is_recorded_as_failed(scale):
    assert scale(ADJUST, door=fail).given_to("record_adjustment")[0]["outcome"] == "failed"


ASKED_BEFORE = {"OperateConnector": Lost("StepFunctions.ExecutionAlreadyExistsException")}


@pytest.mark.parametrize("outcome", ["changed", "refused", "busy"])
def test_an_adjustment_that_was_asked_for_before_ends_as_it_ended_then(outcome, scale):
    end = scale(ADJUST, door=lambda given: {"outcome": outcome, "reason": "as it was"}, faults=ASKED_BEFORE)
    assert len(end.given_to("operate_connector")) == 1
    (recorded,) = end.given_to("record_adjustment")
    assert (recorded["outcome"], recorded["outcomeReason"]) == (outcome, "as it was")


def test_an_adjustment_whose_earlier_execution_failed_has_failed(scale):
    end = scale(ADJUST, door=fail, faults=ASKED_BEFORE)
    assert end.given_to("record_adjustment")[0]["outcome"] == "failed"


def described(outcome, request=REQUEST):
    return {
        "Status": "SUCCEEDED",
        "Input": json.dumps(request),
        "Output": json.dumps({"outcome": outcome, "reason": ""}),
    }


def test_an_adjustment_whose_earlier_execution_still_runs_is_waited_for(scale):
    answers = iter([{"Status": "RUNNING", "Input": json.dumps(REQUEST)}, described("refused")])
    end = scale(ADJUST, faults=ASKED_BEFORE, described=lambda given: next(answers))
    assert "WaitForAdjustment" in end.path
    assert end.given_to("record_adjustment")[0]["outcome"] == "refused"


def test_an_adjustment_whose_end_cannot_be_found_out_is_not_called_made(scale):
    end = scale(ADJUST, faults=ASKED_BEFORE | {"DescribeAdjustment": "Sfn.AccessDeniedException"})
    assert end.given_to("record_adjustment")[0]["outcome"] == "failed"


def test_the_capacity_that_the_earlier_execution_applied_is_the_one_recorded(scale):
    earlier = described("changed", REQUEST | {"specDigest": "earlier"})
    end = scale(ADJUST, faults=ASKED_BEFORE, described=lambda given: earlier)
    assert end.given_to("record_adjustment")[0]["digest"] == "earlier"


def test_an_assessment_that_fails_changes_nothing(scale):
    end = scale(fail)
    assert (end.status, end.error, end.given_to("operate_connector")) == ("FAILED", "CapacityNotAssessed", [])


def test_an_adjustment_that_cannot_be_recorded_fails_the_execution(scale):
    assert scale(ADJUST, faults={"RecordAdjustment": "Bug"}).error == "AdjustmentNotRecorded"


def test_every_branch_is_reached(never_reached):
    assert never_reached("scale_connector") == []
