"""What a connector's status says, in Kafka Connect's words: it never flatters."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from ..connector import ConnectorState
from ..metrics import FRESH
from ..record import Lifecycle, Sighting

FRESH_IN_TABLE = FRESH + timedelta(minutes=5)
"""The sweep looks at the whole fleet every five minutes; an alarm writes what it finds at once."""

WORKER = "msk-connect"
"""Kafka Connect names the worker of each task; MSK Connect does not tell it."""

_IN_CONNECT = {
    ConnectorState.CREATING: "UNASSIGNED",
    ConnectorState.UPDATING: "UNASSIGNED",
    ConnectorState.DELETING: "UNASSIGNED",
    ConnectorState.UNKNOWN: "UNASSIGNED",
    ConnectorState.RESUMING: "UNASSIGNED",
    ConnectorState.FAILED: "FAILED",
    ConnectorState.PAUSED: "PAUSED",
    ConnectorState.PAUSING: "PAUSED",
    ConnectorState.RESTARTING: "RESTARTING",
}


def connect_status(
    name: str,
    kind: str | None,
    lifecycle: Lifecycle,
    seen: Sighting | None,
    *,
    now: datetime,
    fresh: timedelta = FRESH,
    changing_since: datetime | None = None,
) -> dict[str, Any]:
    """Kafka Connect's body of GET /connectors/{name}/status.

    RUNNING needs a RUNNING connector and task counts no older than `fresh`, nor than the change that the door is making
    (`changing_since`); without them it is UNASSIGNED.
    """
    since = max(now - fresh, changing_since or now - fresh)
    counted = seen is not None and _has_counts(seen, since)
    state = _connector_state(lifecycle, seen, counted=counted)
    connector: dict[str, Any] = {"state": state, "worker_id": WORKER}
    if state == "FAILED" and seen and seen.trace:
        connector["trace"] = seen.trace
    tasks = _tasks(state, seen) if seen and counted else []
    return {"name": name, "connector": connector, "tasks": tasks, "type": kind or "unknown"}


def _connector_state(lifecycle: Lifecycle, seen: Sighting | None, *, counted: bool) -> str:
    if lifecycle is Lifecycle.STOPPED and (seen is None or seen.state is None):
        return "STOPPED"
    if seen is None or seen.state is None:
        return "UNASSIGNED"
    if seen.state is ConnectorState.RUNNING:
        return "RUNNING" if counted and (seen.running_tasks or seen.errored_tasks) else "UNASSIGNED"
    return _IN_CONNECT[seen.state]


def _has_counts(seen: Sighting, since: datetime) -> bool:
    return seen.running_tasks is not None and seen.errored_tasks is not None and seen.at >= since


def _tasks(connector_state: str, seen: Sighting) -> list[dict[str, Any]]:
    """MSK Connect counts tasks and does not number them: the failed ones are those its log names, else the last."""
    running, failed = seen.running_tasks or 0, seen.errored_tasks or 0
    named = {int(number) for number in re.findall(r"task-(\d+)", seen.trace or "")}
    ids = range(running + failed)
    failed_ids = [i for i in ids if i in named][:failed]
    failed_ids += [i for i in reversed(ids) if i not in failed_ids][: failed - len(failed_ids)]
    # A connector that is not known to run has no task that is.
    state = connector_state if connector_state in ("RUNNING", "PAUSED", "RESTARTING") else "UNASSIGNED"
    return [
        {"id": i, "state": "FAILED", "worker_id": WORKER, "trace": seen.trace or "see the worker log"}
        if i in failed_ids
        else {"id": i, "state": state, "worker_id": WORKER}
        for i in ids
    ]
