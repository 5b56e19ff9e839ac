"""heal-connector in the interpreter: every branch, its functions and the door as callables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from harness import Lost, TaskError

ALARM = json.loads((Path(__file__).parents[2] / "events" / "errored_tasks_alarm.json").read_text())
LOOK = json.loads((Path(__file__).parents[2] / "events" / "look_by_sweep.json").read_text())
INCIDENT = "orders-20260302T120614"
REQUEST = {"requestId": f"{INCIDENT}-1", "connector": "orders", "intent": "restart", "onlyFailedTasks": True}
NOTICE = {"subject": "Connectpilot: orders needs a person", "message": "why, evidence, next step"}


def assessed(remedy, **more):
    return {"connector": "orders", "remedy": remedy, "reason": f"{remedy} it is", **more}


def acting(remedy="RestartTasks", **more):
    given = {"incidentId": INCIDENT, "openedAt": "2026-03-02T12:06:14+00:00", "attempt": 1, "request": REQUEST}
    return assessed(remedy, **(given | more))


@pytest.fixture
def heal(run_machine):
    def run(assessment, *, event=ALARM, door=None, described=None, **more):
        functions = {
            "assess_connector": (lambda given: assessment) if isinstance(assessment, dict) else assessment,
            "record_remedy": lambda given: {"outcome": given["outcome"]},
        }
        answer = door or (lambda given: {"outcome": "changed", "reason": "its tasks stayed up", "steps": []})
        machines = {"operate_connector": answer} | ({"describe_operate_connector": described} if described else {})
        return run_machine("heal_connector", event, functions=functions, machines=machines, **more)

    return run


@pytest.mark.parametrize("remedy", ["Leave", "Wait"])
def test_nothing_is_done_where_nothing_is_due(heal, remedy):
    end = heal(assessed(remedy))
    assert end.path == ["ClaimEvent", "AssessConnector", "WhichRemedy", "LookAgainLater"]
    assert end.output == {"outcome": remedy, "connector": "orders", "reason": f"{remedy} it is"}


@pytest.mark.parametrize("remedy", ["RestartTasks", "Restart", "Recreate", "RollBack"])
def test_a_remedy_is_asked_of_the_door_and_recorded(heal, remedy):
    end = heal(acting(remedy))
    assert end.status == "SUCCEEDED"
    assert end.given_to("operate_connector") == [REQUEST]
    (recorded,) = end.given_to("record_remedy")
    assert (recorded["outcome"], recorded["attempt"], recorded["notified"]) == ("changed", 1, False)
    assert end.output["outcome"] == "changed"
    assert end.published == []


def test_the_whole_event_is_assessed_since_it_is_only_a_hint(heal):
    assert heal(assessed("Leave")).given_to("assess_connector") == [ALARM]


def test_the_same_alarm_twice_is_assessed_once(heal):
    assert heal(assessed("Leave")).status == "SUCCEEDED"
    second = heal(assessed("Leave"))
    assert (second.path, second.output) == (["ClaimEvent", "AlreadyClaimed"], {"outcome": "duplicate"})


def test_a_later_alarm_and_the_sweeps_look_are_other_events(heal):
    later = json.loads(json.dumps(ALARM))
    later["detail"]["state"]["timestamp"] = "2026-03-02T12:16:14.503+0000"
    for event in (ALARM, later, LOOK):
        assert "AssessConnector" in heal(assessed("Leave"), event=event).path


def test_a_claim_survives_its_own_retry(heal):
    end = heal(assessed("Leave"), faults={"ClaimEvent": [Lost("States.Timeout"), None]})
    assert "AssessConnector" in end.path


def test_a_claimed_event_expires(heal):
    (claim,) = heal(assessed("Leave")).table("events")
    assert claim["identity"].startswith("heal/arn:aws:cloudwatch")
    assert int(claim["expiresAt"]) > 0


def test_giving_up_tells_a_person_once_and_then_quarantines(heal):
    end = heal(assessed("Escalate", openedAt="x", notice=NOTICE))
    assert end.path[-2:] == ["NotifyPerson", "RecordRemedy"]
    assert [message["subject"] for message in end.published] == [NOTICE["subject"]]
    (recorded,) = end.given_to("record_remedy")
    assert (recorded["notified"], recorded["reason"]) == (True, "Escalate it is")


def test_where_nobody_could_be_told_nobody_is_said_to_have_been(heal):
    end = heal(assessed("Escalate", openedAt="x", notice=NOTICE), faults={"NotifyPerson": "SNS.AuthorizationError"})
    assert (end.status, end.given_to("record_remedy")[0]["notified"]) == ("SUCCEEDED", False)


def test_who_made_a_change_is_told_when_it_is_rolled_back(heal):
    end = heal(acting("RollBack", notice=NOTICE, request=REQUEST | {"specDigest": "good"}))
    assert len(end.published) == 1


def test_a_rollback_that_was_refused_is_not_announced(heal):
    end = heal(acting("RollBack", notice=NOTICE), door=lambda given: {"outcome": "refused", "reason": "version"})
    assert end.published == []


@pytest.mark.parametrize("outcome", ["busy", "refused", "unhealthy", "timedOut", "rolledBack", "unchanged"])
def test_every_outcome_of_the_door_is_recorded(heal, outcome):
    end = heal(acting(), door=lambda given: {"outcome": outcome, "reason": "the reason"})
    (recorded,) = end.given_to("record_remedy")
    assert (recorded["outcome"], recorded["reason"]) == (outcome, "the reason")


class Bug(Exception):
    pass


def fail(given):
    raise Bug


def test_a_door_that_fails_is_recorded_as_failed(heal):
    end = heal(acting(), door=fail)
    assert end.given_to("record_remedy")[0]["outcome"] == "failed"


ASKED_BEFORE = {"OperateConnector": Lost("StepFunctions.ExecutionAlreadyExistsException")}


@pytest.mark.parametrize("outcome", ["changed", "refused", "busy"])
def test_an_attempt_that_was_asked_for_before_ends_as_it_ended_then(outcome, heal):
    end = heal(acting(), door=lambda given: {"outcome": outcome, "reason": "as it was"}, faults=ASKED_BEFORE)
    assert len(end.given_to("operate_connector")) == 1
    (recorded,) = end.given_to("record_remedy")
    assert (recorded["outcome"], recorded["reason"]) == (outcome, "as it was")


def test_an_attempt_whose_earlier_execution_failed_has_failed(heal):
    end = heal(acting(), door=fail, faults=ASKED_BEFORE)
    assert end.given_to("record_remedy")[0]["outcome"] == "failed"


def described(outcome, request=REQUEST):
    return {
        "Status": "SUCCEEDED",
        "Input": json.dumps(request),
        "Output": json.dumps({"outcome": outcome, "reason": ""}),
    }


def test_an_attempt_whose_earlier_execution_still_runs_is_waited_for(heal):
    answers = iter([{"Status": "RUNNING", "Input": json.dumps(REQUEST)}, described("refused")])
    end = heal(acting(), faults=ASKED_BEFORE, described=lambda given: next(answers))
    assert "WaitForAttempt" in end.path
    assert end.given_to("record_remedy")[0]["outcome"] == "refused"


def test_an_attempt_whose_end_cannot_be_found_out_is_not_called_made(heal):
    end = heal(acting(), faults=ASKED_BEFORE | {"DescribeAttempt": "Sfn.AccessDeniedException"})
    assert end.given_to("record_remedy")[0]["outcome"] == "failed"


class PlatformThrottledError(Exception):
    pass


def test_throttling_is_waited_out(heal):
    tries = iter([PlatformThrottledError, TaskError("Lambda.TooManyRequestsException"), None])

    def assess(given):
        if problem := next(tries):
            raise problem
        return assessed("Leave")

    assert heal(assess).status == "SUCCEEDED"


def test_an_assessment_that_fails_changes_nothing(heal):
    end = heal(fail)
    assert (end.status, end.error, end.path[-1]) == ("FAILED", "ConnectorNotAssessed", "ConnectorNotAssessed")
    assert end.given_to("operate_connector") == []


def test_a_remedy_that_cannot_be_recorded_fails_the_execution(heal):
    end = heal(acting(), faults={"RecordRemedy": "Bug"})
    assert (end.status, end.error) == ("FAILED", "RemedyNotRecorded")


def test_every_branch_is_reached(never_reached):
    assert never_reached("heal_connector") == []
