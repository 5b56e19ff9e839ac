"""The stand-in on a driven clock, under each of its truths, with a registered plugin and connectors where needed."""

from datetime import timedelta
from functools import partial

import pytest
from botocore.exceptions import ClientError
from connectpilot_local.clock import DrivenClock
from connectpilot_local.msk_connect.testing import stand_in
from connectpilot_local.msk_connect.testing_requests import MYSQL_CLASS, SINK_CLASS, connector_request
from fakes.switches import assumptions
from moto import mock_aws
from moto.core.base_backend import BackendDict

__all__ = ["assumptions"]


class Bench:
    """What these tests say again and again, over one StandIn."""

    def __init__(self, stand, assumptions):
        self.stand, self.clock, self.kafkaconnect = stand, stand.clock, stand.kafkaconnect
        self.assumptions = assumptions
        self.fault, self.world = stand.fault, stand.world
        self.plugin = stand.register_plugin("debezium", MYSQL_CLASS, SINK_CLASS)

    def create(self, name="orders", *, minutes=10, **changes):
        """CreateConnector, and so many minutes later."""
        arn = self.kafkaconnect.create_connector(**connector_request(name, self.plugin, **changes))["connectorArn"]
        self.clock.advance(minutes=minutes)
        return arn

    def sink(self, name="copies", **changes):
        configuration = {"connector.class": SINK_CLASS, "topics": "orders,items", "tasks.max": "2"}
        return self.create(name, connectorConfiguration=configuration, **changes)

    # These two are asked again and again, and of the world itself: what the wire makes of them has a test of its own.
    def describe(self, arn):
        return self.world.call("DescribeConnector", {"connectorArn": arn})

    def operation(self, arn):
        return self.world.call("DescribeConnectorOperation", {"connectorOperationArn": arn})

    def state(self, arn):
        return self.describe(arn)["connectorState"]

    def version(self, arn):
        return self.describe(arn)["currentVersion"]

    def update(self, arn, **changes):
        changes.setdefault("currentVersion", self.version(arn))
        return self.kafkaconnect.update_connector(connectorArn=arn, **changes)["connectorOperationArn"]

    def tasks(self, name="orders"):
        return [task["state"] for task in self.look(name)["tasks"]]

    def look(self, name="orders"):
        return next(view for view in self.world.inspect() if view["name"] == name)

    def values(self, metric, name="orders", *, namespace="AWS/KafkaConnect", dimensions=None, hours=1):
        """What CloudWatch has of a metric, oldest first."""
        self.world.advance()
        found = self.stand.client("cloudwatch").get_metric_statistics(
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[
                {"Name": key, "Value": value} for key, value in (dimensions or {"ConnectorName": name}).items()
            ],
            StartTime=self.clock.now() - timedelta(hours=hours),
            EndTime=self.clock.now() + timedelta(seconds=1),
            Period=60,
            Statistics=["Average"],
        )["Datapoints"]
        return [point["Average"] for point in sorted(found, key=lambda point: point["Timestamp"])]

    def log(self, group="/connect"):
        self.world.advance()
        events = self.stand.client("logs").filter_log_events(logGroupName=group)["events"]
        return [event["message"] for event in events]

    def refused(self, operation, **params):
        """The error's code and message, of a request that must be refused."""
        with pytest.raises(ClientError) as caught:
            getattr(self.kafkaconnect, operation)(**params)
        error = caught.value.response["Error"]
        assert isinstance(caught.value, getattr(self.kafkaconnect.exceptions, error["Code"]))
        return error["Code"], error["Message"]


@pytest.fixture(scope="module")
def moto_world():
    """One moto for many stand-ins: setting it up takes longer than emptying it."""
    with mock_aws():
        yield


@pytest.fixture
def open_bench(moto_world):
    """A bench with the assumptions, durations or quotas that the test names."""
    open_stands = []

    def make(assumptions, **options):
        BackendDict.reset()
        context = stand_in(DrivenClock(), assumptions=assumptions, **options)
        open_stands.append(context)
        return Bench(context.__enter__(), assumptions)

    yield make
    for context in reversed(open_stands):
        context.__exit__(None, None, None)


@pytest.fixture
def make_bench(open_bench, assumptions):
    """A bench with durations or quotas of the test's own, under each truth."""
    return partial(open_bench, assumptions)


@pytest.fixture
def bench(make_bench):
    return make_bench()
