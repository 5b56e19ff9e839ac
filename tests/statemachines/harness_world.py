"""One moto server for the session, its interpreter repaired, and in it what a machine's definition needs."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import harness_standins
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from connectpilot_local.cloud import workflows
from connectpilot_local.cloud.context import Context
from harness_definition import ACCOUNT, REGION, Filled, template

ROLE = f"arn:aws:iam::{ACCOUNT}:role/machine"
# as in docs/architecture; used where template.yaml does not say otherwise
KEYS = {
    "connector": ["name"],
    "spec": ["digest"],
    "plugin": ["name"],
    "incident": ["connector", "openedAt"],
    "event": ["identity"],
    "control": ["name"],
}


class SkippingClock:
    """Runs as this machine's clock does, and jumps over what a machine waits."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._lock = threading.Lock()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def real_seconds(self, seconds: float) -> float:
        return seconds

    def skip(self, seconds: float) -> None:
        with self._lock:
            self._ahead += timedelta(seconds=max(seconds, 0))


class World:
    """The moto server and its tables, topics, buckets and machines."""

    def __init__(self, work_dir: Path) -> None:
        from moto import backends
        from moto.server import ThreadedMotoServer

        services = tuple(backends.list_of_moto_modules())  # it looks through its folders at each request
        backends.list_of_moto_modules = lambda: services
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
        logging.getLogger("moto.stepfunctions").setLevel(logging.CRITICAL)
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.clock = SkippingClock()
        self.context = Context(clock=self.clock, endpoint_url=f"http://{host}:{port}", work_dir=work_dir)
        workflows.install(self.context)
        harness_standins.install()
        from moto.stepfunctions.parser.models import stepfunctions_parser_backends

        self.machines = stepfunctions_parser_backends[ACCOUNT][REGION]
        self._arns: dict[str, str] = {}
        self._tables: dict[str, list[str]] = {}
        self._topics: dict[str, str] = {}
        self._buckets: set[str] = set()
        self._clients: dict[str, Any] = {}

    def stop(self) -> None:
        self.context.stop.set()
        self._server.stop()

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,
                region_name=REGION,
                endpoint_url=self.context.endpoint_url,
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )
        return self._clients[service]

    def machine(self, name: str, definition: str) -> str:
        """The ARN of a machine with this definition; made once."""
        key = f"{name}-{hashlib.sha256(definition.encode()).hexdigest()[:12]}"
        if key not in self._arns:
            self._arns[key] = self.machines.create_state_machine(name=key, definition=definition, roleArn=ROLE).arn
        return self._arns[key]

    def make(self, filled: Filled) -> None:
        for table, placeholder in filled.tables.items():
            self.make_table(table, placeholder)
        for topic in filled.topics.keys() - self._topics.keys():
            self._topics[topic] = self.client("sns").create_topic(Name=topic)["TopicArn"]
        for bucket in filled.buckets.keys() - self._buckets:
            self.client("s3").create_bucket(Bucket=bucket.replace("_", "-"))
            self._buckets.add(bucket)

    def make_table(self, table: str, placeholder: str = "") -> None:
        if table in self._tables:
            return
        keys = _template_keys(placeholder) or KEYS.get(table.removesuffix("s")) or ["id"]
        self.client("dynamodb").create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[
                {"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
            ],
        )
        self._tables[table] = keys

    def put(self, table: str, items: Sequence[Mapping[str, Any]]) -> None:
        name = self._table(table)
        for item in items:
            self.client("dynamodb").put_item(TableName=name, Item={key: _to_dynamodb(item[key]) for key in item})

    def items(self, table: str) -> list[dict[str, Any]]:
        found = self.client("dynamodb").scan(TableName=self._table(table))["Items"]
        return [{key: _from_dynamodb(item[key]) for key in item} for item in found]

    def published(self) -> list[dict[str, Any]]:
        """Every message of the topics: its topic, subject and text."""
        from moto.sns.models import sns_backends

        topics = sns_backends[ACCOUNT][REGION].topics
        return [
            {"topic": name, "subject": subject, "message": message}
            for name, arn in self._topics.items()
            for _, message, subject, *_ in topics[arn].sent_notifications
        ]

    def empty(self) -> None:
        """Before each test: no items, no messages."""
        from moto.dynamodb.models import dynamodb_backends
        from moto.sns.models import sns_backends

        for table in self._tables:
            dynamodb_backends[ACCOUNT][REGION].tables[table].items.clear()
        for arn in self._topics.values():
            sns_backends[ACCOUNT][REGION].topics[arn].sent_notifications.clear()

    def _table(self, name: str) -> str:
        """connector, connectors, ConnectorTable: one and the same."""
        for table in self._tables:
            if table.removesuffix("s") == name.removesuffix("s"):
                return table
        self.make_table(name)
        return name


def _template_keys(placeholder: str) -> list[str]:
    resource = template().get("Resources", {}).get(placeholder.removesuffix("Name"), {})
    return [key["AttributeName"] for key in resource.get("Properties", {}).get("KeySchema", [])]


def _to_dynamodb(value: Any) -> Any:
    return TypeSerializer().serialize(_decimals(value))


def _decimals(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _decimals(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_decimals(item) for item in value]
    return Decimal(str(value)) if isinstance(value, float) else value


def _from_dynamodb(value: Any) -> Any:
    return _numbers(TypeDeserializer().deserialize(value))


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
