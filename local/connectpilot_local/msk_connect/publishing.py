"""What connectors publish each minute: metrics, a sink's lag, and their worker logs."""

from __future__ import annotations

import re
from datetime import timedelta
from operator import itemgetter

from connectpilot_local.engines.base import Metrics
from connectpilot_local.engines.faults import LogsLost, MetricsLate, MetricsMissing
from connectpilot_local.msk_connect.resources import Connector
from connectpilot_local.msk_connect.sinks import Datum
from connectpilot_local.msk_connect.stages import LIVE
from connectpilot_local.msk_connect.state import State

NAMESPACE = "AWS/KafkaConnect"
LAG_NAMESPACE = "AWS/Kafka"

# A broker's address is b-<number>.<cluster>.<more>.
_BROKER = re.compile(r"b-\d+\.([^.:]+)\.")
_NAMELESS_CLUSTER = "local-cluster"

UNITS = {
    "BytesInPerSec": "Bytes/Second",
    "BytesOutPerSec": "Bytes/Second",
    "SourceProducerByteRate": "Bytes/Second",
    "SinkConsumerByteRate": "Bytes/Second",
    "CpuUtilization": "Percent",
    "MemoryUtilization": "Percent",
    "TaskStartupSuccessPercentage": "Percent",
    "RebalanceTimeAvg": "Milliseconds",
    "RebalanceTimeMax": "Milliseconds",
    "RebalanceTimeSinceLast": "Milliseconds",
    "SinkRecordReadRate": "Count/Second",
    "SinkRecordSendRate": "Count/Second",
    "SourceRecordPollRate": "Count/Second",
    "SourceRecordWriteRate": "Count/Second",
}


def publish_minute(state: State) -> None:
    """The values of every live connector at this minute, and those that were held back until now."""
    due = [data for at, data in state.late_data if at <= state.now]
    state.late_data = [(at, data) for at, data in state.late_data if at > state.now]
    for connector in list(state.connectors.values()):
        if connector.state not in LIVE or not connector.engine_started:
            continue
        seen = state.engine.metrics(connector.name)
        connector.cpu.append(seen.values["CpuUtilization"])
        if connector.state == "PAUSED" and state.assumptions.paused_metrics == "none":
            continue
        if state.faults.active(connector.name, MetricsMissing, state.now):
            continue
        data = _data(state, connector, seen)
        late = state.faults.active(connector.name, MetricsLate, state.now)
        if late:
            state.late_data.append((state.now + timedelta(seconds=late[0][1].delay_seconds), data))
        else:
            due.append(data)
    if due:
        state.metrics.publish([datum for data in due for datum in data])


def _data(state: State, connector: Connector, seen: Metrics) -> list[Datum]:
    own = {"ConnectorName": connector.name}
    data = [
        Datum(NAMESPACE, name, own, value, UNITS.get(name, "Count"), state.now) for name, value in seen.values.items()
    ]
    for lag in seen.lag:
        dimensions = {"Consumer Group": f"connect-{connector.name}", "Topic": lag.topic}
        if state.assumptions.lag_dimensions == "with cluster":
            dimensions["Cluster Name"] = cluster_name(connector)
        values = (
            ("SumOffsetLag", lag.sum_offsets, "Count"),
            ("MaxOffsetLag", lag.max_offsets, "Count"),
            ("EstimatedMaxTimeLag", lag.seconds, "Seconds"),
        )
        data += [Datum(LAG_NAMESPACE, name, dimensions, value, unit, state.now) for name, value, unit in values]
    return data


def cluster_name(connector: Connector) -> str:
    """MSK's own brokers have their cluster's name in their addresses; of other clusters nobody knows one."""
    found = _BROKER.match(connector.fixed["kafkaCluster"]["apacheKafkaCluster"]["bootstrapServers"])
    return found[1] if found else _NAMELESS_CLUSTER


def deliver_logs(state: State) -> None:
    """Hand on what workers wrote since the last time."""
    for connector in list(state.connectors.values()):
        if connector.engine_started:
            deliver_logs_of(state, connector)


def deliver_logs_of(state: State, connector: Connector) -> None:
    """One stream a worker; the lines are taken from the engine even when nobody gets them."""
    written = state.engine.log_lines(connector.name)
    group = connector.log_group
    if group is None or not state.logs.has_group(group):
        return
    lines = [line for line in written if not state.faults.active(connector.name, LogsLost, line.at)]
    for worker in sorted({line.worker for line in lines}):
        own = [(line.at, line.text) for line in lines if line.worker == worker]
        stream = f"{connector.name}/{connector.uuid}/{worker}"
        state.logs.deliver(group, stream, sorted(own, key=itemgetter(0)))
