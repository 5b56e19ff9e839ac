"""The ways of a restart, a pause and a resume: the engine acts at their beginning, unless a fault is due."""

from __future__ import annotations

from connectpilot_local.engines.faults import OperationFails
from connectpilot_local.msk_connect.identifiers import new_version
from connectpilot_local.msk_connect.resources import Activity, Connector, Operation, StateDescription
from connectpilot_local.msk_connect.stages import PAUSE, RESTART, RESUME, WAY_OF_TYPE, Stage
from connectpilot_local.msk_connect.state import State

_VERB = {RESTART: "restart", PAUSE: "pause", RESUME: "resume"}
_STATE_AFTER = {RESTART: "RUNNING", PAUSE: "PAUSED", RESUME: "RUNNING"}


def _begin(state: State, connector: Connector, activity: Activity) -> None:
    operation = operation_of(activity)
    way = WAY_OF_TYPE[operation.type]
    operation.state = way.in_progress
    for scheduled, fault in state.faults.active(connector.name, OperationFails, state.now):
        if fault.operation == _VERB[way]:
            scheduled.strike()
            operation.error = StateDescription(fault.code, fault.message)
            return
    if way is PAUSE:
        state.engine.pause(connector.name)
    elif way is RESUME:
        state.engine.resume(connector.name)
    else:
        # Before Connect 3.0 a restart of a connector left its tasks alone (KIP-745).
        tasks_too = connector.fixed["kafkaConnectVersion"] != "2.7.1"
        state.engine.restart(connector.name, only_failed=activity.only_failed, tasks_too=tasks_too)


def _finish(state: State, connector: Connector, activity: Activity) -> None:
    operation = operation_of(activity)
    way = WAY_OF_TYPE[operation.type]
    if operation.error:
        end_activity(state, connector, activity, way.failed, operation.error)
        return
    activity.back_to = _STATE_AFTER[way]
    if state.assumptions.version_after_restart == "new":
        connector.version = new_version()
    end_activity(state, connector, activity, way.complete, None)


def end_activity(
    state: State, connector: Connector, activity: Activity, how: str, why: StateDescription | None
) -> None:
    """The operation ends so, and the connector is steady again."""
    operation_of(activity).end(how, state.now, why)
    connector.state, connector.activity = activity.back_to, None


def operation_of(activity: Activity) -> Operation:
    if activity.operation is None:
        raise RuntimeError("only creations and deletions have no operation")
    return activity.operation


LIFECYCLE = {
    Stage.BEGIN_RESTART: _begin,
    Stage.FINISH_RESTART: _finish,
    Stage.BEGIN_PAUSE: _begin,
    Stage.FINISH_PAUSE: _finish,
    Stage.BEGIN_RESUME: _begin,
    Stage.FINISH_RESUME: _finish,
}
