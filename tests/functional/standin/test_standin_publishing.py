"""What a connector publishes: metrics each minute, a sink's lag, worker log lines, and what faults do to them."""

import re

import pytest
from connectpilot_local.msk_connect.testing_requests import autoscaled, logs_to, provisioned

BOTH = {
    "BytesInPerSec", "BytesOutPerSec", "CpuUtilization", "MemoryUtilization", "ErroredTaskCount", "RunningTaskCount",
    "WorkerCount", "RebalanceCompletedTotal", "RebalanceTimeAvg", "RebalanceTimeMax", "RebalanceTimeSinceLast",
    "TaskStartupAttemptsTotal", "TaskStartupSuccessPercentage",
}  # fmt: skip
SOURCE = {"SourceRecordPollRate", "SourceRecordWriteRate", "SourceProducerByteRate"}
SINK = {"SinkRecordReadRate", "SinkRecordSendRate", "SinkConsumerByteRate"}


def listed(bench, namespace="AWS/KafkaConnect"):
    bench.world.advance()
    return bench.stand.client("cloudwatch").list_metrics(Namespace=namespace)["Metrics"]


@pytest.mark.parametrize(("kind", "own"), [("create", SOURCE), ("sink", SINK)])
def test_a_connector_publishes_its_kinds_metrics_under_its_name(bench, kind, own):
    getattr(bench, kind)("orders")
    found = listed(bench)
    assert {metric["MetricName"] for metric in found} == BOTH | own
    assert {str(metric["Dimensions"]) for metric in found} == {"[{'Name': 'ConnectorName', 'Value': 'orders'}]"}


def test_nothing_is_published_while_a_connector_is_created(bench):
    arn = bench.create(minutes=5)
    assert bench.look()["tasks"] != []
    assert listed(bench) == []
    bench.clock.advance(minutes=2)
    assert bench.state(arn) == "RUNNING"
    assert listed(bench) != []


@pytest.mark.parametrize(
    ("servers", "cluster"),
    [
        ("b-2.orders.abc123.c2.kafka.us-east-1.amazonaws.com:9098,b-1.orders.abc123.c2:9098", "orders"),
        ("kafka.example.com:9092", "local-cluster"),
    ],
)
def test_lag_is_under_the_cluster_that_the_brokers_addresses_name(bench, servers, cluster):
    vpc = {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}
    bench.sink(kafkaCluster={"apacheKafkaCluster": {"bootstrapServers": servers, "vpc": vpc}})
    found = listed(bench, "AWS/Kafka")
    names = {one["Value"] for metric in found for one in metric["Dimensions"] if one["Name"] == "Cluster Name"}
    assert names == ({cluster} if bench.assumptions.lag_dimensions == "with cluster" else set())
    assert {metric["MetricName"] for metric in found} == {"SumOffsetLag", "MaxOffsetLag", "EstimatedMaxTimeLag"}


def test_one_value_a_minute(bench):
    bench.create()
    before = len(bench.values("RunningTaskCount"))
    bench.clock.advance(minutes=7)
    assert bench.values("RunningTaskCount")[before:] == [1.0] * 7


def test_a_jump_of_the_clock_leaves_no_minute_out(bench):
    bench.create()
    bench.fault("orders", {"kind": "task_failure", "after_seconds": 150})
    before = len(bench.values("ErroredTaskCount"))
    bench.clock.advance(minutes=5)
    assert bench.values("ErroredTaskCount")[before:] == [0, 0, 1, 1, 1]
    assert bench.values("RunningTaskCount")[before:] == [1, 1, 0, 0, 0]
    assert bench.values("SourceRecordPollRate")[before:] == [100, 100, 0, 0, 0]


@pytest.mark.parametrize("end", ["failed", "deleted"])
def test_a_failed_or_deleted_connector_publishes_nothing(bench, end):
    arn = bench.create()
    if end == "failed":
        bench.fault("orders", {"kind": "connector_failed"})
    else:
        bench.kafkaconnect.delete_connector(connectorArn=arn)
    bench.clock.advance(minutes=1)
    before = len(bench.values("RunningTaskCount"))
    bench.clock.advance(minutes=5)
    assert len(bench.values("RunningTaskCount")) == before > 0


def test_a_paused_connector_publishes_rates_of_0_or_nothing(bench):
    arn = bench.create()
    bench.kafkaconnect.pause_connector(connectorArn=arn)
    bench.clock.advance(minutes=2)
    before = len(bench.values("SourceRecordPollRate"))
    bench.clock.advance(minutes=5)
    zeros = [0.0] * 5 if bench.assumptions.paused_metrics == "zero" else []
    assert bench.values("SourceRecordPollRate")[before:] == zeros
    assert bench.values("RunningTaskCount")[before:] == zeros
    bench.kafkaconnect.resume_connector(connectorArn=arn)
    bench.clock.advance(minutes=3)
    assert bench.values("SourceRecordPollRate")[-1] == 100


def test_no_progress_is_running_with_rates_of_0_until_a_restart(bench):
    arn = bench.create()
    bench.fault("orders", {"kind": "no_progress"})
    bench.clock.advance(minutes=3)
    assert bench.values("SourceRecordPollRate")[-2:] == [0, 0]
    assert bench.values("RunningTaskCount")[-2:] == [1, 1]
    bench.kafkaconnect.restart_connector(connectorArn=arn)
    bench.clock.advance(minutes=3)
    assert bench.values("SourceRecordPollRate")[-1] == 100


def test_a_cpu_curve_is_followed_and_more_capacity_lowers_it(bench):
    arn = bench.sink()
    bench.fault("copies", {"kind": "cpu", "points": [(0, 20), (600, 90)]})
    bench.clock.advance(minutes=20)
    values = bench.values("CpuUtilization", "copies")
    assert values[-1] == 90
    assert any(50 < value < 60 for value in values)
    bench.update(arn, capacity=provisioned(2))
    bench.clock.advance(minutes=5)
    assert bench.values("CpuUtilization", "copies")[-1] == 45


def test_more_workers_do_not_help_a_source_with_one_task(bench):
    arn = bench.create()
    bench.fault("orders", {"kind": "cpu", "points": [(0, 90)]})
    bench.update(arn, capacity=provisioned(2))
    bench.clock.advance(minutes=6)
    assert bench.values("CpuUtilization")[-1] == 90
    assert bench.values("WorkerCount")[-1] == 2


def test_a_sinks_lag_grows_while_it_handles_less_than_arrives_and_drains_with_more_capacity(bench):
    arn = bench.sink()
    dimensions = {"Consumer Group": "connect-copies", "Topic": "orders"}
    if bench.assumptions.lag_dimensions == "with cluster":
        dimensions["Cluster Name"] = "cluster"

    def lag(metric="SumOffsetLag"):
        return bench.values(metric, namespace="AWS/Kafka", dimensions=dimensions)[-1]

    assert lag() == 0
    bench.fault("copies", {"kind": "flow", "arrives_per_minute": 1000, "handles_per_minute": 600, "lag": 5000})
    bench.clock.advance(minutes=10)
    peak = lag()
    assert 4000 < peak < 5000
    assert lag("EstimatedMaxTimeLag") > 60
    bench.update(arn, capacity=provisioned(2))
    bench.clock.advance(minutes=30)
    assert lag() < peak


def test_metrics_can_be_missing_for_a_while(bench):
    bench.create()
    before = len(bench.values("RunningTaskCount"))
    bench.fault("orders", {"kind": "metrics_missing", "seconds": 301})
    bench.clock.advance(minutes=10)
    assert len(bench.values("RunningTaskCount")) == before + 5


def test_late_metrics_come_under_the_time_they_were_measured(bench):
    bench.create()
    before = len(bench.values("RunningTaskCount"))
    bench.fault("orders", {"kind": "metrics_late", "delay_seconds": 180})
    bench.clock.advance(minutes=3)
    assert len(bench.values("RunningTaskCount")) == before
    bench.clock.advance(minutes=3)
    assert len(bench.values("RunningTaskCount")) == before + 3


def test_an_autoscaled_connector_scales_by_cpu_within_its_bounds(bench):
    arn = bench.sink(capacity=autoscaled(1, 3))
    assert len(bench.tasks("copies")) == 2
    bench.fault("copies", {"kind": "cpu", "points": [(0, 95)], "follows_capacity": False})
    bench.clock.advance(minutes=7)
    assert bench.values("WorkerCount", "copies")[-1] == 2
    assert len(bench.tasks("copies")) == 4
    bench.clock.advance(minutes=20)
    assert bench.values("WorkerCount", "copies")[-1] == 3
    bench.world.clear_faults("copies")
    bench.fault("copies", {"kind": "cpu", "points": [(0, 5)]})
    bench.clock.advance(minutes=30)
    assert bench.values("WorkerCount", "copies")[-1] == 1
    assert bench.state(arn) == "RUNNING"


def test_the_task_count_of_an_autoscaled_connector_is_capped(bench):
    bench.sink(capacity=autoscaled(2, 3, mcu=2, maxAutoscalingTaskCount=5))
    assert len(bench.tasks("copies")) == 5


LINE = re.compile(
    r"\[Worker-[0-9a-f]{17}\] \[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] (INFO|ERROR) \[orders(\|task-0)?\] .+ \(.+:\d+\)"
)
TRACE_LINE = re.compile(r"\[Worker-[0-9a-f]{17}\] (?!\[).+")


def test_worker_lines_have_the_services_format_and_traces_the_prefix_alone(bench):
    bench.stand.client("logs").create_log_group(logGroupName="/connect")
    bench.create(logDelivery=logs_to("/connect"))
    bench.fault("orders", {"kind": "task_failure", "trace": "slot active"})
    bench.clock.advance(minutes=1)
    lines = bench.log()
    assert [line for line in lines if not LINE.fullmatch(line) and not TRACE_LINE.fullmatch(line)] == []
    killed = next(number for number, line in enumerate(lines) if "Task is being killed" in line)
    assert "ERROR [orders|task-0] WorkerSourceTask{id=orders-0} Task threw an uncaught" in lines[killed]
    assert [TRACE_LINE.fullmatch(line) is not None for line in lines[killed + 1 :]] == [True] * 3
    assert 'replication slot "debezium" is active' in lines[-1]


def test_each_worker_has_its_own_stream(bench):
    bench.stand.client("logs").create_log_group(logGroupName="/connect")
    bench.sink(capacity=provisioned(2), logDelivery=logs_to("/connect"))
    bench.world.advance()
    streams = bench.stand.client("logs").describe_log_streams(logGroupName="/connect")["logStreams"]
    assert len(streams) == 2


def test_a_workers_last_words_are_delivered_when_the_clock_jumps_over_its_end(bench):
    bench.stand.client("logs").create_log_group(logGroupName="/connect")
    configuration = {"connector.class": "com.example.NoSuchConnector"}
    bench.create(connectorConfiguration=configuration, logDelivery=logs_to("/connect"), minutes=60)
    assert any("Failed to find any class" in line for line in bench.log())


def test_log_lines_can_be_lost(bench):
    bench.stand.client("logs").create_log_group(logGroupName="/connect")
    bench.create(logDelivery=logs_to("/connect"))
    before = len(bench.log())
    bench.fault("orders", {"kind": "logs_lost", "seconds": 60})
    bench.fault("orders", {"kind": "task_failure", "after_seconds": 30})
    bench.clock.advance(minutes=5)
    assert bench.tasks() == ["FAILED"]
    assert len(bench.log()) == before > 0


def test_what_a_worker_wrote_in_the_minute_of_its_end_is_delivered_too(bench):
    bench.stand.client("logs").create_log_group(logGroupName="/connect")
    arn = bench.create(logDelivery=logs_to("/connect"))
    bench.log()
    bench.fault("orders", {"kind": "task_failure", "after_seconds": 10, "trace": "out of memory"})
    bench.fault("orders", {"kind": "connector_failed", "after_seconds": 20})
    bench.clock.advance(seconds=30)
    assert bench.state(arn) == "FAILED"
    assert any("java.lang.OutOfMemoryError" in line for line in bench.log())
