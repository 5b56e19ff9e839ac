"""The tables, targets, metrics and alarms of the door over moto: what is written comes back, and conditions bite."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from connectpilot.adapters.alarms import CloudWatchAlarms
from connectpilot.adapters.cloudwatch_metrics import CloudWatchMetrics
from connectpilot.adapters.connectors_items import FIELDS
from connectpilot.adapters.connectors_table import ConnectorsTable
from connectpilot.adapters.control_table import ControlTable
from connectpilot.adapters.specs_table import SpecsTable
from connectpilot.adapters.targets import SsmTargets
from connectpilot.domain.changes.alarms import all_alarm_names, wanted_alarms
from connectpilot.domain.connector import ConnectorState
from connectpilot.domain.errors import ConnectorBusyError, InvalidSpecError, LeaseLostError, UnknownTargetError
from connectpilot.domain.metrics import of_connector
from connectpilot.domain.record import ConnectorRecord, Lease, Lifecycle, Sighting, TakenUp
from fakes.door_samples import SINK, TARGET, spec_of
from moto import mock_aws

NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
WHOLE = {
    "lifecycle": Lifecycle.PAUSED,
    "wanted_digest": "w",
    "healthy_digest": "h",
    "arn": "arn:c",
    "version": "K1",
    "matched_version": "K0",
    "difference": '"topics" changes',
    "kind": "sink",
    "sighting": Sighting(NOON, ConnectorState.RUNNING, 2, 0, "trace"),
    "changing_since": NOON,
    "request": "{}",
    "request_id": "r",
    "taken_up": TakenUp("r", NOON, ("arn:op",)),
    "outcome": "changed",
    "outcome_reason": "asked",
    "outcome_at": NOON,
    "applied_at": NOON,
    "next_check_at": NOON,
    "attempts": 3,
    "last_attempt_at": NOON,
    "incident_opened_at": "2026-01-01T12:00:00+00:00",
    "quarantine": "gave up",
    "last_adjustment_at": NOON,
}


@pytest.fixture(autouse=True)
def aws(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        yield


def table(key="name"):
    return boto3.resource("dynamodb").create_table(
        TableName="t",
        KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


@pytest.fixture
def items():
    return table()


@pytest.fixture
def records(items):
    return ConnectorsTable(items)


def hold(items, owner="me", fence=4):
    items.update_item(
        Key={"name": "orders"},
        UpdateExpression="SET leaseOwner = :o, leaseUntil = :u, fence = :f",
        ExpressionAttributeValues={":o": owner, ":u": int(NOON.timestamp()), ":f": fence},
    )


def test_every_field_of_a_record_can_be_written():
    assert FIELDS == {field.name for field in fields(ConnectorRecord)} - {"name", "lease"} == set(WHOLE)


def test_a_record_comes_back_as_it_was_written(records):
    records.draft("orders", **WHOLE)
    assert records.get("orders") == ConnectorRecord("orders", **WHOLE)
    assert list(records.all()) == [ConnectorRecord("orders", **WHOLE)]


def test_none_removes_a_field_and_others_stay(records):
    records.draft("orders", **WHOLE)
    records.write("orders", arn=None, sighting=Sighting(NOON, None))
    found = records.get("orders")
    assert (found.arn, found.version, found.sighting) == (None, "K1", Sighting(NOON, None))


def test_attributes_have_the_names_of_the_contract(records, items):
    records.draft("orders", wanted_digest="w", next_check_at=NOON)
    item = items.get_item(Key={"name": "orders"})["Item"]
    assert item == {"name": "orders", "wantedDigest": "w", "nextCheckAt": "2026-01-01T12:00:00+00:00"}


def test_a_misspelt_field_is_an_error(records):
    with pytest.raises(TypeError, match="wanted_digset"):
        records.draft("orders", wanted_digset="w")


def test_an_unknown_connector_has_no_record(records):
    assert records.get("orders") is None


def test_one_request_at_a_time_is_accepted(records):
    records.accept("orders", "r1", "{}", wanted_digest="w")
    records.accept("orders", "r1", "{}")
    with pytest.raises(ConnectorBusyError, match="orders"):
        records.accept("orders", "r2", "{}", wanted_digest="other")
    assert records.get("orders").wanted_digest == "w"


def test_only_its_own_request_is_concluded(records):
    records.accept("orders", "r1", "{}")
    records.conclude("orders", "r2", outcome="changed")
    assert (records.get("orders").request_id, records.get("orders").outcome) == ("r1", "changed")
    records.conclude("orders", "r1", outcome="refused")
    assert (records.get("orders").request, records.get("orders").request_id) == (None, None)
    assert records.get("orders").outcome == "refused"


def test_a_lease_is_renewed_by_its_holder_alone(records, items):
    hold(items)
    later = NOON + timedelta(minutes=5)
    records.renew_lease("orders", Lease("me", 4, later))
    assert records.get("orders").lease == Lease("me", 4, later)
    for owner, fence in [("me", 3), ("other", 4)]:
        with pytest.raises(LeaseLostError):
            records.renew_lease("orders", Lease(owner, fence, later))
    with pytest.raises(LeaseLostError):
        records.renew_lease("absent", Lease("me", 1, later))


def test_writing_leaves_the_lease_alone(records, items):
    hold(items)
    records.draft("orders", **WHOLE)
    assert records.get("orders").lease.owner == "me"


def test_what_was_forgotten_is_not_brought_back_by_a_late_write(records):
    records.draft("orders", lifecycle=Lifecycle.DELETED)
    records.forget("orders")
    records.write("orders", sighting=Sighting(NOON, None), next_check_at=NOON)
    assert records.get("orders") is None


def test_a_forgotten_connector_is_gone(records):
    records.draft("orders", arn="a")
    records.forget("orders")
    assert records.get("orders") is None


def test_a_spec_comes_back_by_its_digest():
    specs = SpecsTable(table("digest"))
    spec = spec_of(connectpilot__capacity__mcu="2", database__password="${env:PASSWORD}")
    assert specs.get(specs.put(spec)) == spec
    with pytest.raises(InvalidSpecError, match="no spec"):
        specs.get("0" * 64)


def test_the_plugin_of_a_spec_is_told_without_reading_the_spec():
    specs = SpecsTable(table("digest"))
    bare = spec_of()
    assert [specs.plugin_of(digest) for digest in ("0" * 64, specs.put(bare))] == [None, None]
    assert specs.plugin_of(specs.put(replace(bare, plugin="orders-1"))) == "orders-1"


def test_the_kill_switch_is_on_until_it_is_turned_off(items):
    control = ControlTable(items)
    assert control.healing_is_on()
    items.put_item(Item={"name": "healing", "off": True})
    assert not control.healing_is_on()


def test_the_budget_is_of_one_minute(items):
    control = ControlTable(items)
    assert [control.take_restart(NOON, 2) for _ in range(3)] == [True, True, False]
    assert control.take_restart(NOON + timedelta(minutes=1), 2)
    assert not control.take_restart(NOON, 2), "a late clock does not bring an old minute back"
    assert not control.take_restart(NOON + timedelta(minutes=2), 0)


def targets(**parameters):
    client = boto3.client("ssm")
    for name, value in parameters.items():
        client.put_parameter(Name=f"/connectpilot/targets/{name}", Value=value, Type="String")
    return SsmTargets(client, "/connectpilot/targets/", role_path="/connectpilot/")


STORED = {
    "bootstrap_servers": "b-1:9098",
    "subnets": ["subnet-1"],
    "security_groups": ["sg-1"],
    "execution_role_arn": TARGET.execution_role_arn,
}


def test_a_target_whose_role_may_not_be_passed_says_so():
    role = "arn:aws:iam::123456789012:role/elsewhere/admin"
    with pytest.raises(UnknownTargetError, match=r"execution_role_arn.*/connectpilot/.*ConnectorRolePath"):
        targets(default=json.dumps({**STORED, "execution_role_arn": role})).get("default")


def test_a_target_is_read_with_its_name():
    assert targets(default=json.dumps(STORED)).get("default") == TARGET


def test_what_a_target_leaves_empty_is_not_given():
    """The template writes every field: without a cluster's ARN the name is empty, and no alarm can watch it."""
    empty = {**STORED, "cluster_name": "", "log_group": ""}
    found = targets(default=json.dumps(empty)).get("default")
    assert (found.cluster_name, found.log_group) == (None, None)


def test_an_unknown_target_lists_those_there_are():
    with pytest.raises(UnknownTargetError, match="there are: default, other"):
        targets(default="{}", other="{}").get("absent")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not json", "is not JSON"),
        ("[]", "JSON object"),
        (json.dumps(STORED | {"subnet": 1}), "unknown fields"),
        (json.dumps({}), "bootstrap_servers"),
        (json.dumps(STORED | {"authentication": "SCRAM"}), "authentication"),
        (json.dumps(STORED | {"encryption": "PLAINTEXT"}), "IAM authentication needs TLS"),
    ],
)
def test_what_is_stored_and_is_no_target_says_why(text, words):
    with pytest.raises(UnknownTargetError, match=words):
        targets(default=text).get("default")


def test_metrics_come_the_newest_first_and_missing_ones_are_empty():
    client = boto3.client("cloudwatch")
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    for minutes, value in [(3, 1.0), (2, 2.0)]:
        datum = {
            "MetricName": "RunningTaskCount",
            "Dimensions": [{"Name": "ConnectorName", "Value": "orders"}],
            "Timestamp": now - timedelta(minutes=minutes),
            "Value": value,
        }
        client.put_metric_data(Namespace="AWS/KafkaConnect", MetricData=[datum])
    running, errored = of_connector("orders", "RunningTaskCount"), of_connector("orders", "ErroredTaskCount")
    found = CloudWatchMetrics(client).series([running, errored], since=now - timedelta(minutes=10), until=now)
    assert [point.value for point in found[running]] == [2.0, 1.0]
    assert found[errored] == ()


def test_an_empty_span_of_time_is_not_asked_for():
    now = datetime.now(UTC)
    query = of_connector("orders", "RunningTaskCount")
    assert CloudWatchMetrics(boto3.client("cloudwatch")).series([query], since=now, until=now) == {query: ()}


def test_more_than_one_call_holds_is_asked_in_batches():
    queries = [of_connector(f"c{number}", "RunningTaskCount") for number in range(501)]
    now = datetime.now(UTC)
    found = CloudWatchMetrics(boto3.client("cloudwatch")).series(queries, since=now - timedelta(minutes=5), until=now)
    assert found.keys() == set(queries)


def test_alarms_come_back_as_they_were_put():
    alarms = CloudWatchAlarms(boto3.client("cloudwatch"))
    spec = spec_of(connector_class=SINK, connectpilot__scaling__enabled="true", topics="a, b")
    target = TARGET.__class__(**{f.name: getattr(TARGET, f.name) for f in fields(TARGET)} | {"cluster_name": "main"})
    wanted = wanted_alarms("stack", spec, target, "sink")
    for alarm in wanted:
        alarms.put(alarm)
    assert [alarm.name.rpartition("orders-")[2] for alarm in wanted] == [
        "errored-tasks", "running-tasks", "cpu-high", "cpu-low", "lag", "lag-2",
    ]  # fmt: skip
    found = alarms.named(all_alarm_names("stack", "orders"))
    assert found == {alarm.name: alarm for alarm in wanted}
    assert alarms.names("stack-heal-") == {alarm.name for alarm in wanted[:2]}
    alarms.delete(found)
    assert alarms.named(all_alarm_names("stack", "orders")) == {}


def test_an_item_that_cannot_be_read_hides_no_other_from_who_asks_for_its_name(items, records):
    records.draft("well", kind="sink")
    items.put_item(Item={"name": "broken", "lifecycle": "hovering"})
    unreadable = []
    assert [record.name for record in records.all(unreadable)] == ["well"]
    assert unreadable == ["broken"]
    with pytest.raises(ValueError, match="hovering"):
        list(records.all())


def test_a_connector_has_one_open_incident_at_a_time(records):
    assert not records.begin_incident("orders", "12:00", attempts=1), "nobody has it"
    records.draft("orders", kind="sink")
    assert records.begin_incident("orders", "12:00", attempts=1)
    assert records.begin_incident("orders", "12:00", attempts=2), "the same once more"
    assert not records.begin_incident("orders", "12:01", attempts=3)
    assert (records.get("orders").incident_opened_at, records.get("orders").attempts) == ("12:00", 2)
