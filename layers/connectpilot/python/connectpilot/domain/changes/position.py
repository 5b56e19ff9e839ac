"""Whether a source would begin anew: its offsets are where the next connector of its name would not look. Pure."""

from __future__ import annotations

from ..connector import Connector
from .desired import Desired
from .difference import resource_name
from .worker_configuration import offset_topic_of

_OF_MSK_CONNECT = "a topic that MSK Connect keeps for this very connector"


def lost_by_workers(connector: Connector, desired: Desired, *, offset_topic: str | None) -> str | None:
    """Why, where a source gets the workers that are wanted, in place or created anew."""
    next_topic = _next_topic(connector, desired, offset_topic)
    if offset_topic is not None and offset_topic == next_topic:
        return None
    keep = connector.worker_configuration_arn or "default"
    return (
        f"its position would be lost: its offsets are in {offset_topic or _OF_MSK_CONNECT}"
        f" and would be looked for in {next_topic or 'a new one'}."
        f' To change it in place keep "connectpilot.worker.configuration": "{keep}";'
        " delete it and apply again only if it may begin anew"
    )


def lost_by_stopping(
    connector: Connector, desired: Desired | None, *, kind: str, offset_topic: str | None
) -> str | None:
    """Why, where it is deleted now and created again when it is resumed; a sink's position is its consumer group."""
    if kind == "sink":
        return None
    next_topic = offset_topic if desired is None else _next_topic(connector, desired, offset_topic)
    if offset_topic is not None and offset_topic == next_topic:
        return None
    elsewhere = "" if offset_topic is None else f" and a resume would look for them in {next_topic or 'a new one'}"
    return (
        f"its position would be lost: its offsets are in {offset_topic or _OF_MSK_CONNECT}{elsewhere};"
        " pause it instead, or delete it if it may begin anew"
    )


def _next_topic(connector: Connector, desired: Desired, offset_topic: str | None) -> str | None:
    workers = desired.workers
    stays = resource_name(connector.worker_configuration_arn or "") == workers.name
    return offset_topic if stays else offset_topic_of(workers.properties or "")
