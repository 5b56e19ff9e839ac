"""operate-connector in the local interpreter: every outcome, every error, and the lease released on each way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from connectpilot.domain import errors
from harness import Lost, TaskError

MACHINE = "operate_connector"
DEFINITION = Path(__file__).resolve().parents[2] / f"statemachines/{MACHINE}.asl.yaml"
REQUEST = {"requestId": "apply-1", "connector": "orders", "intent": "apply", "specDigest": "d1"}
CREATE = {"kind": "create", "onlyFailedTasks": False, "skipHealthValidation": False}
UPDATE = {"kind": "updateWorkers", "onlyFailedTasks": False, "skipHealthValidation": False}
SINCE = "2026-01-01T12:00:00+00:00"


def plan(decision="steps", *, steps=(CREATE,), verify=True, begun=False, reason="planned"):
    said = {"decision": decision, "reason": reason, "steps": [*steps] if decision == "steps" else []}
    return said | {"verify": verify, "begun": begun, "since": SINCE, "evidenceSince": SINCE}


def health(word):
    evidence = {"at": SINCE, "runningTasks": 1, "erroredTasks": 0, "healthy": word == "healthy"}
    return {"health": word, "reason": f"it is {word}", "evidence": evidence}


def step_end(end, reason="so it ended"):
    return {"end": end, "reason": reason, "endedAt": SINCE}


def in_turn(*answers):
    """One answer a call, the last one again and again; exceptions are raised."""
    left = list(answers)

    def answer(event):
        said = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(said, Exception):
            raise said
        return said

    return answer


def then_equal(*plans):
    """What is planned first, and afterwards a comparison that finds nothing left."""
    return in_turn(*plans, plan("unchanged", begun=True, reason="nothing is left"))


@pytest.fixture
def operate(run_machine):
    """Runs the machine over functions that say yes to everything, save those given."""

    def run(given=REQUEST, *, tables=None, faults=None, **functions):
        kind = {"kind": "create", "connectorArn": "arn:c", "operationArn": None, "adopted": False}
        usual = {
            "plan_steps": then_equal(plan()),
            "change_connector": lambda event: kind | {"kind": event["step"]["kind"]},
            "check_step": lambda event: step_end("complete"),
            "check_health": lambda event: health("healthy"),
            "ensure_alarms": lambda event: {"put": [], "removed": []},
            "record_outcome": lambda event: {"currentVersion": "K2"},
        }
        tables = {"connectors": [{"name": "orders", "fence": 3}]} if tables is None else tables
        return run_machine(
            MACHINE,
            given,
            functions=usual | functions,
            tables=tables,
            faults=faults,
            values={"PollSeconds": 30},
        )

    run.clock = run_machine.clock
    return run


def lease_of(end):
    item = next(item for item in end.table("connectors") if item["name"] == "orders")
    return item.get("leaseOwner")


def name_of(end):
    return end.arn.rpartition(":")[2]


def recorded(end):
    return end.given_to("record_outcome")[-1]


def test_a_plan_is_carried_out_verified_recorded_and_the_lease_released(operate):
    end = operate()
    assert end.status == "SUCCEEDED"
    assert end.output["outcome"] == "changed"
    assert end.output["reason"] == "planned; it is healthy"
    assert end.output["currentVersion"] == "K2"
    assert [step["kind"] for step in end.output["steps"]] == ["create"]
    assert recorded(end)["evidence"]["healthy"] is True
    assert recorded(end)["lease"] == {"owner": name_of(end), "fence": 4}
    assert lease_of(end) is None


def test_two_steps_run_one_after_the_other(operate):
    end = operate(plan_steps=then_equal(plan(steps=(UPDATE, CREATE))))
    assert [given["step"]["kind"] for given in end.given_to("change_connector")] == ["updateWorkers", "create"]
    assert [step["kind"] for step in end.output["steps"]] == ["updateWorkers", "create"]


def test_an_operation_under_way_is_waited_for(operate):
    end = operate(check_step=in_turn(step_end("underWay"), step_end("underWay"), step_end("complete")))
    assert len(end.given_to("check_step")) == 3
    assert end.seconds >= 90


@pytest.mark.parametrize("intent", ["apply", "recreate"])
def test_what_somebody_changed_meanwhile_is_planned_anew_before_it_is_called_changed(operate, intent):
    end = operate(given=REQUEST | {"intent": intent}, plan_steps=then_equal(plan(), plan(steps=(UPDATE,), reason="b")))
    assert [step["kind"] for step in end.output["steps"]] == ["create", "updateWorkers"]
    assert (end.output["outcome"], end.output["reason"]) == ("changed", "b; it is healthy")


def test_somebody_who_changes_it_each_time_is_given_way_to(operate):
    end = operate(plan_steps=lambda event: plan(steps=(UPDATE,), reason="topics"))
    assert end.output["outcome"] == "unhealthy"
    assert "somebody else" in end.output["reason"]
    assert len(end.output["steps"]) == 9
    assert lease_of(end) is None


def test_a_comparison_that_cannot_be_made_in_time_is_no_refusal_to_begin(operate):
    end = operate(plan_steps=in_turn(plan(), plan("wait", reason="another operation runs")))
    assert (end.output["outcome"], end.output["reason"]) == ("timedOut", "another operation runs")
    assert len(end.output["steps"]) == 1


def test_a_restart_is_not_planned_twice(operate):
    restart = {"kind": "restart", "onlyFailedTasks": False, "skipHealthValidation": False}
    end = operate(given=REQUEST | {"intent": "restart"}, plan_steps=lambda event: plan(steps=(restart,)))
    assert end.path.count("PlanSteps") == 1
    assert end.output["outcome"] == "changed"


def test_health_is_waited_for(operate):
    end = operate(check_health=in_turn(health("waiting"), health("healthy")))
    assert end.path.count("CheckHealth") == 2
    assert end.output["outcome"] == "changed"


@pytest.mark.parametrize(
    ("decision", "verify", "begun", "outcome"),
    [
        pytest.param("unchanged", False, False, "unchanged", id="nothing to do"),
        pytest.param("unchanged", True, False, "unchanged", id="nothing to do but never verified"),
        pytest.param("adopted", True, False, "adopted", id="what exists is taken over"),
        pytest.param("unchanged", True, True, "changed", id="an earlier run has changed it"),
    ],
)
def test_nothing_to_do_is_an_outcome(operate, decision, verify, begun, outcome):
    end = operate(plan_steps=lambda event: plan(decision, verify=verify, begun=begun))
    assert end.output["outcome"] == outcome
    assert bool(end.given_to("check_health")) is verify
    assert end.given_to("change_connector") == []
    assert len(end.given_to("ensure_alarms")) == 1
    assert lease_of(end) is None


def test_a_refused_plan_is_recorded_without_touching_anything(operate):
    end = operate(plan_steps=lambda event: plan("refused", reason="not ours"))
    assert (end.output["outcome"], end.output["reason"]) == ("refused", "not ours")
    assert end.given_to("change_connector") == end.given_to("ensure_alarms") == []
    assert lease_of(end) is None


def test_another_operation_is_waited_for_and_then_planned_anew(operate):
    end = operate(plan_steps=then_equal(plan("wait"), plan("wait"), plan()))
    assert end.path.count("WaitForOther") == 2
    assert end.output["outcome"] == "changed"


def test_another_operation_that_never_ends_makes_it_busy_before_the_machine_times_out(operate):
    end = operate(plan_steps=lambda event: plan("wait", reason="another operation runs"))
    assert (end.output["outcome"], end.output["reason"]) == ("busy", "another operation runs")
    assert 2280 <= end.seconds < 2640
    assert lease_of(end) is None


@pytest.mark.parametrize(
    ("ends", "outcome"), [("rolledBack", "rolledBack"), ("failed", "unhealthy"), ("underWay", "timedOut")]
)
def test_a_step_that_did_not_succeed_is_never_called_changed(operate, ends, outcome):
    end = operate(check_step=lambda event: step_end(ends, "MSK Connect said so"))
    assert end.output["outcome"] == outcome
    assert "MSK Connect said so" in end.output["reason"]
    assert end.given_to("check_health") == []
    assert len(end.given_to("ensure_alarms")) == 1
    assert end.seconds < 2640
    assert lease_of(end) is None


@pytest.mark.parametrize("word", ["unhealthy", "timedOut"])
def test_an_ill_connector_is_never_called_changed(operate, word):
    end = operate(check_health=lambda event: health(word))
    assert (end.output["outcome"], end.output["reason"]) == (word, f"it is {word}")
    assert recorded(end)["evidence"]["healthy"] is False


def test_health_is_given_ten_minutes_and_the_end_of_the_change(operate):
    end = operate()
    given = end.given_to("check_health")[0]
    assert given["since"] == SINCE
    assert given["deadline"] > end.started_at.isoformat()


def held(until_from_now, owner="other"):
    def tables(clock):
        until = int((clock.now() + timedelta(seconds=until_from_now)).timestamp())
        return {"connectors": [{"name": "orders", "fence": 3, "leaseOwner": owner, "leaseUntil": until}]}

    return tables


def test_a_connector_whose_lease_is_held_is_left_alone(operate):
    end = operate(tables=held(200)(operate.clock))
    assert end.output["outcome"] == "busy"
    assert end.calls == []
    assert lease_of(end) == "other"


def test_a_lease_that_ran_out_is_taken_over_with_a_new_fence(operate):
    end = operate(tables=held(-5)(operate.clock))
    assert end.output["outcome"] == "changed"
    assert recorded(end)["lease"]["fence"] == 4


def test_a_connector_without_an_item_yet_gets_a_lease(operate):
    end = operate(tables={"connectors": []})
    assert recorded(end)["lease"]["fence"] == 1


def test_taking_the_lease_survives_its_own_retry(operate):
    end = operate(faults={"TakeLease": [Lost("DynamoDB.InternalServerErrorException"), None]})
    assert end.output["outcome"] == "changed"
    assert lease_of(end) is None


@pytest.mark.parametrize("function", ["plan_steps", "change_connector", "check_step", "check_health", "record_outcome"])
def test_a_run_that_lost_its_lease_stops_and_leaves_it_to_the_other(operate, function):
    end = operate(**{function: in_turn(errors.LeaseLostError("another's"))})
    assert end.path[-1] == "Fenced"
    assert end.output["outcome"] == "busy"
    assert "ReleaseLease" not in end.path


@pytest.mark.parametrize("error", ["Runtime.ExitError", "Sandbox.Timedout", "Lambda.Unknown", "States.Timeout"])
def test_when_the_answer_of_a_change_is_lost_the_door_looks_again(operate, error):
    end = operate(plan_steps=then_equal(plan(), plan()), faults={"ChangeConnector": [Lost(error), None]})
    assert end.path.count("PlanSteps") == 3
    assert end.output["outcome"] == "changed"
    assert lease_of(end) is None


def test_a_connector_that_is_busy_for_a_moment_is_tried_again(operate):
    busy = errors.ConnectorBusyError("an operation runs")
    answer = {"kind": "create", "connectorArn": "arn:c", "operationArn": None, "adopted": True}
    end = operate(plan_steps=then_equal(plan(), plan()), change_connector=in_turn(busy, answer))
    assert end.output["outcome"] == "changed"


def test_a_connector_that_stays_busy_is_an_outcome(operate):
    busy = errors.ConnectorBusyError("an operation runs")
    end = operate(plan_steps=lambda event: plan(), change_connector=in_turn(busy))
    assert end.output["outcome"] == "busy"
    assert lease_of(end) is None


def test_a_connector_that_stays_busy_after_the_first_step_is_no_refusal_to_begin(operate):
    busy = errors.ConnectorBusyError("an operation runs")
    end = operate(plan_steps=lambda event: plan(steps=(UPDATE, CREATE)), change_connector=in_turn(DONE, busy))
    assert (end.output["outcome"], len(end.output["steps"])) == ("timedOut", 1)


def test_a_cause_is_not_taken_for_granted():
    """Only typically has an error output a Cause (Amazon States Language); an undefined value fails the execution."""
    assert "{% $states.errorOutput.Cause %}" not in DEFINITION.read_text()


@pytest.mark.parametrize("state", ["PlanSteps", "ChangeConnector", "CheckStep", "CheckHealth"])
@pytest.mark.parametrize(
    "error", ["Lambda.TooManyRequestsException", "Lambda.ServiceException", "Lambda.SdkClientException"]
)
def test_functions_that_cannot_be_called_are_no_bug(operate, state, error):
    end = operate(faults={state: error})
    assert (end.status, end.output["outcome"]) == ("SUCCEEDED", "timedOut")
    assert lease_of(end) is None


@pytest.mark.parametrize("error", ["PlatformThrottledError", "PlatformUnavailableError", "Sandbox.Timedout"])
def test_a_platform_that_never_answers_is_timed_out_not_failed(operate, error):
    end = operate(plan_steps=lambda event: plan(), change_connector=in_turn(TaskError(error)))
    assert end.status == "SUCCEEDED"
    assert end.output["outcome"] == "timedOut"
    assert end.output["steps"] == []
    assert lease_of(end) is None


@pytest.mark.parametrize(
    "error",
    [
        errors.PlatformRefusedError,
        errors.QuotaExceededError,
        errors.NameTakenError,
        errors.ConnectorExistsError,
        errors.ConnectorNotFoundError,
        errors.InvalidSpecError,
        errors.UnknownTargetError,
        errors.UnknownPluginError,
        errors.AmbiguousPluginError,
    ],
)
def test_what_is_refused_is_an_outcome_in_the_words_of_the_refusal(operate, error):
    end = operate(change_connector=in_turn(error("it says why")))
    assert (end.output["outcome"], end.output["reason"]) == ("refused", "it says why")
    assert lease_of(end) is None


REFUSED = errors.PlatformRefusedError("it says why")
DONE = {"kind": "updateWorkers", "connectorArn": "arn:c", "operationArn": "arn:o", "adopted": False}


@pytest.mark.parametrize(
    "functions",
    [
        pytest.param(
            {"plan_steps": in_turn(plan(steps=(UPDATE, CREATE))), "change_connector": in_turn(DONE, REFUSED)},
            id="the second step in this run",
        ),
        pytest.param(
            {"plan_steps": in_turn(plan(begun=True)), "change_connector": in_turn(REFUSED)},
            id="the second step after a crash",
        ),
        pytest.param(
            {"plan_steps": in_turn(plan("refused", begun=True, reason="it says why"))}, id="the plan after a crash"
        ),
    ],
)
def test_what_is_done_in_part_is_not_called_refused(operate, functions):
    end = operate(**functions)
    assert end.output["outcome"] == "unhealthy"
    assert end.output["reason"].startswith("a part of it is done")
    assert end.output["reason"].endswith(", the rest is refused: it says why")
    assert ("updateWorkers" in end.output["reason"]) is bool(end.output["steps"])
    assert lease_of(end) is None


UPDATE_CONFIGURATION = UPDATE | {"kind": "updateConfiguration"}


def test_a_second_step_that_is_rolled_back_says_what_was_done_and_what_was_not(operate):
    ends = in_turn(step_end("complete"), step_end("rolledBack", "MSK Connect undid this step"))
    end = operate(plan_steps=lambda event: plan(steps=(UPDATE, UPDATE_CONFIGURATION)), check_step=ends)
    assert end.output["outcome"] == "rolledBack"
    said = "done and left so: updateWorkers; not done: updateConfiguration, MSK Connect undid this step"
    assert end.output["reason"] == said


def test_a_plan_that_cannot_be_made_is_refused(operate):
    end = operate(plan_steps=in_turn(errors.UnknownTargetError("it says why")))
    assert (end.output["outcome"], end.output["reason"]) == ("refused", "it says why")


def test_a_bug_fails_the_machine_yet_is_recorded_and_releases_the_lease(operate):
    end = operate(change_connector=in_turn(TypeError("a bug")))
    assert (end.status, end.error) == ("FAILED", "TypeError")
    assert recorded(end)["outcome"] == "refused"
    assert "TypeError" in recorded(end)["reason"]
    assert lease_of(end) is None


def test_a_bug_in_recording_releases_the_lease(operate):
    end = operate(record_outcome=in_turn(TypeError("a bug")))
    assert end.status == "FAILED"
    assert lease_of(end) is None


def test_alarms_that_cannot_be_made_do_not_hide_the_outcome(operate):
    end = operate(ensure_alarms=in_turn(errors.PlatformRefusedError("no right")))
    assert end.output["outcome"] == "changed"
    assert "alarms could not be made: PlatformRefusedError" in end.output["reason"]


def test_a_lease_that_cannot_be_released_runs_out_by_itself(operate):
    end = operate(faults={"ReleaseLease": "DynamoDB.AmazonDynamoDBException"})
    assert end.output["outcome"] == "changed"
    assert lease_of(end) == name_of(end)


def test_no_configuration_stands_in_the_history(operate):
    end = operate(given=REQUEST | {"reason": "asked"})
    parts = {"request", "lease", "step", "since", "change", "deadline", "outcome", "reason", "evidence"}
    assert all(set(event) <= parts for _, event in end.calls)


def test_every_branch_is_reached(never_reached):
    assert never_reached(MACHINE) == []
