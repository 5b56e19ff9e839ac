"""A template that the local cloud cannot carry out stops it, with the reason, and leaves nothing behind."""

from __future__ import annotations

import pytest
from connectpilot_local.clock import ScaledClock
from connectpilot_local.cloud.cloud import LocalCloud
from connectpilot_local.cloud.cloudformation.base import DeploymentError


def broken(tmp_path, extra):
    path = tmp_path / "template.yaml"
    path.write_text(f"Transform: AWS::Serverless-2016-10-31\nResources:\n  Queue: {{Type: AWS::SQS::Queue}}\n{extra}")
    return path


@pytest.mark.parametrize(
    ("extra", "complaint"),
    [
        pytest.param("  Ship: {Type: AWS::Sea::Ship}\n", "Ship: AWS::Sea::Ship is not known", id="an unknown type"),
        pytest.param(
            "  Other: {Type: AWS::SQS::Queue, Properties: {Colour: red}}\n",
            "has no local Colour",
            id="an unknown property",
        ),
        pytest.param(
            "  Other: {Type: AWS::SQS::Queue, Properties: {QueueName: 'a b'}}\n",
            r"Other \(AWS::SQS::Queue\)",
            id="refused",
        ),
        pytest.param(
            "  Fn: {Type: AWS::Serverless::Function, Properties: {CodeUri: nowhere/, Handler: a.b}}\n",
            "nowhere is not a directory",
            id="code that is not there",
        ),
        pytest.param(
            "  Fn: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://a/b, Runtimes: x}}\n",
            "Fn",
            id="not SAM",
        ),
    ],
)
def test_a_template_that_cannot_be_carried_out_says_why(tmp_path, extra, complaint):
    with pytest.raises(DeploymentError, match=complaint):
        LocalCloud(template=broken(tmp_path, extra), clock=ScaledClock()).start()


def test_a_start_that_fails_leaves_no_directory_and_no_port(tmp_path):
    cloud = LocalCloud(template=broken(tmp_path, "  Ship: {Type: AWS::Sea::Ship}\n"), clock=ScaledClock())
    assert cloud.context.work_dir.is_dir()
    with pytest.raises(DeploymentError):
        cloud.start()
    assert not cloud.context.work_dir.exists()
    LocalCloud(template=broken(tmp_path, ""), port=int(cloud.endpoint_url.rsplit(":", 1)[1])).start().stop()


def test_a_second_cloud_in_the_same_process_is_refused(tmp_path):
    with LocalCloud(template=broken(tmp_path, "")), pytest.raises(RuntimeError, match="one running local cloud"):
        LocalCloud(template=broken(tmp_path, "")).start()


@pytest.mark.parametrize(
    ("parameters", "complaint"),
    [
        pytest.param({}, "no value for the parameter Size", id="missing"),
        pytest.param({"Size": "huge"}, "Size must be one of small, large, not huge", id="not allowed"),
        pytest.param({"Size": "small", "Color": "red"}, "the template has no parameter Color", id="unknown"),
    ],
)
def test_parameters_are_checked_before_anything_is_made(tmp_path, parameters, complaint):
    path = broken(tmp_path, "Parameters: {Size: {Type: String, AllowedValues: [small, large]}}\n")
    with pytest.raises(DeploymentError, match=complaint):
        LocalCloud(template=path, parameters=parameters).start()
