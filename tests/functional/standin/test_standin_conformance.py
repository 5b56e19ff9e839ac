"""Every answer against botocore's own model of the service, and every state against the table of what may follow."""

import base64
from itertools import pairwise

import pytest
from botocore.exceptions import ClientError
from botocore.model import ListShape, MapShape, StringShape, StructureShape
from botocore.validate import ParamValidator
from connectpilot_local.clock import DrivenClock
from connectpilot_local.msk_connect.errors import Refusal
from connectpilot_local.msk_connect.request_check import service_model
from connectpilot_local.msk_connect.stages import CONNECTOR_STATES
from connectpilot_local.msk_connect.testing import stand_in
from connectpilot_local.msk_connect.testing_requests import (
    BUCKET,
    MYSQL_CLASS,
    connector_request,
    logs_to,
    plugin_request,
    plugin_zip,
    provisioned,
)
from connectpilot_local.msk_connect.world import OPERATIONS

CONVERTERS = base64.b64encode(b"key.converter=a\nvalue.converter=b\n").decode()


def unknown_members(shape, value, where=""):
    """Whatever the model does not have: members, enumeration values."""
    if isinstance(shape, StructureShape):
        for name, item in value.items():
            if name not in shape.members:
                yield f"{where}.{name}"
            else:
                yield from unknown_members(shape.members[name], item, f"{where}.{name}")
    elif isinstance(shape, ListShape):
        for item in value:
            yield from unknown_members(shape.member, item, where + "[]")
    elif isinstance(shape, MapShape):
        for item in value.values():
            yield from unknown_members(shape.value, item, where)
    elif isinstance(shape, StringShape) and shape.enum and value not in shape.enum:
        yield f"{where}={value}"


class Watch:
    """Calls the world itself, so that nothing is lost on the wire, and judges each answer and refusal."""

    def __init__(self, world):
        self.world, self.called, self.refusals, self.states = world, set(), set(), {}

    def __call__(self, operation, **params):
        model = service_model().operation_model(operation)
        try:
            answer = self.world.call(operation, params)
        except Refusal as refusal:
            self.refusals.add((operation, refusal.code))
            assert refusal.code in {shape.name for shape in model.error_shapes}, (operation, refusal.code)
            raise
        self.called.add(operation)
        if model.output_shape is not None:
            assert list(unknown_members(model.output_shape, answer)) == []
            report = ParamValidator().validate(answer, model.output_shape)
            assert not report.has_errors(), report.generate_report()
        else:
            assert answer == {}
        return answer

    def state(self, arn):
        seen = self("DescribeConnector", connectorArn=arn)["connectorState"]
        history = self.states.setdefault(arn, [seen])
        if history[-1] != seen:
            history.append(seen)
        return seen


def live(stand, watch):  # noqa: PLR0915 - one life, told from its beginning to its end
    """Use every operation, wait for what it starts, and be refused now and then."""
    clock, world = stand.clock, stand.world

    def wait(arn, *wanted):
        for _ in range(400):
            if watch.state(arn) in wanted:
                return
            clock.advance(seconds=10)
        raise AssertionError(f"never {wanted}: {watch.states[arn]}")

    def refused(operation, **params):
        with pytest.raises(Refusal):
            watch(operation, **params)

    s3 = stand.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    for name in ("debezium", "other"):
        s3.put_object(Bucket=BUCKET, Key=f"{name}.zip", Body=plugin_zip(MYSQL_CLASS))
    stand.client("logs").create_log_group(logGroupName="/connect")
    plugin, other = [
        watch("CreateCustomPlugin", **plugin_request(name), tags={"team": "data"}, description="d")["customPluginArn"]
        for name in ("debezium", "other")
    ]
    watch("DescribeCustomPlugin", customPluginArn=plugin)
    clock.advance(minutes=1)
    watch("DescribeCustomPlugin", customPluginArn=plugin)
    watch("ListCustomPlugins", namePrefix="deb", maxResults=1)
    refused("CreateCustomPlugin", **plugin_request("debezium"))
    worker = watch("CreateWorkerConfiguration", name="w", propertiesFileContent=CONVERTERS, description="d")[
        "workerConfigurationArn"
    ]
    watch("DescribeWorkerConfiguration", workerConfigurationArn=worker)
    watch("ListWorkerConfigurations")
    arn = watch(
        "CreateConnector",
        **connector_request(
            "orders", plugin, logDelivery=logs_to("/connect"), connectorDescription="d", tags={"a": "b"}
        ),
        workerConfiguration={"workerConfigurationArn": worker, "revision": 1},
    )["connectorArn"]
    refused("CreateConnector", **connector_request("orders", plugin))
    refused("UpdateConnector", connectorArn=arn, currentVersion="K", capacity=provisioned(2))
    wait(arn, "RUNNING")
    watch("TagResource", resourceArn=arn, tags={"c": "d"})
    watch("UntagResource", resourceArn=arn, tagKeys=["a"])
    assert watch("ListTagsForResource", resourceArn=arn)["tags"] == {"c": "d"}
    for change in (
        {"capacity": provisioned(2)},
        {"plugins": [{"customPlugin": {"customPluginArn": other, "revision": 1}}]},
        {"connectorConfiguration": {"connector.class": MYSQL_CLASS, "tasks.max": "1", "topic.prefix": "renamed"}},
        {"useDefaultWorkerConfiguration": True},
    ):
        version = watch("DescribeConnector", connectorArn=arn)["currentVersion"]
        refused("UpdateConnector", connectorArn=arn, currentVersion="KSTALE", **change)
        operation = watch("UpdateConnector", connectorArn=arn, currentVersion=version, **change)[
            "connectorOperationArn"
        ]
        watch("DescribeConnectorOperation", connectorOperationArn=operation)
        watch("ListConnectors", connectorNamePrefix="ord")
        wait(arn, "RUNNING")
        found = watch("DescribeConnectorOperation", connectorOperationArn=operation)
        assert found["connectorOperationState"] == "UPDATE_COMPLETE"
        assert watch("DescribeConnector", connectorArn=arn)["currentVersion"] != version
    stand.fault("orders", {"kind": "update_fails"})
    version = watch("DescribeConnector", connectorArn=arn)["currentVersion"]
    watch("UpdateConnector", connectorArn=arn, currentVersion=version, capacity=provisioned(3))
    wait(arn, "RUNNING")
    stand.fault("orders", {"kind": "task_failure"})
    clock.advance(minutes=1)
    watch("RestartConnector", connectorArn=arn, onlyFailedTasks=True)
    refused("RestartConnector", connectorArn=arn)
    refused("PauseConnector", connectorArn=arn)
    wait(arn, "RUNNING")
    assert [task["state"] for task in world.inspect()[0]["tasks"]] == ["RUNNING"]
    watch("PauseConnector", connectorArn=arn)
    wait(arn, "PAUSED")
    watch("ResumeConnector", connectorArn=arn)
    wait(arn, "RUNNING")
    watch("ListConnectorOperations", connectorArn=arn, maxResults=3)
    doomed = watch("CreateConnector", **connector_request("doomed", plugin, logDelivery=logs_to("/nowhere")))[
        "connectorArn"
    ]
    wait(doomed, "FAILED")
    refused("RestartConnector", connectorArn=doomed)
    for each in (arn, doomed):
        watch("DeleteConnector", connectorArn=each)
        watch.state(each)
    clock.advance(minutes=4)
    refused("DescribeConnector", connectorArn=arn)
    watch("DeleteWorkerConfiguration", workerConfigurationArn=worker)
    watch("DeleteCustomPlugin", customPluginArn=plugin)
    clock.advance(minutes=1)
    refused("DescribeCustomPlugin", customPluginArn=plugin)
    refused("ListTagsForResource", resourceArn=plugin)


def test_it_has_every_operation_of_the_model_and_no_other():
    assert set(OPERATIONS) == set(service_model().operation_names)


def test_every_answer_and_refusal_is_one_of_the_model_whatever_is_assumed(assumptions):
    with stand_in(DrivenClock(), assumptions=assumptions) as stand:
        watch = Watch(stand.world)
        live(stand, watch)
        assert watch.called == set(service_model().operation_names)
        assert len(watch.refusals) >= 8
        for history in watch.states.values():
            steps = list(pairwise(history))
            assert [(old, new) for old, new in steps if new not in CONNECTOR_STATES[old]] == []
        assert max(len(history) for history in watch.states.values()) > 10


def test_the_wire_keeps_what_the_world_says(bench):
    arn = bench.create()
    operation = bench.update(arn, capacity=provisioned(2))
    for name, params in (
        ("DescribeConnector", {"connectorArn": arn}),
        ("DescribeConnectorOperation", {"connectorOperationArn": operation}),
        ("ListConnectors", {}),
        ("DescribeCustomPlugin", {"customPluginArn": bench.plugin}),
        ("ListCustomPlugins", {}),
        ("ListConnectorOperations", {"connectorArn": arn}),
        ("ListTagsForResource", {"resourceArn": arn}),
    ):
        seen = bench.kafkaconnect._make_api_call(name, params)
        seen.pop("ResponseMetadata")
        assert seen == bench.world.call(name, params)


@pytest.mark.parametrize(
    "operation", ["describe_connector", "restart_connector", "pause_connector", "delete_connector"]
)
def test_an_unknown_connector_is_not_found_on_the_wire(bench, operation):
    with pytest.raises(ClientError) as caught:
        getattr(bench.kafkaconnect, operation)(connectorArn="arn:aws:kafkaconnect:us-east-1:123456789012:connector/x/y")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    assert isinstance(caught.value, bench.kafkaconnect.exceptions.NotFoundException)
