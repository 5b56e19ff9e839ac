"""The stand-in as the local cloud has it: behind moto's server, on a scaled clock, with its ticker and control door.

On its defaults only: what is tested here is the server, the ticker and the control door, which read no switch.
"""

import json
import threading
import time

import boto3
import pytest
from connectpilot_local.clock import ScaledClock
from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.identity import EXEMPT_CREDENTIALS
from connectpilot_local.msk_connect.install import install
from connectpilot_local.msk_connect.testing_requests import (
    BUCKET,
    MYSQL_CLASS,
    connector_request,
    logs_to,
    plugin_request,
    plugin_zip,
)
from moto.backends import get_backend
from moto.server import ThreadedMotoServer


def reset_all():
    """moto's server keeps its state in the process; the next test starts with nothing."""
    for backend in ("s3", "logs", "cloudwatch"):
        get_backend(backend).reset()


@pytest.fixture
def cloud(tmp_path):
    context = Context(clock=ScaledClock(speed=3000), endpoint_url="", work_dir=tmp_path)
    ticker = install(context)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    context.endpoint_url = f"http://{host}:{port}"
    ticker.start()
    yield context
    ticker.stop()
    server.stop()
    reset_all()


def client(context, service):
    return boto3.client(service, endpoint_url=context.endpoint_url, **EXEMPT_CREDENTIALS)


def until(what, seconds=10):
    """The first true answer of `what`."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def test_a_connector_lives_behind_the_server(cloud):
    kafkaconnect, s3 = client(cloud, "kafkaconnect"), client(cloud, "s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="debezium.zip", Body=plugin_zip(MYSQL_CLASS))
    client(cloud, "logs").create_log_group(logGroupName="/connect")
    plugin = kafkaconnect.create_custom_plugin(**plugin_request("debezium"), tags={"team": "data"})["customPluginArn"]
    assert kafkaconnect.list_tags_for_resource(resourceArn=plugin)["tags"] == {"team": "data"}
    until(lambda: kafkaconnect.describe_custom_plugin(customPluginArn=plugin)["customPluginState"] == "ACTIVE")
    request = connector_request("orders", plugin, logDelivery=logs_to("/connect"))
    arn = kafkaconnect.create_connector(**request)["connectorArn"]

    def state():
        return kafkaconnect.describe_connector(connectorArn=arn)["connectorState"]

    assert state() == "CREATING"
    until(lambda: state() == "RUNNING")
    cloudwatch = client(cloud, "cloudwatch")
    until(lambda: cloudwatch.list_metrics(Namespace="AWS/KafkaConnect", MetricName="RunningTaskCount")["Metrics"])
    assert client(cloud, "logs").filter_log_events(logGroupName="/connect")["events"]

    route = cloud.control["connectors"]
    status, scheduled = route("POST", "orders/faults", {}, {"kind": "task_failure", "trace": "slot active"})
    assert (status, scheduled["kind"]) == (201, "task_failure")

    def failed():
        return [task["state"] for task in route("GET", "", {}, None)[1][0]["tasks"]] == ["FAILED"]

    until(failed)
    operation = kafkaconnect.restart_connector(connectorArn=arn, onlyFailedTasks=True)["connectorOperationArn"]
    found = kafkaconnect.describe_connector_operation(connectorOperationArn=operation)
    assert found["connectorOperationType"] == "RESTART_CONNECTOR"
    until(lambda: state() == "RUNNING")
    assert len(kafkaconnect.list_connector_operations(connectorArn=arn)["connectorOperations"]) == 1
    kafkaconnect.delete_connector(connectorArn=arn)

    until(lambda: kafkaconnect.list_connectors()["connectors"] == [])
    with pytest.raises(kafkaconnect.exceptions.NotFoundException):
        state()
    assert cloud.failures == []


def test_the_ticker_goes_on_without_requests_and_ends_when_told(cloud):
    route = cloud.control["connectors"]
    assert [thread.name for thread in threading.enumerate()].count("msk-connect") == 1
    route("POST", "orders/faults", {}, {"kind": "slow_start", "seconds": 1})
    cloud.stop.set()
    until(lambda: "msk-connect" not in [thread.name for thread in threading.enumerate()])


@pytest.mark.parametrize(
    ("method", "tail", "body", "status"),
    [
        ("GET", "", None, 200),
        ("GET", "nobody", None, 404),
        ("POST", "orders/faults", {"kind": "no_such_fault"}, 400),
        ("POST", "orders/faults", {"kind": "task_failure", "times": 0}, 400),
        ("POST", "orders/faults", None, 400),
        ("POST", "orders/faults", {"kind": "logs_lost", "unknown": 1}, 400),
        ("DELETE", "orders/faults", None, 200),
        ("PUT", "orders", None, 404),
    ],
)
def test_the_control_door_answers_what_it_is_asked(cloud, method, tail, body, status):
    answer = cloud.control["connectors"](method, tail, {}, body)
    assert answer[0] == status
    json.dumps(answer[1])


def test_the_control_door_shows_scheduled_faults_and_clears_them(cloud):
    route = cloud.control["connectors"]
    route("POST", "orders/faults", {}, {"kind": "no_progress", "seconds": 60})
    status, view = route("GET", "orders", {}, None)
    assert status == 200
    assert [fault["kind"] for fault in view["faults"]] == ["no_progress"]
    assert route("DELETE", "orders/faults", {}, None) == (200, {"cleared": 1})
    assert route("GET", "orders", {}, None)[0] == 404
