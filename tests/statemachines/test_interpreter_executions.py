"""Executions as a whole: names, ends, parents and children, many at once, and what the API says of them."""

from __future__ import annotations

import json
import threading
import time
from contextlib import nullcontext

import pytest
from botocore.exceptions import ClientError
from connectpilot_local.clock import ScaledClock
from connectpilot_local.cloud.workflows import patching
from harness_definition import ACCOUNT, REGION


def machine(states, **more):
    return json.dumps({"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states, **more})


ECHO = machine({"Echo": {"Type": "Succeed"}})
WAIT = machine({"Wait": {"Type": "Wait", "Seconds": 600, "Next": "Done"}, "Done": {"Type": "Succeed"}})


@pytest.fixture
def sfn(machine_world):
    return machine_world.client("stepfunctions")


@pytest.fixture
def slow(machine_world):
    """Waits take their time, so that executions stay open."""
    before, machine_world.context.clock = machine_world.context.clock, ScaledClock(speed=1)
    yield
    machine_world.context.clock = before


def ended(sfn, arn, patience=10.0):
    until = time.monotonic() + patience
    while (found := sfn.describe_execution(executionArn=arn))["status"] == "RUNNING" and time.monotonic() < until:
        time.sleep(0.01)
    return found


def start(sfn, arn, given="{}", **more):
    return sfn.start_execution(stateMachineArn=arn, input=given, **more)["executionArn"]


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
    arn = machine_world.machine("wait", WAIT)
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
    assert 60 <= (end["stopDate"] - end["startDate"]).total_seconds() < 65


def test_a_stopped_execution_ends_at_once(machine_world, sfn, slow):
    execution = start(sfn, machine_world.machine("wait", WAIT))
    begun = time.monotonic()
    assert sfn.stop_execution(executionArn=execution)["stopDate"]
    assert sfn.describe_execution(executionArn=execution)["status"] == "ABORTED"
    assert time.monotonic() - begun < 1


def test_executions_end_when_the_cloud_goes_down(machine_world, sfn, slow):
    execution = start(sfn, machine_world.machine("wait", WAIT))
    machine_world.context.stop.set()
    try:
        assert ended(sfn, execution, patience=2)["status"] == "ABORTED"
    finally:
        machine_world.context.stop.clear()


# Parents and children (P9, .sync:2)


def parent_of(child, seconds=600, **more):
    states = {
        "Operate": {
            "Type": "Task",
            "Resource": "arn:aws:states:::states:startExecution.sync:2",
            "Arguments": {"StateMachineArn": child, "Input": "{% $states.input %}"},
            "TimeoutSeconds": seconds,
            "Output": "{% $states.result %}",
            "End": True,
            **more,
        },
        "Caught": {"Type": "Succeed"},
    }
    return machine(states if "Catch" in more else {"Operate": states["Operate"]})


CAUGHT = [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput %}", "Next": "Caught"}]


def only_execution(sfn, arn):
    found = sfn.list_executions(stateMachineArn=arn)["executions"]
    assert len(found) == 1
    return found[0]["executionArn"]


def test_a_childs_output_arrives_parsed(machine_world, sfn):
    child = machine_world.machine("echo-child", ECHO)
    output = json.loads(ended(sfn, start(sfn, machine_world.machine("parent", parent_of(child)), '{"a": 1}'))["output"])
    assert (output["Output"], output["Status"]) == ({"a": 1}, "SUCCEEDED")


def test_a_childs_failure_is_told(machine_world, sfn):
    child = machine_world.machine("failing", machine({"No": {"Type": "Fail", "Error": "Bug", "Cause": "why"}}))
    parent = machine_world.machine("parent", parent_of(child, Catch=CAUGHT))
    output = json.loads(ended(sfn, start(sfn, parent))["output"])
    cause = json.loads(output["Cause"])
    assert output["Error"] == "States.TaskFailed"
    assert (cause["Status"], cause["Error"], cause["Cause"]) == ("FAILED", "Bug", "why")


def stop_parent(machine_world, sfn, name):
    child = machine_world.machine(name, WAIT[:-1] + f', "Comment": "{name}"}}')
    parent = start(sfn, machine_world.machine("parent", parent_of(child)))
    until = time.monotonic() + 5
    while not sfn.list_executions(stateMachineArn=child)["executions"] and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.1)
    sfn.stop_execution(executionArn=parent)
    assert ended(sfn, parent)["status"] == "ABORTED"
    return only_execution(sfn, child)


def test_a_stopped_parent_stops_its_child(machine_world, sfn, slow):
    assert ended(sfn, stop_parent(machine_world, sfn, "stopped-child"), patience=3)["status"] == "ABORTED"


def test_without_its_repair_the_child_goes_on(machine_world, sfn, slow, repair):
    with patching.without(repair("children")):
        child = stop_parent(machine_world, sfn, "orphaned-child")
        assert ended(sfn, child, patience=1)["status"] == "RUNNING"
    sfn.stop_execution(executionArn=child)


def test_a_parents_timeout_leaves_the_child_running(machine_world, sfn, slow, repair, monkeypatch):
    monkeypatch.setattr(repair("timeouts"), "LEAST_REAL_SECONDS", 0.2)
    child = machine_world.machine("outliving", WAIT[:-1] + ', "Comment": "outliving"}')
    parent = machine_world.machine("parent", parent_of(child, seconds=1, Catch=CAUGHT))
    output = json.loads(ended(sfn, start(sfn, parent))["output"])
    assert output == {"Error": "States.Timeout", "Cause": ""}
    left = only_execution(sfn, child)
    assert sfn.describe_execution(executionArn=left)["status"] == "RUNNING"
    sfn.stop_execution(executionArn=left)


def run_siblings(machine_world, sfn, name):
    """A Map of two items: one waits for a child machine, the other fails meanwhile; the child."""
    child = machine_world.machine(name, WAIT[:-1] + f', "Comment": "{name}"}}')
    operate = json.loads(parent_of(child))["States"]["Operate"]
    states = {
        "Which": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input = 'operate' %}", "Next": "Operate"}],
            "Default": "Wait",
        },
        "Operate": {**operate, "Arguments": {"StateMachineArn": child}},
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "No"},
        "No": {"Type": "Fail", "Error": "Bug"},
    }
    processor = {"StartAt": "Which", "States": states}
    each = {"Type": "Map", "Items": ["operate", "fail"], "ItemProcessor": processor, "End": True}
    parent = start(sfn, machine_world.machine("siblings", machine({"Each": each})))
    assert ended(sfn, parent)["error"] == "Bug"
    return only_execution(sfn, child)


def test_when_an_item_fails_the_children_of_its_siblings_stop(machine_world, sfn, slow):
    assert ended(sfn, run_siblings(machine_world, sfn, "sibling"), patience=2)["status"] == "ABORTED"


def test_without_the_repair_of_items_they_go_on(machine_world, sfn, slow, repair):
    with patching.without(repair("item_errors")):
        child = run_siblings(machine_world, sfn, "lonely-sibling")
        assert ended(sfn, child, patience=1)["status"] == "RUNNING"
    sfn.stop_execution(executionArn=child)


# Many at once


def test_fifty_executions_at_once_do_not_mix(machine_world):
    counting = {
        "Begin": {"Type": "Pass", "Assign": {"mine": "{% $states.input.number %}", "sum": 0, "left": 5}, "Next": "Add"},
        "Add": {"Type": "Pass", "Assign": {"sum": "{% $sum + $mine %}", "left": "{% $left - 1 %}"}, "Next": "More"},
        "More": {"Type": "Choice", "Choices": [{"Condition": "{% $left > 0 %}", "Next": "Add"}], "Default": "Each"},
        "Each": {
            "Type": "Map",
            "Items": "{% [1..3] %}",
            "ItemProcessor": {
                "StartAt": "One",
                "States": {"One": {"Type": "Pass", "Output": "{% $mine * $states.input %}", "End": True}},
            },
            "Output": "{% {'sum': $sum, 'each': $states.result} %}",
            "End": True,
        },
    }
    arns = [machine_world.machine("count", machine(counting)), machine_world.machine("count-too", machine(counting))]
    running = [
        machine_world.machines.start_execution(arns[number % 2], f"count-{number}", json.dumps({"number": number}))
        for number in range(50)
    ]
    until = time.monotonic() + 25
    while any(each.status == "RUNNING" for each in running) and time.monotonic() < until:
        time.sleep(0.01)
    outputs = [json.loads(each.output) for each in running]
    assert outputs == [{"sum": 5 * n, "each": [n, 2 * n, 3 * n]} for n in range(50)]


def test_no_list_of_threads_grows(machine_world, sfn):
    from moto.stepfunctions.parser.asl.component.program import program

    ended(sfn, start(sfn, machine_world.machine("echo", ECHO)))
    assert list(program.TMP_THREADS) == []


def test_a_definition_is_parsed_once(machine_world, sfn, repair, monkeypatch):
    from moto.stepfunctions.parser.asl.parse import asl_parser

    parses = []
    visit = asl_parser.Preprocessor.visit
    monkeypatch.setattr(asl_parser.Preprocessor, "visit", lambda self, tree: parses.append(tree) or visit(self, tree))
    arn = machine_world.machine("once", ECHO[:-1] + ', "Comment": "once"}')
    seen = len(parses)
    for _ in range(3):
        ended(sfn, start(sfn, arn))
    assert seen > 0
    assert len(parses) == seen


@pytest.mark.parametrize("repaired", [True, False])
def test_an_expected_error_is_not_logged_at_length(machine_world, sfn, repair, caplog, repaired):
    caplog.set_level("ERROR", "moto.stepfunctions")
    with nullcontext() if repaired else patching.without(repair("thrift")):
        ended(sfn, start(sfn, machine_world.machine("failing", machine({"No": {"Type": "Fail", "Error": "Bug"}}))))
    assert (caplog.messages == []) is repaired


# Whose credentials


def test_a_task_uses_its_machines_role(machine_world, sfn, repair, monkeypatch):
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.credentials import StateCredentials
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
        state_task_service_dynamodb as task,
    )

    keys = {"AccessKeyId": "ASIAROLE", "SecretAccessKey": "secret", "SessionToken": "token"}
    asked = []
    monkeypatch.setattr(machine_world.context, "credentials_for", lambda role: asked.append(role) or keys)
    role = StateCredentials(role_arn=f"arn:aws:iam::{ACCOUNT}:role/heal")
    client = task.boto_client_for(region=REGION, service="dynamodb", state_credentials=role)
    used = client._request_signer._credentials
    assert (asked, used.access_key, used.token) == ([role.role_arn], "ASIAROLE", "token")
    assert client is task.boto_client_for(region=REGION, service="dynamodb", state_credentials=role)
    assert client.meta.endpoint_url == machine_world.context.endpoint_url


# Without the repairs


def test_without_the_repair_of_names_a_bad_name_is_taken(machine_world, sfn, repair):
    with patching.without(repair("names")):
        assert start(sfn, machine_world.machine("echo", ECHO), name="a/b?")


def test_without_the_repair_of_ends_text_is_no_json(machine_world, sfn, repair):
    with patching.without(repair("ending")):
        assert ended(sfn, start(sfn, machine_world.machine("echo", ECHO), '"B"'))["output"] == "B"


def test_without_the_repair_of_thrift_threads_are_kept(machine_world, sfn, repair):
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import (
        inline_iteration_component as maps,
    )

    one = {"StartAt": "One", "States": {"One": {"Type": "Pass", "End": True}}}
    each = machine({"Each": {"Type": "Map", "Items": [1, 2, 3], "ItemProcessor": one, "End": True}})
    with patching.without(repair("thrift")):
        ended(sfn, start(sfn, machine_world.machine("each", each)))
        assert len(maps.TMP_THREADS) >= 3
        maps.TMP_THREADS.clear()


def test_without_the_repair_of_clients_a_task_asks_elsewhere(machine_world, repair):
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_sns as task

    with patching.without(repair("clients")):
        elsewhere = task.boto_client_for(region=REGION, service="sns")
    assert elsewhere.meta.endpoint_url != machine_world.context.endpoint_url
