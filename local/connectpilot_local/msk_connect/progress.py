"""What happens to connectors by itself: each stage of an activity when its time has come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from connectpilot_local.engines.faults import ConnectorFailed
from connectpilot_local.msk_connect.ending import fail
from connectpilot_local.msk_connect.progress_creation import CREATION
from connectpilot_local.msk_connect.progress_lifecycle import LIFECYCLE
from connectpilot_local.msk_connect.progress_update import UPDATE
from connectpilot_local.msk_connect.resources import Activity, Connector, StateDescription
from connectpilot_local.msk_connect.stages import WAY_OF_TYPE, Stage
from connectpilot_local.msk_connect.state import State

_STAGES: dict[Stage, Callable[[State, Connector, Activity], None]] = {**CREATION, **UPDATE, **LIFECYCLE}


def next_due(state: State) -> datetime | None:
    """When something happens next."""
    stages = [each.activity.stages[0][0] for each in state.connectors.values() if each.activity]
    plugins = [each.due for each in state.plugins.values() if each.due]
    worker_configurations = [each.due for each in state.worker_configurations.values() if each.due]
    return min(stages + plugins + worker_configurations, default=None)


def settle_connectors(state: State) -> None:
    """Carry out every stage that is due, and the faults that fail a connector itself."""
    for connector in list(state.connectors.values()):
        _strike(state, connector)
        activity = connector.activity
        while activity and activity is connector.activity and activity.stages and activity.stages[0][0] <= state.now:
            _, stage = activity.stages.pop(0)
            _STAGES[stage](state, connector, activity)


def _strike(state: State, connector: Connector) -> None:
    if connector.state in {"FAILED", "DELETING"} or connector.doom:
        return
    for scheduled, fault in state.faults.active(connector.name, ConnectorFailed, state.now)[:1]:
        scheduled.strike()
        why = StateDescription(fault.code, fault.message)
        if connector.state == "CREATING":
            connector.doom = why
            continue
        if connector.activity and connector.activity.operation:
            operation = connector.activity.operation
            operation.end(WAY_OF_TYPE[operation.type].failed, state.now, why)
        fail(state, connector, why)
