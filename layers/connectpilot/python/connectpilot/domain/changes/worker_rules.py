"""Which worker settings MSK Connect lets a worker configuration hold (MSK developer guide, Supported properties)."""

from __future__ import annotations

_PRODUCER = frozenset(
    (
        "acks",
        "batch.size",
        "buffer.memory",
        "compression.type",
        "enable.idempotence",
        "key.serializer",
        "linger.ms",
        "max.request.size",
        "metadata.max.age.ms",
        "metadata.max.idle.ms",
        "partitioner.class",
        "reconnect.backoff.max.ms",
        "reconnect.backoff.ms",
        "request.timeout.ms",
        "retry.backoff.ms",
        "value.serializer",
    )
)
_CONSUMER = frozenset(
    (
        "allow.auto.create.topics",
        "auto.offset.reset",
        "check.crcs",
        "fetch.max.bytes",
        "fetch.max.wait.ms",
        "fetch.min.bytes",
        "heartbeat.interval.ms",
        "key.deserializer",
        "max.partition.fetch.bytes",
        "max.poll.interval.ms",
        "max.poll.records",
        "metadata.max.age.ms",
        "partition.assignment.strategy",
        "reconnect.backoff.max.ms",
        "reconnect.backoff.ms",
        "request.timeout.ms",
        "retry.backoff.ms",
        "session.timeout.ms",
        "value.deserializer",
    )
)
_PREFIXES = (
    "access.control.",
    "admin.",
    "client.",
    "connect.",
    "inter.worker.",
    "internal.",
    "listeners.https.",
    "metrics.",
    "rest.",
    "sasl.",
    "security.",
    "socket.",
    "ssl.",
    "topic.tracking.",
    "worker.",
)
_KEYS = frozenset(
    (
        "bootstrap.servers",
        "config.storage.topic",
        "connections.max.idle.ms",
        "connector.client.config.override.policy",
        "group.id",
        "listeners",
        "metric.reporters",
        "plugin.path",
        "receive.buffer.bytes",
        "response.http.headers.config",
        "scheduled.rebalance.max.delay.ms",
        "send.buffer.bytes",
        "status.storage.topic",
    )
)


def why_forbidden(key: str) -> str | None:
    """Why MSK Connect would refuse this worker setting; None where it takes it."""
    if key in _KEYS or key.startswith(_PREFIXES):
        return "MSK Connect sets it itself"
    if key.startswith(("log4j.", "log4j2.")):
        return "MSK Connect ignores logging settings"
    for prefix, supported in (("producer.", _PRODUCER), ("consumer.", _CONSUMER)):
        if key.startswith(prefix) and key.removeprefix(prefix) not in supported:
            return f"MSK Connect supports only some {prefix}* settings, and not this one"
    return None
