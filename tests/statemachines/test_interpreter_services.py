"""Service integrations: names and dates of arguments and results, siblings of a failed item, guards of repairs."""

from __future__ import annotations

import time

import pytest
from connectpilot_local.cloud.workflows import patching


def machine(states):
    return {"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "TimeoutSeconds": 600, "States": states}


def call(resource, arguments, **more):
    return {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Arguments": arguments, "End": True, **more}


LIST_MACHINES = machine({"List": call("aws-sdk:sfn:listStateMachines", {"MaxResults": 1})})
GET_METRIC = machine(
    {
        "Get": call(
            "aws-sdk:cloudwatch:getMetricData",
            {
                "StartTime": "{% $fromMillis($millis() - 3600000) %}",
                "EndTime": "{% $now() %}",
                "MetricDataQueries": [
                    {
                        "Id": "lag",
                        "MetricStat": {
                            "Metric": {"Namespace": "Test", "MetricName": "Lag"},
                            "Period": 60,
                            "Stat": "Average",
                        },
                    }
                ],
            },
        )
    }
)
WRITE_LOG = machine({"Write": call("aws-sdk:cloudwatchlogs:createLogGroup", {"LogGroupName": "{% $states.input %}"})})


def test_a_camel_case_service_is_spoken_to_and_its_dates_are_text(run_machine):
    end = run_machine.run(LIST_MACHINES)
    assert end.status == "SUCCEEDED", end.cause
    first = end.output["StateMachines"][0]
    assert {"StateMachineArn", "Name", "CreationDate"} <= set(first)
    assert isinstance(first["CreationDate"], str)


def test_a_service_by_its_name_in_arns(run_machine, machine_world):
    assert run_machine.run(WRITE_LOG, "/made/by/a/machine").status == "SUCCEEDED"
    assert machine_world.client("logs").describe_log_groups(logGroupNamePrefix="/made/by")["logGroups"]


def test_metrics_are_read(run_machine):
    end = run_machine.run(GET_METRIC)
    assert end.status == "SUCCEEDED", end.cause
    assert [result["Id"] for result in end.output["MetricDataResults"]] == ["lag"]


@pytest.mark.parametrize("definition", [LIST_MACHINES, WRITE_LOG])
def test_without_the_repair_they_fail(run_machine, repair, definition):
    with patching.without(repair("casing")):
        assert run_machine.run(definition, "/made/without").status == "FAILED"


def test_a_condition_that_fails_has_its_own_name(run_machine):
    states = {
        "Put": call(
            "dynamodb:putItem",
            {
                "TableName": "${ConnectorsTable}",
                "Item": {"name": {"S": "orders"}},
                "ConditionExpression": "attribute_not_exists(#name)",
                "ExpressionAttributeNames": {"#name": "name"},
            },
            Catch=[{"ErrorEquals": ["DynamoDB.ConditionalCheckFailedException"], "Next": "Taken"}],
        ),
        "Taken": {"Type": "Succeed"},
    }
    assert run_machine.run(machine(states)).path == ["Put"]
    assert run_machine.run(machine(states)).path == ["Put", "Taken"]


# Siblings (P10)


def siblings():
    processor = {
        "StartAt": "First",
        "States": {
            "First": call("lambda:invoke", {"FunctionName": "${WorkFunctionArn}", "Payload": "{% $states.input %}"}),
            "Second": call("lambda:invoke", {"FunctionName": "${AfterFunctionArn}", "Payload": {}}),
        },
    }
    del processor["States"]["First"]["End"]
    processor["States"]["First"]["Next"] = "Second"
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "Caught"}]
    each = {"Type": "Map", "Items": [0, 1], "ItemProcessor": processor, "Catch": catch, "End": True}
    return machine({"Each": each, "Caught": {"Type": "Succeed"}})


def work(item):
    if item == 0:
        raise ValueError("no")
    time.sleep(0.3)


def test_when_an_item_fails_its_siblings_go_no_further(run_machine):
    gone_on = []
    end = run_machine.run(siblings(), functions={"work": work, "after": gone_on.append})
    assert end.path[-1] == "Caught"
    time.sleep(0.6)
    assert gone_on == []


def test_without_the_repair_they_do(run_machine, repair):
    gone_on = []
    with patching.without(repair("item_errors")):
        run_machine.run(siblings(), functions={"work": work, "after": gone_on.append})
        time.sleep(0.6)
    assert gone_on == [{}]


# Guards


class Changed:
    def here(self):
        return "as it was"


def test_a_repair_refuses_code_that_it_does_not_know():
    with pytest.raises(patching.MotoChangedError, match=r"Changed\.here has changed"):
        patching.replace(Changed, "here", lambda self: "repaired", digest="00000000")
    with pytest.raises(patching.MotoChangedError, match="gone"):
        patching.replace(Changed, "gone", lambda self: "repaired", digest="00000000")
    with pytest.raises(patching.MotoChangedError, match="gone"):
        patching.rebind(patching, "gone", None)
    assert Changed().here() == "as it was"


def test_a_second_cloud_replaces_the_repairs_of_the_first():
    digest = patching.source_digest(Changed.here)
    for said in ("first", "second"):
        patching.replace(Changed, "here", lambda self, said=said: said, digest=digest)
        assert Changed().here() == said
    assert patching.original(Changed, "here")(None) == "as it was"
