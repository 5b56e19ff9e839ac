"""CloudFormation's values become what an operation's input wants, and what nobody knows stays to be refused."""

from __future__ import annotations

import botocore.session
import pytest
from connectpilot_local.cloud.cloudformation.shapes import fit, pick, without_nothing

SESSION = botocore.session.get_session()


def shape(service, operation):
    return SESSION.get_service_model(service).operation_model(operation).input_shape


@pytest.mark.parametrize(
    ("service", "operation", "given", "expected"),
    [
        pytest.param(
            "logs", "PutRetentionPolicy", {"LogGroupName": "g", "RetentionInDays": "7"},
            {"logGroupName": "g", "retentionInDays": 7}, id="names begin small, numbers are numbers",
        ),
        pytest.param(
            "stepfunctions", "CreateStateMachine",
            {"LoggingConfiguration": {"Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": "a"}}]}},
            {"loggingConfiguration": {"destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": "a"}}]}}, id="deep",
        ),
        pytest.param(
            "cloudwatch", "PutMetricAlarm", {"Threshold": 1, "ActionsEnabled": "true", "Period": "60"},
            {"Threshold": 1.0, "ActionsEnabled": True, "Period": 60}, id="floats and booleans",
        ),
        pytest.param(
            "sns", "Subscribe", {"Attributes": {"FilterPolicy": {"a": [1]}, "RawMessageDelivery": True}},
            {"Attributes": {"FilterPolicy": '{"a": [1]}', "RawMessageDelivery": "true"}}, id="documents as text",
        ),
        pytest.param("events", "PutRule", {"Colour": "red"}, {"Colour": "red"}, id="unknown"),
    ],
)  # fmt: skip
def test_a_value_is_fitted(service, operation, given, expected):
    assert fit(shape(service, operation), given) == expected


def test_no_value_is_no_value_in_lists_too():
    assert without_nothing({"a": [1, None, {"b": None}], "c": None, "d": 0}) == {"a": [1, {}], "d": 0}


def test_only_what_is_given_is_picked():
    assert pick({"a": 1, "b": None}, "a", "b", "c") == {"a": 1, "b": None}
