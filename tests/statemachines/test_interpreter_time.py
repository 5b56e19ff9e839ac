"""Time in the interpreter is the clock's: waits, retries, timeouts, timestamps."""

from __future__ import annotations

import time
from contextlib import nullcontext
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from connectpilot_local.clock import ScaledClock
from connectpilot_local.cloud.workflows import patching


def machine(states, **more):
    return {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states, **more}


def invoke(**more):
    arguments = {"FunctionName": "${WorkFunctionArn}", "Payload": {}}
    return {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": arguments, "End": True, **more}


@pytest.fixture
def fast(machine_world):
    """A clock that is scaled, not skipped, as in the local cloud."""
    before, machine_world.context.clock = machine_world.context.clock, ScaledClock(speed=600)
    yield machine_world.context.clock
    machine_world.context.clock = before


SHOW_MILLIS = {"Before": {"Type": "Pass", "Assign": {"before": "{% $millis() %}"}, "Next": "Wait"}}
SHOW_PASSED = {"After": {"Type": "Pass", "Output": "{% $millis() - $before %}", "End": True}}


def test_an_hour_costs_no_time_in_tests(run_machine):
    begun = time.monotonic()
    hour = {"Wait": {"Type": "Wait", "Seconds": "{% 3600 %}", "Next": "After"}}
    end = run_machine.run(machine({**SHOW_MILLIS, **hour, **SHOW_PASSED}))
    assert 3_600_000 <= end.output < 3_605_000
    assert 3600 <= end.seconds < 3605
    assert time.monotonic() - begun < 2


def test_a_scaled_clock_scales_a_wait(run_machine, fast):
    begun = time.monotonic()
    minute = {"Wait": {"Type": "Wait", "Seconds": 120, "Next": "After"}}
    end = run_machine.run(machine({**SHOW_MILLIS, **minute, **SHOW_PASSED}))
    assert end.output >= 120_000
    assert 0.2 <= time.monotonic() - begun < 2


def test_a_scaled_clock_scales_a_retry(run_machine, fast):
    retry = [{"ErrorEquals": ["Again"], "IntervalSeconds": 60, "BackoffRate": 1, "MaxAttempts": 3}]
    begun = time.monotonic()
    end = run_machine.run(
        machine({"Act": invoke(Retry=retry)}), functions={"work": lambda e: 1}, faults={"Act": ["Again", "Again"]}
    )
    assert (end.status, len(end.given_to("work"))) == ("SUCCEEDED", 1)
    assert 0.2 <= time.monotonic() - begun < 2


def test_a_wait_until_a_time_ends_then(run_machine):
    until = (run_machine.clock.now() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
    end = run_machine.run(machine({"Wait": {"Type": "Wait", "Timestamp": "{% $states.input %}", "End": True}}), until)
    assert end.status == "SUCCEEDED", end.cause
    assert 7198 <= end.seconds <= 7201


def test_the_start_time_and_the_history_are_the_clocks(run_machine):
    run_machine.clock.skip(timedelta(days=30).total_seconds())
    end = run_machine.run(
        machine({"Show": {"Type": "Pass", "Output": "{% $states.context.Execution.StartTime %}", "End": True}})
    )
    assert abs(datetime.fromisoformat(end.output) - run_machine.clock.now()) < timedelta(seconds=5)
    assert end.output.endswith("Z")
    assert {event["timestamp"][:10] for event in end.history} == {run_machine.clock.now().strftime("%Y-%m-%d")}


def test_start_time_is_understood_by_tomillis(run_machine):
    deadline = "{% $toMillis($states.context.Execution.StartTime) + 60000 - $millis() %}"
    end = run_machine.run(machine({"Show": {"Type": "Pass", "Output": deadline, "End": True}}))
    assert 55_000 < end.output <= 60_000


# Timeouts


def work_for(seconds):
    return {"work": lambda event: time.sleep(seconds) or "done"}


def test_a_task_that_takes_too_long_is_timed_out(run_machine, repair, monkeypatch):
    monkeypatch.setattr(repair("timeouts"), "LEAST_REAL_SECONDS", 0.05)
    catch = [{"ErrorEquals": ["States.Timeout"], "Next": "Late"}]
    states = {"Act": invoke(TimeoutSeconds=1, Catch=catch), "Late": {"Type": "Succeed"}}
    end = run_machine.run(machine(states), functions=work_for(1.5))
    assert end.path == ["Act", "Late"]


def test_a_fast_clock_leaves_a_task_real_time(run_machine, fast):
    end = run_machine.run(machine({"Act": invoke(TimeoutSeconds=5)}), functions=work_for(0.3))
    assert end.output["Payload"] == "done"


def test_a_fast_clock_leaves_a_machine_real_time(run_machine, fast):
    end = run_machine.run(machine({"Act": invoke(TimeoutSeconds=5)}, TimeoutSeconds=10), functions=work_for(0.3))
    assert end.status == "SUCCEEDED"


def test_a_machine_that_only_works_is_timed_out_too(run_machine, repair, monkeypatch):
    monkeypatch.setattr(repair("timeouts"), "LEAST_REAL_SECONDS", 0.05)
    end = run_machine.run(machine({"Act": invoke()}, TimeoutSeconds=1), functions=work_for(2))
    assert end.status == "TIMED_OUT"


@pytest.mark.parametrize("seconds", [59, 61])
def test_a_machine_times_out_on_the_dot(run_machine, seconds):
    states = {"Wait": {"Type": "Wait", "Seconds": seconds, "Next": "Done"}, "Done": {"Type": "Succeed"}}
    end = run_machine.run(machine(states, TimeoutSeconds=60))
    assert end.status == ("SUCCEEDED" if seconds < 60 else "TIMED_OUT")
    assert min(seconds, 60) <= end.seconds < min(seconds, 60) + 2


def test_a_wait_inside_of_a_map_times_the_machine_out(run_machine):
    inner = {"StartAt": "Wait", "States": {"Wait": {"Type": "Wait", "Seconds": 61, "End": True}}}
    states = {"Each": {"Type": "Map", "Items": [1], "ItemProcessor": inner, "End": True}}
    assert run_machine.run(machine(states, TimeoutSeconds=60)).status == "TIMED_OUT"


def test_no_catch_hears_of_a_machines_timeout(run_machine):
    retry = [{"ErrorEquals": ["Again"], "IntervalSeconds": 40, "MaxAttempts": 9}]
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]
    states = {"Act": invoke(Retry=retry, Catch=catch), "Caught": {"Type": "Succeed"}}
    end = run_machine.run(machine(states, TimeoutSeconds=60), faults={"Act": "Again"})
    assert (end.status, end.path) == ("TIMED_OUT", ["Act"])


# Without the repairs


def tries_of_an_item():
    """Of a declaration that another item, which failed at the same moment, gives its own key meanwhile."""
    from moto.stepfunctions.parser.asl.component.common.retry.max_attempts_decl import MaxAttemptsDecl

    declared, item = MaxAttemptsDecl(3), SimpleNamespace(heap={}, stack=[])
    tries = []
    while not tries or tries[-1]:
        declared._eval_body(item)
        tries.append(item.stack.pop().value)
        declared._EvalComponent__heap_key = "the other item's"
    return len(tries) - 1


@pytest.mark.parametrize(("repaired", "tries"), [(True, 3), (False, 4)])
def test_items_that_fail_at_one_moment_count_their_own_tries(machine_world, repair, repaired, tries):
    with nullcontext() if repaired else patching.without(repair("retry_counts")):
        assert tries_of_an_item() == tries


def test_without_the_repair_of_waits_a_wait_takes_its_time(run_machine, repair):
    begun = time.monotonic()
    with patching.without(repair("waits")):
        run_machine.run(machine({"Wait": {"Type": "Wait", "Seconds": 2, "End": True}}))
    assert time.monotonic() - begun >= 2


def test_without_the_repair_of_timeouts_a_machine_waits_beyond_its_own(run_machine, repair):
    with patching.without(repair("timeouts")):
        end = run_machine.run(machine({"Wait": {"Type": "Wait", "Seconds": 90, "End": True}}, TimeoutSeconds=60))
    assert end.status == "SUCCEEDED"


def test_without_the_repair_of_time_an_execution_starts_in_the_real_one(run_machine, repair):
    run_machine.clock.skip(timedelta(days=30).total_seconds())
    with patching.without(repair("own_time")):
        end = run_machine.run(machine({"Done": {"Type": "Succeed"}}))
    assert run_machine.clock.now() - end.started_at > timedelta(days=29)
