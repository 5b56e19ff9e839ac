"""CloudFormation's words for buckets in the API's, and the embedded metric format in CloudWatch's."""

from __future__ import annotations

import json

import pytest
from connectpilot_local.cloud.cloudformation.base import DeploymentError
from connectpilot_local.cloud.cloudformation.storage import lifecycle_rule, notifications
from connectpilot_local.cloud.functions.environment import network, search_path
from connectpilot_local.cloud.functions.metrics import embedded


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({"EventBridgeConfiguration": {}}, {"EventBridgeConfiguration": {}}, id="mentioned is on"),
        pytest.param({"EventBridgeConfiguration": {"EventBridgeEnabled": "false"}}, {}, id="off"),
        pytest.param(
            {"QueueConfigurations": [{"Event": "e", "Queue": "q", "Filter": {"S3Key": {"Rules": [1]}}}]},
            {"QueueConfigurations": [{"QueueArn": "q", "Events": ["e"], "Filter": {"Key": {"FilterRules": [1]}}}]},
            id="queue with filter",
        ),
        pytest.param(
            {"LambdaConfigurations": [{"Event": "e", "Function": "f"}]},
            {"LambdaFunctionConfigurations": [{"LambdaFunctionArn": "f", "Events": ["e"]}]},
            id="function",
        ),
    ],
)  # fmt: skip
def test_notifications(given, expected):
    assert notifications(given) == expected


def test_a_lifecycle_rule_that_is_not_understood_is_refused():
    with pytest.raises(DeploymentError, match="Transitions"):
        lifecycle_rule({"Status": "Enabled", "Transitions": []})
    with pytest.raises(DeploymentError, match="Pigeons"):
        notifications({"Pigeons": []})


def line(**changes):
    directive = {"Namespace": "N", "Dimensions": [["a"], []], "Metrics": [{"Name": "M", "Unit": "Count"}]}
    return json.dumps({"_aws": {"CloudWatchMetrics": [directive]}, "a": "x", "M": 2} | changes)


def test_embedded_metrics_are_found_for_each_set_of_dimensions():
    found = embedded(["plain", line(), '{"no": "metric"}'])
    assert [(one["Dimensions"], one["Value"], one["Unit"]) for one in found["N"]] == [
        ([{"Name": "a", "Value": "x"}], 2.0, "Count"),
        ([], 2.0, "Count"),
    ]


@pytest.mark.parametrize("broken", ['{"CloudWatchMetrics"', line(M="many"), line(_aws={"CloudWatchMetrics": [{}]})])
def test_what_is_not_in_the_format_is_no_metric(broken):
    assert not embedded([broken]).get("N")


def test_a_proxy_is_handed_on_and_never_stands_before_the_cloud_itself():
    seen = network({"HTTPS_PROXY": "http://p:1", "no_proxy": "example.org", "AWS_PROFILE": "production"})
    assert seen == {
        "HTTPS_PROXY": "http://p:1",
        "no_proxy": "example.org,127.0.0.1,localhost",
        "NO_PROXY": "example.org,127.0.0.1,localhost",
    }
    assert network({}) == {}


def test_a_layers_python_directory_is_searched_and_a_directory_of_packages_itself(tmp_path):
    (tmp_path / "layer" / "python").mkdir(parents=True)
    (tmp_path / "packages").mkdir()
    found = search_path([tmp_path / "layer", tmp_path / "packages"])
    assert found == [str(tmp_path / "layer" / "python"), str(tmp_path / "packages")]
