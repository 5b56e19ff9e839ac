"""Many executions at once, what they leave behind, and whose credentials their tasks use."""

from __future__ import annotations

import json
import time
from contextlib import nullcontext

import pytest
from connectpilot_local.cloud.workflows import patching
from harness_definition import ACCOUNT, REGION
from harness_executions import ECHO, ended, machine, start


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
    arn = machine_world.machine("once", machine({"Once": {"Type": "Succeed"}}))
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
