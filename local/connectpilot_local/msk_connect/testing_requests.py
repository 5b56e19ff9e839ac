"""Requests and archives that tests of anything over the stand-in need: whole ones, to be changed where it matters."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

BUCKET = "plugin-bundles"
MYSQL_CLASS = "io.debezium.connector.mysql.MySqlConnector"
SINK_CLASS = "io.debezium.connector.jdbc.JdbcSinkConnector"


def jar(*classes: str, class_major: int = 55) -> bytes:
    """A JAR with such classes, none of them longer than its head."""
    head = b"\xca\xfe\xba\xbe" + struct.pack(">HH", 0, class_major)
    return _zip({name.replace(".", "/") + ".class": head for name in classes})


def plugin_zip(*classes: str, class_major: int = 55) -> bytes:
    """A bundle as MSK Connect takes it: a ZIP with one JAR in a folder."""
    return _zip({"connector/connector.jar": jar(*classes, class_major=class_major)})


def plugin_request(name: str) -> dict[str, Any]:
    location = {"s3Location": {"bucketArn": f"arn:aws:s3:::{BUCKET}", "fileKey": f"{name}.zip"}}
    return {"name": name, "contentType": "ZIP", "location": location}


def connector_request(name: str, plugin_arn: str, **changes: Any) -> dict[str, Any]:
    """A CreateConnector request for a source with one worker; `changes` replace whole members."""
    request: dict[str, Any] = {
        "connectorName": name,
        "capacity": provisioned(),
        "connectorConfiguration": {"connector.class": MYSQL_CLASS, "tasks.max": "1", "topic.prefix": name},
        "kafkaCluster": {
            "apacheKafkaCluster": {
                "bootstrapServers": "b-1.cluster.example:9098",
                "vpc": {"subnets": ["subnet-1", "subnet-2"], "securityGroups": ["sg-1"]},
            }
        },
        "kafkaClusterClientAuthentication": {"authenticationType": "IAM"},
        "kafkaClusterEncryptionInTransit": {"encryptionType": "TLS"},
        "kafkaConnectVersion": "3.7.x",
        "plugins": [{"customPlugin": {"customPluginArn": plugin_arn, "revision": 1}}],
        "serviceExecutionRoleArn": "arn:aws:iam::123456789012:role/connectors",
    }
    return request | changes


def provisioned(workers: int = 1, mcu: int = 1) -> dict[str, Any]:
    return {"provisionedCapacity": {"mcuCount": mcu, "workerCount": workers}}


def autoscaled(lowest: int = 1, highest: int = 2, mcu: int = 1, **more: int) -> dict[str, Any]:
    return {
        "autoScaling": {
            "minWorkerCount": lowest,
            "maxWorkerCount": highest,
            "mcuCount": mcu,
            "scaleInPolicy": {"cpuUtilizationPercentage": 20},
            "scaleOutPolicy": {"cpuUtilizationPercentage": 80},
            **more,
        }
    }


def logs_to(group: str) -> dict[str, Any]:
    return {"workerLogDelivery": {"cloudWatchLogs": {"enabled": True, "logGroup": group}}}


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)  # without this moment's time: the same bytes each time
    return buffer.getvalue()
