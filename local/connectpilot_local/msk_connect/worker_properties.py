"""Worker configurations: decoding a properties file, and the keys MSK Connect supports in it."""

from __future__ import annotations

import base64
import binascii

from connectpilot_local.msk_connect.errors import BadRequest

# All lists: MSK developer guide, "Supported worker configuration properties".
REQUIRED = ("key.converter", "value.converter")
DEFAULTS = dict.fromkeys(REQUIRED, "org.apache.kafka.connect.storage.StringConverter")

UNSUPPORTED_PREFIXES = (
    "access.control.", "admin.", "admin.listeners.https.", "client.", "connect.", "inter.worker.", "internal.",
    "listeners.https.", "metrics.", "metrics.context.", "rest.", "sasl.", "security.", "socket.", "ssl.",
    "topic.tracking.", "worker.",
)  # fmt: skip
UNSUPPORTED_KEYS = frozenset(
    {
        "bootstrap.servers", "config.storage.topic", "connections.max.idle.ms",
        "connector.client.config.override.policy", "group.id", "listeners", "metric.reporters", "plugin.path",
        "receive.buffer.bytes", "response.http.headers.config", "scheduled.rebalance.max.delay.ms",
        "send.buffer.bytes", "status.storage.topic",
    }
)  # fmt: skip
_BOTH_CLIENTS = {
    "metadata.max.age.ms", "reconnect.backoff.max.ms", "reconnect.backoff.ms", "request.timeout.ms", "retry.backoff.ms",
}  # fmt: skip
SUPPORTED_CLIENT_KEYS = {
    "producer.": _BOTH_CLIENTS | {
        "acks", "batch.size", "buffer.memory", "compression.type", "enable.idempotence", "key.serializer", "linger.ms",
        "max.request.size", "metadata.max.idle.ms", "partitioner.class", "value.serializer",
    },
    "consumer.": _BOTH_CLIENTS | {
        "allow.auto.create.topics", "auto.offset.reset", "check.crcs", "fetch.max.bytes", "fetch.max.wait.ms",
        "fetch.min.bytes", "heartbeat.interval.ms", "key.deserializer", "max.partition.fetch.bytes",
        "max.poll.interval.ms", "max.poll.records", "partition.assignment.strategy", "session.timeout.ms",
        "value.deserializer",
    },
}  # fmt: skip


def decode_properties(content: str) -> dict[str, str]:
    """The properties of a base64 file; messages name keys, never values."""
    try:
        text = base64.b64decode(content, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise BadRequest("Invalid parameter propertiesFileContent: must be base64 encoded text.") from None
    properties = _parse(text)
    missing = [key for key in REQUIRED if not properties.get(key)]
    if missing:
        raise BadRequest(f"Invalid parameter propertiesFileContent: missing required {', '.join(missing)}.")
    return properties


def is_supported(key: str) -> bool:
    for prefix, supported in SUPPORTED_CLIENT_KEYS.items():
        if key.startswith(prefix):
            return key.removeprefix(prefix) in supported
    return key not in UNSUPPORTED_KEYS and not key.startswith(UNSUPPORTED_PREFIXES)


def _parse(text: str) -> dict[str, str]:
    """Java's properties as far as people write them: comments, `=` or `:`, a backslash that goes on."""
    properties = {}
    for line in text.replace("\\\r\n", "").replace("\\\n", "").splitlines():
        stripped = line.strip()
        if not stripped or stripped[0] in "#!":
            continue
        ends = [at for at in (stripped.find("="), stripped.find(":")) if at > 0]
        end = min(ends, default=len(stripped))
        properties[stripped[:end].strip()] = stripped[end + 1 :].strip()
    return properties
