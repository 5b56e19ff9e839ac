"""Specs, connectors and plugins that tests of the door start from."""

from __future__ import annotations

from datetime import UTC, datetime

from connectpilot.domain.capacity import Provisioned
from connectpilot.domain.changes.desired import Desired, put_together
from connectpilot.domain.connector import Connector, ConnectorState
from connectpilot.domain.plugin import Plugin, PluginClass
from connectpilot.domain.spec import ConnectorSpec, parse_spec
from connectpilot.domain.target import Target

NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
SOURCE = "io.debezium.connector.mysql.MySqlConnector"
SINK = "io.debezium.connector.jdbc.JdbcSinkConnector"
SECRETS = "com.amazonaws.kafka.config.providers.SecretsManagerConfigProvider"
PLUGIN_ARN = "arn:aws:kafkaconnect:us-east-1:123456789012:custom-plugin/debezium/0-1"
CONNECTOR_ARN = "arn:aws:kafkaconnect:us-east-1:123456789012:connector/orders/0-1"
TARGET = Target(
    name="default",
    bootstrap_servers="b-1:9098",
    subnets=("subnet-1",),
    security_groups=("sg-1",),
    execution_role_arn="arn:aws:iam::123456789012:role/connectpilot/connectors",
)
CLASSES = (
    PluginClass(SOURCE, "source", "3.1.0"),
    PluginClass(SINK, "sink", "3.1.0"),
    PluginClass(SECRETS, "config_provider", "0.4.0"),
)
PLUGIN = Plugin(
    name="debezium",
    recipe="debezium",
    bundle_key="bundles/x.zip",
    sha256="0" * 64,
    size=1,
    java_level=11,
    classes=CLASSES,
    arn=PLUGIN_ARN,
    state="ACTIVE",
    origin="s3://intake/uploads/x.yaml",
    created_at=NOON,
)


def spec_of(*, connector_class: str = SOURCE, **keys: str) -> ConnectorSpec:
    """`connectpilot__capacity__mcu="2"` is the key connectpilot.capacity.mcu."""
    dotted = {key.replace("__", "."): value for key, value in keys.items()}
    return parse_spec("orders", {"connector.class": connector_class, "tasks.max": "1", "topics": "orders"} | dotted)


def desired_of(spec: ConnectorSpec, target: Target = TARGET, plugin: Plugin = PLUGIN) -> Desired:
    return put_together(spec, target, plugin)


def connector_of(desired: Desired, **changes) -> Connector:
    """A connector that is exactly what is wanted, save these changes."""
    fields = {
        "arn": CONNECTOR_ARN,
        "name": desired.name,
        "state": ConnectorState.RUNNING,
        "version": "K1",
        "capacity": desired.capacity,
        "kafka_connect_version": desired.target.kafka_connect_version,
        "plugin_arn": desired.plugin_arn,
        "worker_configuration_arn": f"arn:aws:kafkaconnect:us-east-1:1:worker-configuration/{desired.workers.name}/0-1",
        "execution_role_arn": desired.target.execution_role_arn,
        "bootstrap_servers": desired.target.bootstrap_servers,
        "authentication": desired.target.authentication,
        "encryption": desired.target.encryption,
        "created_at": datetime(2025, 12, 1, tzinfo=UTC),
        "configuration": dict(desired.configuration),
    }
    return Connector(**(fields | changes))


TWO_WORKERS = Provisioned(workers=2, mcu=1)
