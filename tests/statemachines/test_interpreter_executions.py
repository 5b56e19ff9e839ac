"""Executions by the API: their names, their ends, and what is said of them."""

from __future__ import annotations

import json
import threading
import time

import pytest
from botocore.exceptions import ClientError
from connectpilot_local.cloud.workflows import patching
from harness_executions import ECHO, ended, machine, start, waiting

# Names (P4)


@pytest.mark.parametrize("name", ["a b", "a/b", "a:b", "a*", "x" * 81, "{a}"])
def test_a_bad_name_is_refused(machine_world, sfn, name):
    with pytest.raises(ClientError) as refused:
        start(sfn, machine_world.machine("echo", ECHO), name=name)
    assert refused.value.response["Error"]["Code"] == "InvalidName"


def test_executions_without_a_name_get_one_each(machine_world, sfn):
    arn = machine_world.machine("echo", ECHO)
    assert len({start(sfn, arn) for _ in range(3)}) == 3


def test_the_same_request_while_it_runs_is_one_execution(machine_world, sfn, slow):
    arn = machine_world.machine("wait", waiting())
    first = start(sfn, arn, name="same")
    assert start(sfn, arn, name="same") == first
    with pytest.raises(sfn.exceptions.ExecutionAlreadyExists):
        start(sfn, arn, '{"other": 1}', name="same")
    sfn.stop_execution(executionArn=first)
    with pytest.raises(sfn.exceptions.ExecutionAlreadyExists):
        start(sfn, arn, name="same")


def test_of_twenty_at_once_one_gets_the_name(machine_world, sfn):
    arn = machine_world.machine("echo", ECHO)
    together, answers = threading.Barrier(20), []

    def claim(number):
        together.wait()
        try:
            start(sfn, arn, json.dumps({"number": number}), name="only-one")
            answers.append("started")
        except sfn.exceptions.ExecutionAlreadyExists:
            answers.append("refused")

    claims = [threading.Thread(target=claim, args=(number,)) for number in range(20)]
    for each in claims:
        each.start()
    for each in claims:
        each.join()
    assert sorted(answers) == ["refused"] * 19 + ["started"]


# Ends (P3)


@pytest.mark.parametrize("output", ["B", 'say "B"', {"a": [1, None]}, None, 0, False, ""])
def test_the_output_is_json(machine_world, sfn, output):
    arn = machine_world.machine("echo", ECHO)
    assert json.loads(ended(sfn, start(sfn, arn, json.dumps(output)))["output"]) == output


def test_whoever_sees_success_sees_the_output(machine_world, sfn, monkeypatch, repair):
    ending = repair("ending")
    encode = ending.to_json_str

    def slowly(*args, **kwargs):
        time.sleep(0.1)
        return encode(*args, **kwargs)

    monkeypatch.setattr(ending, "to_json_str", slowly)
    assert ended(sfn, start(sfn, machine_world.machine("echo", ECHO), '"B"'))["output"] == '"B"'


def test_an_execution_that_timed_out_says_when(machine_world, sfn):
    arn = machine_world.machine(
        "late", machine({"Wait": {"Type": "Wait", "Seconds": 90, "End": True}}, TimeoutSeconds=60)
    )
    end = ended(sfn, start(sfn, arn))
    assert end["status"] == "TIMED_OUT"
    assert sfn.list_executions(stateMachineArn=arn)["executions"][0]["stopDate"] == end["stopDate"]
    assert 60 <= (end["stopDate"] - end["startDate"]).total_seconds() < 65


def test_a_stopped_execution_ends_at_once(machine_world, sfn, slow):
    execution = start(sfn, machine_world.machine("wait", waiting()))
    begun = time.monotonic()
    assert sfn.stop_execution(executionArn=execution)["stopDate"]
    assert sfn.describe_execution(executionArn=execution)["status"] == "ABORTED"
    assert time.monotonic() - begun < 1


def test_executions_end_when_the_cloud_goes_down(machine_world, sfn, slow):
    execution = start(sfn, machine_world.machine("wait", waiting()))
    machine_world.context.stop.set()
    try:
        assert ended(sfn, execution, patience=2)["status"] == "ABORTED"
    finally:
        machine_world.context.stop.clear()


# Without the repairs


def test_without_the_repair_of_names_a_bad_name_is_taken(machine_world, sfn, repair):
    with patching.without(repair("names")):
        assert start(sfn, machine_world.machine("echo", ECHO), name="a/b?")


def test_without_the_repair_of_ends_text_is_no_json(machine_world, sfn, repair):
    with patching.without(repair("ending")):
        assert ended(sfn, start(sfn, machine_world.machine("echo", ECHO), '"B"'))["output"] == "B"


def test_an_execution_that_has_only_just_been_asked_for_is_running():
    from moto.stepfunctions.parser.backend.execution import Execution

    execution = Execution.__new__(Execution)
    execution.exec_status = None
    assert execution.status == "RUNNING"
