"""Parents and children: what a parent hears of its child, and what becomes of the child when the parent ends (P9)."""

from __future__ import annotations

import json
import time

from connectpilot_local.cloud.workflows import patching
from harness_executions import ECHO, ended, machine, start, waiting


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


def test_how_another_execution_ended_is_described_with_its_input_and_output_as_text(machine_world, sfn):
    child = start(sfn, machine_world.machine("echo-child", ECHO), '{"a": 1}')
    ended(sfn, child)
    said = "{'status': $states.result.Status, 'a': $parse($states.result.Output).a, 'given': $states.result.Input}"
    look = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sfn:describeExecution",
        "Arguments": {"ExecutionArn": child},
        "Output": f"{{% {said} %}}",
        "End": True,
    }
    output = json.loads(ended(sfn, start(sfn, machine_world.machine("looking", machine({"Look": look}))))["output"])
    assert (output["status"], output["a"], json.loads(output["given"])) == ("SUCCEEDED", 1, {"a": 1})


def stop_parent(machine_world, sfn, name):
    child = machine_world.machine(name, waiting(name))
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
    child = machine_world.machine("outliving", waiting("outliving"))
    parent = machine_world.machine("parent", parent_of(child, seconds=1, Catch=CAUGHT))
    output = json.loads(ended(sfn, start(sfn, parent))["output"])
    assert output == {"Error": "States.Timeout", "Cause": ""}
    left = only_execution(sfn, child)
    assert sfn.describe_execution(executionArn=left)["status"] == "RUNNING"
    sfn.stop_execution(executionArn=left)


def run_siblings(machine_world, sfn, name):
    """A Map of two items: one waits for a child machine, the other fails meanwhile; the child."""
    child = machine_world.machine(name, waiting(name))
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
