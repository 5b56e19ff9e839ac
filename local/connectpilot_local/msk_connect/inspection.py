"""What the control door shows: the engine's own view of each connector, and the faults that are scheduled for it."""

from __future__ import annotations

from typing import Any

from connectpilot_local.msk_connect.resources import Connector
from connectpilot_local.msk_connect.state import State


def inspect(state: State) -> list[dict[str, Any]]:
    """By name; names with faults but no connector are there too."""
    connectors = {each.name: each for each in state.connectors.values()}
    names = sorted({*connectors, *state.faults.names()})
    return [_view(state, name, connectors.get(name)) for name in names]


def _view(state: State, name: str, connector: Connector | None) -> dict[str, Any]:
    view: dict[str, Any] = {
        "name": name,
        "state": connector.state if connector else None,
        "tasks": [],
        "faults": [each.as_json() for each in state.faults.of(name)],
    }
    if connector is None or not connector.engine_started:
        return view
    status = state.engine.status(name)
    return view | {
        "phase": status.phase,
        "reason": status.reason,
        "workers": connector.workers,
        "tasks": [
            {"id": task.id, "state": task.state, "worker": task.worker, "trace": task.trace} for task in status.tasks
        ],
        "offsets": [
            {"partition": dict(each.partition), "offset": dict(each.offset)} for each in state.engine.offsets(name)
        ],
    }
