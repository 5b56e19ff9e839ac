"""Names that are derived, never drawn: so that a second run finds what the first one made."""

from __future__ import annotations

import hashlib
import re


def plugin_name(recipe: str, digest: str) -> str:
    """Readable and content-addressed: `debezium-mysql-3-1-0-1a2b3c4d` from a recipe's name and the bundle's SHA-256."""
    readable = re.sub(r"[^A-Za-z0-9]+", "-", recipe).strip("-").lower()[:110]
    return f"{readable}-{digest[:8]}"


def worker_configuration_name(digest: str) -> str:
    return f"connectpilot-{digest[:32]}"


def alarm_name(stack: str, purpose: str, connector: str, signal: str) -> str:
    """`purpose` is the machine that the alarm starts (`heal` or `scale`): the event rules match on this prefix."""
    return f"{stack}-{purpose}-{connector}-{signal}"


def execution_name(*parts: str) -> str:
    """At most 80 characters of those that Step Functions allows."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", "-".join(parts))[:80]


def offset_topic(connector: str) -> str:
    """A source's own offset topic: it outlives the connector, so that one created again goes on from there."""
    return f"connectpilot-offsets-{connector}"


def sink_group(connector: str) -> str:
    """The consumer group that Kafka Connect gives a sink (MSK developer guide, Workers)."""
    return f"connect-{connector}"


def request_id(connector: str, intent: str, cause: str) -> str:
    """Names one request at the door; the same cause gives the same id, whatever the length of the connector's name."""
    digest = hashlib.sha256(f"{connector}/{intent}/{cause}".encode()).hexdigest()
    return f"{intent}-{digest[:16]}-{connector[:40]}"
