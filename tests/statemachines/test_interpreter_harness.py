"""The harness itself: stand-ins, faults, tables, topics, time and the ways taken."""

from __future__ import annotations

import pytest
from harness import Lost, TaskError
from harness_coverage import never_reached
from harness_definition import Definition

RETRY = [{"ErrorEquals": ["Lambda.ServiceException"], "IntervalSeconds": 60, "MaxAttempts": 2, "BackoffRate": 2}]


def machine(states, **more):
    return {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "TimeoutSeconds": 3600, "States": states, **more}


def invoke(function, **more):
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Arguments": {"FunctionName": f"${{{function}FunctionArn}}", "Payload": "{% $states.input %}"},
        "Output": "{% $states.result.Payload %}",
        "TimeoutSeconds": 10,
        **more,
    }


class ConnectorBusyError(Exception):
    pass


def test_a_function_answers(run_machine):
    end = run_machine.run(
        machine({"Look": invoke("LookAround", End=True)}),
        {"a": 1},
        functions={"look_around": lambda e: {"b": e["a"] + 1}},
    )
    assert (end.status, end.output, end.path) == ("SUCCEEDED", {"b": 2}, ["Look"])
    assert end.given_to("look_around") == [{"a": 1}]


def test_a_functions_exception_is_caught_by_its_class_name(run_machine):
    def refuse(event):
        raise ConnectorBusyError("another operation")

    catch = [
        {
            "ErrorEquals": ["ConnectorBusyError"],
            "Output": "{% $parse($states.errorOutput.Cause).errorMessage %}",
            "Next": "Busy",
        }
    ]
    end = run_machine.run(
        machine({"Act": invoke("Act", End=True, Catch=catch), "Busy": {"Type": "Succeed"}}), functions={"act": refuse}
    )
    assert (end.output, end.path) == ("another operation", ["Act", "Busy"])


def test_an_uncaught_exception_fails_the_machine(run_machine):
    def refuse(event):
        raise ConnectorBusyError("another operation")

    end = run_machine.run(machine({"Act": invoke("Act", End=True)}), functions={"act": refuse})
    assert (end.status, end.error) == ("FAILED", "ConnectorBusyError")


def test_a_fault_is_retried_on_the_clock_and_costs_no_time(run_machine):
    end = run_machine.run(
        machine({"Act": invoke("Act", End=True, Retry=RETRY)}),
        functions={"act": lambda e: "done"},
        faults={"Act": ["Lambda.ServiceException", "Lambda.ServiceException", None]},
    )
    assert (end.output, len(end.given_to("act"))) == ("done", 1)
    assert 180 <= end.seconds < 190


@pytest.mark.parametrize("name", ["States.Timeout", "Sandbox.Timedout", "Lambda.Unknown"])
def test_a_lost_answer_has_done_its_work(run_machine, name):
    catch = [{"ErrorEquals": [name], "Next": "LookAgain"}]
    end = run_machine.run(
        machine({"Act": invoke("Act", End=True, Catch=catch), "LookAgain": {"Type": "Succeed"}}),
        functions={"act": lambda e: "done"},
        faults={"Act": Lost(name)},
    )
    assert (end.path, end.given_to("act")) == (["Act", "LookAgain"], [{}])


CHILD = {
    "Type": "Task",
    "Resource": "arn:aws:states:::states:startExecution.sync:2",
    "Arguments": {
        "StateMachineArn": "${OperateConnectorArn}",
        "Name": "{% $states.input.name %}",
        "Input": {"connector": "orders"},
    },
    "Output": "{% $states.result.Output.outcome %}",
    "TimeoutSeconds": 60,
    "Catch": [{"ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput %}", "Next": "Failed"}],
    "End": True,
}
PARENT = machine({"Operate": CHILD, "Failed": {"Type": "Succeed"}})


def test_a_child_machine_answers(run_machine):
    end = run_machine.run(PARENT, {"name": "one"}, machines={"operate_connector": lambda given: {"outcome": "changed"}})
    assert (end.output, end.given_to("operate_connector")) == ("changed", [{"connector": "orders"}])


@pytest.mark.parametrize(
    ("name", "error", "expected"),
    [
        ("one", ConnectorBusyError("a bug"), "States.TaskFailed"),
        (
            "one",
            TaskError("StepFunctions.ExecutionAlreadyExistsException"),
            "StepFunctions.ExecutionAlreadyExistsException",
        ),
        ("a name with blanks", None, "StepFunctions.InvalidNameException"),
    ],
)
def test_a_child_machine_fails(run_machine, name, error, expected):
    def fail(given):
        raise error

    end = run_machine.run(PARENT, {"name": name}, machines={"operate_connector": fail})
    assert (end.path, end.output["Error"]) == (["Operate", "Failed"], expected)


def test_tables_and_topics_are_there(run_machine):
    states = {
        "Count": {
            "Type": "Task",
            "Resource": "arn:aws:states:::dynamodb:updateItem",
            "Arguments": {
                "TableName": "${ConnectorsTable}",
                "Key": {"name": {"S": "orders"}},
                "UpdateExpression": "ADD fence :one",
                "ExpressionAttributeValues": {":one": {"N": "1"}},
            },
            "TimeoutSeconds": 10,
            "Next": "Tell",
        },
        "Tell": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sns:publish",
            "Arguments": {"TopicArn": "${EscalationTopicArn}", "Subject": "Look", "Message": {"connector": "orders"}},
            "TimeoutSeconds": 10,
            "End": True,
        },
    }
    end = run_machine.run(machine(states), tables={"connectors": [{"name": "orders", "fence": 3}]})
    assert end.status == "SUCCEEDED", end.cause
    assert end.table("connectors") == [{"name": "orders", "fence": 4}]
    assert [(told["topic"], told["subject"]) for told in end.published] == [("escalation", "Look")]


def test_tables_are_empty_again(run_machine):
    run_machine._world.make_table("connectors")
    assert run_machine._world.items("connectors") == []


def test_what_no_test_has_been_through_is_listed(run_machine):
    catch = [{"ErrorEquals": ["Broken"], "Next": "Late"}, {"ErrorEquals": ["States.ALL"], "Next": "Late"}]
    states = {
        "Which": {
            "Type": "Choice",
            "Choices": [{"Condition": "{% $states.input.n = 1 %}", "Next": "Act"}],
            "Default": "Late",
        },
        "Act": invoke("Act", Catch=catch, End=True),
        "Late": {"Type": "Succeed"},
    }
    definition = Definition("three_ways", machine(states))
    act = {"act": lambda event: 1}

    assert len(never_reached("three_ways", definition.body)) == 7
    run_machine.run(definition, {"n": 1}, functions=act)
    missing = ["Which: Default", "Act: Catch 1", "Act: Catch 2", "Late"]
    assert never_reached("three_ways", definition.body) == missing
    run_machine.run(definition, {"n": 1}, functions=act, faults={"Act": "Broken"})
    assert never_reached("three_ways", definition.body) == ["Which: Default", "Act: Catch 2"]
    run_machine.run(definition, {"n": 1}, functions=act, faults={"Act": "Other"})
    run_machine.run(definition, {"n": 2})
    assert never_reached("three_ways", definition.body) == []


def test_a_call_without_a_stand_in_fails_the_test(run_machine):
    with pytest.raises(AssertionError, match="calls act, and the test gives no stand-in"):
        run_machine.run(machine({"Act": invoke("Act", End=True)}))


def test_a_placeholder_without_a_value_fails_the_test(run_machine):
    with pytest.raises(LookupError, match="PollSeconds"):
        run_machine.run(machine({"Wait": {"Type": "Wait", "Seconds": "{% ${PollSeconds} %}", "End": True}}))
