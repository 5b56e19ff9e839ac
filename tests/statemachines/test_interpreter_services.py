"""Service integrations: names and dates of arguments and results, and the guards of the repairs."""

from __future__ import annotations

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
