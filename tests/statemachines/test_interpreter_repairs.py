"""What Step Functions does and moto 5.2.5 does not, each on a tiny machine, with its repair and without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from connectpilot_local.cloud.workflows import patching

QUERY_ERROR = "States.QueryEvaluationError"


@dataclass(frozen=True)
class Case:
    repair: str
    states: dict[str, Any]
    expected: Any
    seen: Callable[[Any], Any] = lambda end: end.output
    given: Any = None
    faults: dict[str, Any] = field(default_factory=dict)
    functions: dict[str, Any] = field(default_factory=dict)


def of_error(end):
    return end.error


def of_path(end):
    return end.path


def value_of(expression):
    return {"Show": {"Type": "Pass", "Output": expression, "End": True}}


def task(**more):
    arguments = {"FunctionName": "${WorkFunctionArn}", "Payload": "{% $states.input %}"}
    resource = "arn:aws:states:::lambda:invoke"
    return {"Type": "Task", "Resource": resource, "Arguments": arguments, "TimeoutSeconds": 10, **more}


def dynamodb(key, **more):
    arguments = {"TableName": "${ConnectorsTable}", "Key": {"name": {"S": key}}}
    resource = "arn:aws:states:::dynamodb:getItem"
    return {"Type": "Task", "Resource": resource, "Arguments": arguments, "TimeoutSeconds": 10, **more}


def catch(error, to, **more):
    return [{"ErrorEquals": [error], "Next": to, **more}]


DONE = {"Type": "Succeed"}


def wait(seconds):
    return {"Wait": {"Type": "Wait", "Seconds": seconds, "End": True}}


def with_catch(state, error):
    """A machine of one state whose error, once caught, is the output."""
    handler = [{"ErrorEquals": [error], "Next": "Caught", "Output": "{% $states.errorOutput.Error %}"}]
    return {"First": {**state, "Catch": handler, "End": True}, "Caught": DONE}


AWKWARD = 'a "quoted" \\ back\nnew line \u00e9 {% no %}'
ASSIGN_ONE = {"Type": "Pass", "Assign": {"n": 1}, "Next": "Two"}
SHOW_N = {"Type": "Pass", "Output": "{% {'before': $states.input, 'after': $n} %}", "End": True}


def choice(rule_more, *, condition="{% $states.input = 1 %}", default="Same", **more):
    rule = {"Condition": condition, "Next": "Same", **rule_more}
    return {
        "Begin": {"Type": "Pass", "Assign": {"by": "nobody"}, "Next": "Choose"},
        "Choose": {"Type": "Choice", "Choices": [rule], **({"Default": default} if default else {}), **more},
        "Same": {"Type": "Pass", "Output": "{% $by %}", "End": True},
    }


def items(inner, **more):
    processor = {"StartAt": next(iter(inner)), "States": inner}
    return {"Type": "Map", "Items": "{% $states.input %}", "ItemProcessor": processor, **more}


def branch(inner):
    return {"Type": "Parallel", "Branches": [{"StartAt": next(iter(inner)), "States": inner}]}


CASES = {
    # P1
    "an expression is evaluated": Case("jsonata_engine", value_of("{% $sum($states.input) %}"), 6, given=[1, 2, 3]),
    "awkward text stays as it is": Case(
        "jsonata_engine",
        {
            "Keep": {"Type": "Pass", "Assign": {"text": "{% $states.input %}"}, "Next": "Show"},
            "Show": {"Type": "Pass", "Output": "{% $text & '!' %}", "End": True},
        },
        AWKWARD + "!",
        given=AWKWARD,
    ),
    "null is a value": Case(
        "jsonata_engine", value_of("{% [$states.input.a, null] %}"), [None, None], given={"a": None}
    ),
    "null counts": Case("jsonata_engine", value_of("{% [$count(null), $count($none), $count([])] %}"), [1, 0, 0]),
    "nothing is an error": Case("jsonata_engine", value_of("{% $states.input.b %}"), QUERY_ERROR, of_error, {"a": 1}),
    "a thrown error has its name": Case("jsonata_engine", value_of("{% $error('no') %}"), QUERY_ERROR, of_error),
    "a type error has its name": Case("jsonata_engine", value_of("{% 1 + 'a' %}"), QUERY_ERROR, of_error),
    "a function is no result": Case("jsonata_engine", value_of("{% function($v) { $v } %}"), QUERY_ERROR, of_error),
    "parse reads JSON": Case("jsonata_engine", value_of("{% $parse('[null, 1]') %}"), [None, 1]),
    "parse does not evaluate": Case("jsonata_engine", value_of("{% $parse('1 + 1') %}"), QUERY_ERROR, of_error),
    "there is no eval": Case("jsonata_engine", value_of("{% $eval('1 + 1') %}"), QUERY_ERROR, of_error),
    "hash hashes": Case("jsonata_engine", value_of("{% $substring($hash('a', 'SHA-256'), 0, 8) %}"), "ca978112"),
    "uuid is one": Case("jsonata_engine", value_of("{% $length($uuid()) & ($uuid() = $uuid()) %}"), "36false"),
    "partition parts": Case("jsonata_engine", value_of("{% $partition([1, 2, 3], 2) %}"), [[1, 2], [3]]),
    "range ranges": Case("jsonata_engine", value_of("{% $range(1, 7, 3) %}"), [1, 4, 7]),
    "a task's expression can be caught": Case(
        "jsonata_engine",
        with_catch(task(Arguments={"FunctionName": "{% $states.input.no %}"}), QUERY_ERROR),
        QUERY_ERROR,
    ),
    # P2
    "Output beside Assign sees the values from before": Case(
        "assign_after_output",
        {
            "One": ASSIGN_ONE,
            "Two": {"Type": "Pass", "Assign": {"n": 2}, "Output": "{% $n %}", "Next": "Three"},
            "Three": SHOW_N,
        },
        {"before": 1, "after": 2},
    ),
    "so it does in a task": Case(
        "assign_after_output",
        {
            "One": ASSIGN_ONE,
            "Two": task(Assign={"n": "{% $states.result.Payload %}"}, Output="{% $n %}", Next="Three"),
            "Three": SHOW_N,
        },
        {"before": 1, "after": 2},
        functions={"work": lambda event: 2},
    ),
    "so it does in a Catch": Case(
        "assign_after_output",
        {
            "One": ASSIGN_ONE,
            "Two": task(Catch=catch("Broken", "Three", Assign={"n": 2}, Output="{% $n %}"), End=True),
            "Three": SHOW_N,
        },
        {"before": 1, "after": 2},
        faults={"Two": "Broken"},
    ),
    "so it does in a Choice's rule": Case(
        "assign_after_output",
        {
            "One": ASSIGN_ONE,
            "Two": {
                "Type": "Choice",
                "Choices": [{"Condition": "{% true %}", "Assign": {"n": 2}, "Output": "{% $n %}", "Next": "Three"}],
            },
            "Three": SHOW_N,
        },
        {"before": 1, "after": 2},
    ),
    # P6
    "a Catch may lead to its own state": Case(
        "catch_own_state",
        {"Act": task(Catch=catch("Again", "Act"), Next="Done"), "Done": DONE},
        ["Act", "Act", "Act", "Done"],
        of_path,
        faults={"Act": ["Again", "Again"]},
        functions={"work": lambda event: 1},
    ),
    # P7
    "a rule that leads to the Default state is still a rule": Case(
        "choice", choice({"Assign": {"by": "rule"}}, Assign={"by": "default"}), "rule", given=1
    ),
    "a Choice's own Assign does not count with a match": Case(
        "choice", choice({}, Assign={"by": "default"}), "nobody", given=1
    ),
    "no match and no Default": Case("choice", choice({}, default=None), "States.NoChoiceMatched", of_error, given=2),
    "a condition that is no boolean": Case("choice", choice({}, condition="{% 'yes' %}"), QUERY_ERROR, of_error),
    # P8
    "Seconds are no fraction": Case("waits", wait("{% 0.4 %}"), QUERY_ERROR, of_error),
    "Seconds are no text": Case("waits", wait("{% '1' %}"), QUERY_ERROR, of_error),
    "Seconds are not negative": Case("waits", wait("{% -1 %}"), QUERY_ERROR, of_error),
    # P10
    "an item's States error keeps its name": Case(
        "item_errors",
        with_catch(items({"Act": task(End=True)}), "States.Timeout"),
        "States.Timeout",
        given=[1],
        faults={"Act": "States.Timeout"},
    ),
    "a branch's States error keeps its name": Case(
        "item_errors",
        with_catch(
            {"Type": "Parallel", "Branches": [{"StartAt": "Act", "States": {"Act": task(End=True)}}]}, "States.Timeout"
        ),
        "States.Timeout",
        faults={"Act": "States.Timeout"},
    ),
    # P11
    "a DynamoDB task's timeout is a timeout": Case(
        "dynamodb_errors",
        with_catch(dynamodb("a"), "States.Timeout"),
        "States.Timeout",
        faults={"First": "States.Timeout"},
    ),
    "a DynamoDB task's bad expression is one": Case(
        "dynamodb_errors",
        with_catch(dynamodb("{% $states.input.no %}"), QUERY_ERROR),
        QUERY_ERROR,
    ),
}


def run(run_machine, case):
    definition = {
        "QueryLanguage": "JSONata",
        "StartAt": next(iter(case.states)),
        "TimeoutSeconds": 3600,
        "States": case.states,
    }
    faults = {state: list(fault) if isinstance(fault, list) else fault for state, fault in case.faults.items()}
    return case.seen(run_machine.run(definition, case.given, faults=faults, functions=case.functions))


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_the_interpreter_does_as_step_functions(run_machine, case):
    assert run(run_machine, case) == case.expected


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_without_its_repair_it_does_not(run_machine, repair, case):
    with patching.without(repair(case.repair)):
        assert run(run_machine, case) != case.expected
