"""A fleet of one over the stand-in for MSK Connect, with everything the door needs, on a driven clock."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from connectpilot.adapters.cloudwatch_metrics import CloudWatchMetrics
from connectpilot.adapters.custom_plugins import CustomPlugins
from connectpilot.adapters.msk_connect import MskConnect, MskConnectChanges, MskWorkerConfigurations
from connectpilot.domain.plugin import Plugin, PluginClass
from connectpilot.domain.spec import ConnectorSpec, parse_spec
from connectpilot.domain.target import Target
from connectpilot_local.clock import DrivenClock
from connectpilot_local.msk_connect.assumptions import Assumptions
from connectpilot_local.msk_connect.testing import StandIn, stand_in

from fakes.alarms import FakeAlarms
from fakes.door_driver import Driver, Faults, Ports
from fakes.records import FakePlugins, FakeRecords, FakeSpecs, FakeTargets

SOURCE = "io.debezium.connector.mysql.MySqlConnector"
SINK = "io.debezium.connector.jdbc.JdbcSinkConnector"
NAME = "orders"
TARGET = Target(
    name="default",
    bootstrap_servers="b-1.cluster.example:9098",
    subnets=("subnet-1", "subnet-2"),
    security_groups=("sg-1",),
    execution_role_arn="arn:aws:iam::123456789012:role/connectpilot/connectors",
)


def spec_of(**keys: str) -> ConnectorSpec:
    dotted = {key.replace("__", "."): value for key, value in keys.items()}
    return parse_spec(NAME, {"connector.class": SOURCE, "tasks.max": "1", "topic.prefix": "shop"} | dotted)


@dataclass
class DoorWorld:
    msk: StandIn
    ports: Ports

    def driver(self, faults: Faults | None = None) -> Driver:
        return Driver(self.ports, self.msk.clock.now, self.pass_time, faults or Faults())

    def pass_time(self, seconds: float) -> None:
        """Minute by minute at most, so that no metric is missed."""
        while seconds > 0:
            self.msk.clock.advance(seconds=min(seconds, 60))
            self.msk.world.advance()
            seconds -= 60

    def request(self, intent: str, spec: ConnectorSpec | None = None, **more) -> dict:
        """Accepted as the API accepts it."""
        given = {"requestId": f"{intent}-1", "connector": NAME, "intent": intent, **more}
        fields = {}
        if spec is not None:
            given["specDigest"] = self.ports.specs.put(spec)
            fields = {"wanted_digest": given["specDigest"], "kind": "source"}
        self.ports.records.accept(NAME, given["requestId"], json.dumps(given), **fields)
        return given

    def created(self, spec: ConnectorSpec) -> None:
        given = self.request("apply", spec) | {"requestId": "first"}
        self.ports.records.write(NAME, request_id="first")
        self.driver().run(given, "first")
        self.pass_time(120)

    def connector(self):
        return self.ports.connectors.find(NAME)

    def operations(self) -> list[str]:
        found = self.connector()
        return [each.type for each in self.ports.connectors.operations(found.arn)] if found else []


@contextmanager
def door_world(assumptions: Assumptions | None = None):
    clock = DrivenClock(datetime.fromisoformat("2026-01-01T12:00:00+00:00"))
    with stand_in(clock, assumptions=assumptions) as msk:
        plugin_arn = msk.register_plugin("debezium", SOURCE)
        classes = (PluginClass(SOURCE, "source", "3.1.0"),)
        plugin = Plugin(
            name="debezium",
            recipe="debezium",
            bundle_key="k",
            sha256="0" * 64,
            size=1,
            java_level=11,
            classes=classes,
            arn=plugin_arn,
            state="ACTIVE",
            origin="s3://intake/uploads/debezium.yaml",
            created_at=clock.now(),
        )
        client = msk.kafkaconnect
        yield DoorWorld(
            msk,
            Ports(
                connectors=MskConnect(client),
                changes=MskConnectChanges(client),
                worker_configurations=MskWorkerConfigurations(client),
                custom_plugins=CustomPlugins(client),
                records=FakeRecords(),
                specs=FakeSpecs(),
                plugins=FakePlugins(plugin),
                targets=FakeTargets(TARGET),
                metrics=CloudWatchMetrics(msk.client("cloudwatch")),
                alarms=FakeAlarms(),
            ),
        )
