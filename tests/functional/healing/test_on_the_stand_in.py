"""Healing's real adapters over the MSK Connect stand-in on a driven clock: what it logs and measures is understood."""

from __future__ import annotations

import boto3
import pytest
from connectpilot.adapters.cloudwatch_metrics import CloudWatchMetrics
from connectpilot.adapters.connectors_table import ConnectorsTable
from connectpilot.adapters.incidents_table import IncidentsTable
from connectpilot.adapters.msk_connect import MskConnect
from connectpilot.adapters.worker_logs import CloudWatchWorkerLogs
from connectpilot.domain.spec import parse_spec
from connectpilot.usecases.assess_connector import AssessConnector
from connectpilot.usecases.gather_evidence import GatherEvidence
from connectpilot.usecases.record_remedy import RecordRemedy, RemedyEnd
from connectpilot_local.clock import DrivenClock
from connectpilot_local.engines.traces import TRACES
from connectpilot_local.msk_connect.testing import stand_in
from connectpilot_local.msk_connect.testing_requests import MYSQL_CLASS, connector_request, logs_to
from fakes.healing_world import TARGET, alarm_event
from fakes.records import FakeControl, FakeSpecs, FakeTargets
from fakes.switches import assumptions, under

__all__ = ["assumptions"]

SPEC = parse_spec("orders", {"connector.class": MYSQL_CLASS, "tasks.max": "1", "topic.prefix": "orders"})


class Rig:
    def __init__(self, cloud):
        self.cloud = cloud
        self.records = ConnectorsTable(_table("connectors", "name"))
        self.incidents = IncidentsTable(_table("incidents", "connector", "openedAt"))
        self.msk = MskConnect(cloud.kafkaconnect)
        gather = GatherEvidence(
            self.msk,
            CloudWatchMetrics(cloud.client("cloudwatch")),
            CloudWatchWorkerLogs(cloud.client("logs")),
            FakeSpecs(SPEC),
            FakeTargets(TARGET),
        )
        self.assess = AssessConnector(self.records, self.incidents, FakeControl(), gather, 20)
        self.record = RecordRemedy(self.records, self.incidents)

    @property
    def now(self):
        return self.cloud.clock.now()

    def wait(self, minutes: int) -> None:
        for _ in range(minutes):
            self.cloud.clock.advance(minutes=1)
            self.cloud.world.advance()

    def look(self):
        return self.assess(alarm_event("orders", self.now), now=self.now)

    def create(self, **changes):
        self.cloud.client("logs").create_log_group(logGroupName=TARGET.log_group)
        plugin = self.cloud.register_plugin("mysql", MYSQL_CLASS)
        request = connector_request("orders", plugin, logDelivery=logs_to(TARGET.log_group), **changes)
        arn = self.cloud.kafkaconnect.create_connector(**request)["connectorArn"]
        self.records.draft("orders", arn=arn, version="K1", kind="source", wanted_digest=SPEC.digest)
        return arn


def _table(name, *keys):
    return boto3.resource("dynamodb", region_name="us-east-1").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
    )


@pytest.fixture
def rig(monkeypatch, assumptions):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with stand_in(DrivenClock(), assumptions=assumptions) as cloud:
        yield Rig(cloud)


def test_a_failed_task_is_diagnosed_restarted_and_its_incident_closed(rig):
    arn = rig.create()
    rig.wait(12)
    assert rig.look()["remedy"] == "Leave"
    rig.cloud.fault("orders", {"kind": "task_failure", "trace": "database connection lost", "times": 1})
    rig.wait(2)
    answer = rig.look()
    assert (answer["remedy"], answer["diagnosis"]) == ("RestartTasks", "connection-lost")
    rig.cloud.kafkaconnect.restart_connector(connectorArn=arn, onlyFailedTasks=answer["request"]["onlyFailedTasks"])
    rig.wait(4)
    end = RemedyEnd("orders", answer["openedAt"], answer["remedy"], "changed", "stayed up", answer["attempt"])
    rig.record(end, now=rig.now)
    rig.wait(3)
    assert rig.look()["remedy"] == "Wait"
    rig.wait(6)
    closed = rig.look()
    assert (closed["remedy"], rig.records.get("orders").incident_opened_at) == ("Leave", None)
    incident = rig.incidents.get("orders", answer["openedAt"])
    assert (incident.open, "SocketException" in incident.trace) == (False, True)


CODES = {
    "database connection lost": "connection-lost",
    "database timeout": "database-unreachable",
    "poison record": "poison-record",
    "schema and payload missing": "schemas-enable",
    "authentication failed": "login-refused",
    "topic not authorized": "topic-not-authorized",
    "group not authorized": "topic-not-authorized",
    "sasl too many connects": "too-many-connects",
    "slot active": "slot-active",
    "slot lost": "slot-lost",
    "binlog purged": "binlog-purged",
    "schema history missing": "schema-history-missing",
    "out of memory": "out-of-memory",
    "record too large": "record-too-large",
    "sink downstream": "connection-lost",
    "unknown host": "aws-endpoint-name",
    "fetch metadata timeout": "fetch-metadata",
}


@under()
def test_every_trace_that_the_stand_in_can_write_is_told_apart(rig):
    assert set(CODES) == set(TRACES)
    arn = rig.create()
    rig.wait(12)
    for trace, code in CODES.items():
        rig.cloud.fault("orders", {"kind": "task_failure", "trace": trace, "times": 1})
        rig.wait(2)
        answer = rig.look()
        assert answer["diagnosis"] == code, trace
        rig.cloud.kafkaconnect.restart_connector(connectorArn=arn, onlyFailedTasks=True)
        rig.wait(5)
        rig.records.write(
            "orders", attempts=0, incident_opened_at=None, next_check_at=None, quarantine=None, last_attempt_at=rig.now
        )
        rig.wait(1)


@under("missing_connector_class")
def test_a_connector_that_fails_while_it_is_created_is_diagnosed_from_its_worker_log(rig):
    rig.create(connectorConfiguration={"connector.class": "com.acme.Missing", "tasks.max": "1"})
    rig.wait(25)
    answer = rig.look()
    assert (answer["remedy"], answer["diagnosis"]) == ("Escalate", "class-missing")
    assert "docs/runbooks/plugin.md#class-missing" in answer["notice"]["message"]
