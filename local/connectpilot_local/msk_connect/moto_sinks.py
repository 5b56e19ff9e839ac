"""The stand-in's ports on moto's own backends, in process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.logs.models import logs_backends
from moto.s3.exceptions import MissingBucket
from moto.s3.models import s3_backends

from connectpilot_local.cloud.identity import ACCOUNT, PARTITION, REGION
from connectpilot_local.msk_connect.sinks import Datum, ObjectMissing

# PutMetricData takes at most a thousand.
_MOST_DATA = 1000


class MotoObjects:
    """The `Objects` port."""

    def read(self, bucket: str, key: str, version: str | None) -> bytes:
        try:
            found = s3_backends[ACCOUNT][PARTITION].get_object(bucket, key, version_id=version)
        except MissingBucket:
            found = None
        if found is None:
            raise ObjectMissing(f"{bucket}/{key}" + (f" version {version}" if version else ""))
        return bytes(found.value)


class MotoMetrics:
    """The `MetricSink` port; goes through put_metric_data, where alarms are evaluated."""

    def publish(self, data: Sequence[Datum]) -> None:
        backend = cloudwatch_backends[ACCOUNT][REGION]
        for namespace in sorted({datum.namespace for datum in data}):
            own = [_metric_datum(datum) for datum in data if datum.namespace == namespace]
            for start in range(0, len(own), _MOST_DATA):
                backend.put_metric_data(namespace, own[start : start + _MOST_DATA])


class MotoLogs:
    """The `LogSink` port; writes into the group itself, since PutLogEvents judges ages by this machine's clock."""

    def has_group(self, group: str) -> bool:
        return group in logs_backends[ACCOUNT][REGION].groups

    def deliver(self, group: str, stream: str, lines: Sequence[tuple[datetime, str]]) -> None:
        backend = logs_backends[ACCOUNT][REGION]
        backend.ensure_log_stream(group, stream)
        events = [{"timestamp": int(at.timestamp() * 1000), "message": text} for at, text in lines]
        backend.groups[group].put_log_events(stream, events)


def _metric_datum(datum: Datum) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in datum.dimensions.items()]
    return {
        "MetricName": datum.name,
        "Dimensions": dimensions,
        "Timestamp": datum.at.astimezone(UTC).replace(tzinfo=None),  # moto compares naive times
        "Value": float(datum.value),
        "Unit": datum.unit,
    }
