"""Healing's adapters against moto and botocore's own model of the services."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.stub import Stubber
from connectpilot.adapters.cloudwatch_metrics import CloudWatchMetrics
from connectpilot.adapters.incidents_table import IncidentsTable
from connectpilot.adapters.worker_logs import CloudWatchWorkerLogs
from connectpilot.adapters.workflows import StepFunctionsWorkflows
from connectpilot.domain.care.incident import Incident, Moment, entry
from connectpilot.domain.care.worker_log import failures_of
from connectpilot.domain.errors import PlatformThrottledError, PlatformUnavailableError
from connectpilot.domain.metrics import of_connector
from moto import mock_aws

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OPENED = "2026-03-02T12:00:00+00:00"
ARNS = {"heal-connector": "arn:aws:states:us-east-1:123456789012:stateMachine:cp-heal-connector"}
EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:cp-heal-connector:look-1"


@pytest.fixture(autouse=True)
def region(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)


@pytest.fixture
def incidents():
    with mock_aws():
        table = boto3.resource("dynamodb").create_table(
            TableName="incidents",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[
                {"AttributeName": "connector", "KeyType": "HASH"},
                {"AttributeName": "openedAt", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("connector", "openedAt", "open")
            ],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "open-incidents",
                    "KeySchema": [
                        {"AttributeName": "open", "KeyType": "HASH"},
                        {"AttributeName": "openedAt", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        yield IncidentsTable(table)


def test_an_incident_comes_back_as_it_was_put(incidents):
    first = entry(NOON, Moment.ALARM, "an alarm")
    incident = Incident("orders", OPENED, entries=(first,))
    incidents.open(incident)
    incidents.open(Incident("orders", OPENED))  # opened before: stays
    assert incidents.get("orders", OPENED) == incident
    assert incidents.get("orders", "2020") is None


def test_a_timeline_grows_and_its_diagnosis_is_the_latest(incidents):
    incidents.open(Incident("orders", OPENED))
    one, two = entry(NOON, Moment.DIAGNOSIS, "lost", "connection-lost"), entry(NOON, Moment.REMEDY, "restart")
    assert incidents.add("orders", OPENED, one, after=0, diagnosis="connection-lost", trace="a trace")
    assert incidents.add("orders", OPENED, two, after=1)
    assert not incidents.add("orders", OPENED, two, after=1, diagnosis="another"), "somebody has written since"
    found = incidents.get("orders", OPENED)
    assert (found.entries, found.diagnosis, found.trace) == ((one, two), "connection-lost", "a trace")


def test_it_closes_once(incidents):
    incidents.open(Incident("orders", OPENED))
    closed = entry(NOON, Moment.CLOSED, "healthy")
    incidents.close("orders", OPENED, closed)
    incidents.close("orders", OPENED, entry(NOON, Moment.CLOSED, "again"))
    found = incidents.get("orders", OPENED)
    assert (found.open, found.closed_at, found.entries) == (False, NOON, (closed,))


def test_open_ones_are_found_over_the_fleet_and_a_connectors_newest_first(incidents):
    for day in range(1, 4):
        incidents.open(Incident("orders", f"2026-03-0{day}T12:00:00+00:00"))
        incidents.open(Incident(f"other-{day}", f"2026-03-0{day}T12:00:00+00:00", kind="adjustment", open=False))
    assert [found.opened_at[8:10] for found in incidents.of("orders", limit=2)] == ["03", "02"]
    assert {found.connector for found in incidents.open_ones()} == {"orders"}
    since = datetime(2026, 3, 2, tzinfo=UTC)
    assert [found.opened_at[8:10] for found in incidents.open_ones(since=since)] == ["03", "02"]
    incidents.close("orders", "2026-03-03T12:00:00+00:00", entry(NOON, Moment.CLOSED, "healthy"))
    assert len(list(incidents.open_ones())) == 2


@pytest.fixture
def logs():
    with mock_aws():
        client = boto3.client("logs")
        client.create_log_group(logGroupName="/workers")
        yield client


def write(client, stream, *texts, at=NOON):
    client.create_log_stream(logGroupName="/workers", logStreamName=stream)
    events = [{"timestamp": int(at.timestamp() * 1000) + number, "message": text} for number, text in enumerate(texts)]
    # moto refuses events older than two weeks; the test's time is far from today
    from moto.logs.models import logs_backends

    group = logs_backends["123456789012"]["us-east-1"].groups["/workers"]
    group.put_log_events(stream, events)


def read(client, connector="orders", span=5):
    port = CloudWatchWorkerLogs(client)
    return port.around_errors(
        "/workers", connector, since=NOON - timedelta(minutes=span), until=NOON + timedelta(minutes=1)
    )


def test_an_errors_trace_is_read_from_the_worker_that_wrote_it(logs):
    stamp = "[2026-03-02 12:00:00,123]"
    write(
        logs,
        "orders-worker-1",
        f"[Worker-aa] {stamp} ERROR [orders|task-0] Task threw (WorkerTask:2)",
        "[Worker-aa] java.net.SocketException: Connection reset",
        f"[Worker-aa] {stamp} INFO [orders|task-0] Closing (WorkerTask:4)",
    )
    write(
        logs,
        "other-worker-1",
        f"[Worker-bb] {stamp} ERROR [other|task-0] other trouble (WorkerTask:2)",
        "[Worker-bb] x",
    )
    (found,) = failures_of("orders", read(logs))
    assert found.text.endswith("java.net.SocketException: Connection reset")


def test_a_worker_that_does_not_start_names_no_connector(logs):
    stamp = "[2026-03-02 12:00:00,123]"
    write(
        logs,
        "orders-worker-1",
        f"[Worker-aa] {stamp} ERROR Stopping due to error (ConnectDistributed:86)",
        "[Worker-aa] y",
    )
    write(logs, "other-worker-1", f"[Worker-bb] {stamp} ERROR Stopping, too (ConnectDistributed:86)")
    (found,) = failures_of("orders", read(logs))
    assert "Stopping due to error" in found.text


def test_old_lines_and_absent_log_groups_are_nothing(logs):
    write(
        logs,
        "orders-1",
        "[Worker-aa] [2026-03-02 11:00:00,123] ERROR [orders|task-0] old (X:1)",
        at=NOON - timedelta(hours=1),
    )
    assert list(read(logs)) == []
    nowhere = CloudWatchWorkerLogs(logs).around_errors("/none", "orders", since=NOON, until=NOON)
    assert list(nowhere) == []


@pytest.fixture
def states():
    client = boto3.client("stepfunctions")
    with Stubber(client) as stub:
        yield StepFunctionsWorkflows(client, ARNS), stub
        stub.assert_no_pending_responses()


def expected(given):
    return {"stateMachineArn": ARNS["heal-connector"], "name": "look-1", "input": json.dumps(given)}


def test_an_execution_is_started_once(states):
    workflows, stub = states
    answer = {"executionArn": EXECUTION, "startDate": NOON}
    stub.add_response("start_execution", answer, expected({"connector": "orders"}))
    stub.add_client_error("start_execution", "ExecutionAlreadyExists")
    assert workflows.start("heal-connector", "look-1", {"connector": "orders"})
    assert not workflows.start("heal-connector", "look-1", {"connector": "orders"})


@pytest.mark.parametrize(("status", "running"), [("RUNNING", True), ("SUCCEEDED", False), ("ABORTED", False)])
def test_whether_an_execution_runs(states, status, running):
    workflows, stub = states
    answer = {
        "executionArn": EXECUTION,
        "stateMachineArn": ARNS["heal-connector"],
        "status": status,
        "startDate": NOON,
    }
    stub.add_response("describe_execution", answer, {"executionArn": EXECUTION})
    assert workflows.is_running("heal-connector", "look-1") is running


def test_an_execution_that_never_was_does_not_run(states):
    workflows, stub = states
    stub.add_client_error("describe_execution", "ExecutionDoesNotExist", http_status_code=400)
    assert not workflows.is_running("heal-connector", "look-1")


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("ThrottlingException", 400, PlatformThrottledError),
        ("ExecutionLimitExceeded", 400, PlatformThrottledError),
        ("ProvisionedThroughputExceededException", 400, PlatformThrottledError),  # DynamoDB, on-demand tables too
        ("InternalServerError", 500, PlatformUnavailableError),
    ],
)
def test_what_is_worth_another_try_is_named_so(states, code, status, error):
    workflows, stub = states
    stub.add_client_error("start_execution", code, http_status_code=status)
    with pytest.raises(error):
        workflows.start("heal-connector", "look-1", {})


def test_a_series_that_did_not_come_whole_is_no_evidence():
    client = boto3.client("cloudwatch")
    queries = [of_connector(name, "RunningTaskCount") for name in ("whole", "later", "torn", "failed")]

    def page(number, more=None, **ends):
        results = [
            {
                "Id": f"q{which[1:]}",
                "Timestamps": [NOON + timedelta(minutes=number)],
                "Values": [1.0],
                "StatusCode": end,
            }
            for which, end in ends.items()
        ]
        return {"MetricDataResults": results} | ({"NextToken": more} if more else {})

    with Stubber(client) as stub:
        first = {"_0": "Complete", "_1": "PartialData", "_2": "PartialData", "_3": "InternalError"}
        stub.add_response("get_metric_data", page(0, "more", **first))
        stub.add_response("get_metric_data", page(1, _1="Complete", _2="PartialData"))
        found = CloudWatchMetrics(client).series(queries, since=NOON, until=NOON + timedelta(minutes=5))
    assert [len(found[query]) for query in queries] == [1, 2, 0, 0]
