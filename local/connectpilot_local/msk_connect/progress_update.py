"""The way of an update: applied, validated, then finished or rolled back."""

from __future__ import annotations

from datetime import timedelta

from connectpilot_local.engines.base import Phase, TaskState
from connectpilot_local.engines.faults import UpdateFails
from connectpilot_local.msk_connect.capacity import first_workers
from connectpilot_local.msk_connect.ending import fail
from connectpilot_local.msk_connect.identifiers import new_version
from connectpilot_local.msk_connect.progress_lifecycle import end_activity, operation_of
from connectpilot_local.msk_connect.resources import (
    UNKNOWN_ERROR,
    Activity,
    Connector,
    Operation,
    Settings,
    StateDescription,
)
from connectpilot_local.msk_connect.stages import Stage
from connectpilot_local.msk_connect.state import State


def _begin_update(state: State, connector: Connector, activity: Activity) -> None:
    operation_of(activity).state = "UPDATE_IN_PROGRESS"
    operation_of(activity).steps["INITIALIZE_UPDATE"] = "IN_PROGRESS"


def _apply_update(state: State, connector: Connector, activity: Activity) -> None:
    operation = operation_of(activity)
    _step(operation, "INITIALIZE_UPDATE", operation.type)
    _run(state, connector, operation.target_settings, operation.target_configuration)


def _validate_update(state: State, connector: Connector, activity: Activity) -> None:
    _step(operation_of(activity), operation_of(activity).type, "VALIDATE_UPDATE")


def _judge_update(state: State, connector: Connector, activity: Activity) -> None:
    operation = operation_of(activity)
    ends, why = _verdict(state, connector, activity)
    if ends == "UPDATE_COMPLETE":
        _step(operation, "VALIDATE_UPDATE", "FINALIZE_UPDATE")
        return
    operation.steps |= {"VALIDATE_UPDATE": "FAILED", "FINALIZE_UPDATE": "CANCELLED"}
    operation.error = why
    _run(state, connector, operation.origin_settings, operation.origin_configuration)
    if ends == "UPDATE_FAILED":
        end_activity(state, connector, activity, "UPDATE_FAILED", why)
        return
    operation.state = "ROLLBACK_IN_PROGRESS"
    activity.rollback_fails = ends == "ROLLBACK_FAILED"
    activity.stages = [(state.now + timedelta(seconds=state.durations.roll_back), Stage.FINISH_ROLLBACK)]


def _verdict(state: State, connector: Connector, activity: Activity) -> tuple[str, StateDescription | None]:
    for scheduled, fault in state.faults.active(connector.name, UpdateFails, state.now)[:1]:
        if activity.skip_health and fault.ends != "UPDATE_FAILED":
            break
        scheduled.strike()
        return fault.ends, StateDescription(fault.code, fault.message)
    status = state.engine.status(connector.name)
    if activity.skip_health or (status.phase is not Phase.FAILED and not status.count(TaskState.FAILED)):
        return "UPDATE_COMPLETE", None
    return "ROLLBACK_COMPLETE", UNKNOWN_ERROR


def _finish_update(state: State, connector: Connector, activity: Activity) -> None:
    operation = operation_of(activity)
    operation.steps["FINALIZE_UPDATE"] = "COMPLETED"
    if operation.target_settings:
        connector.settings = operation.target_settings
        connector.workers = workers_for(connector, operation.target_settings)
    if operation.target_configuration is not None:
        connector.configuration = operation.target_configuration
    if state.assumptions.version_changes == "at the end":
        connector.version = new_version()
    end_activity(state, connector, activity, "UPDATE_COMPLETE", None)


def _finish_rollback(state: State, connector: Connector, activity: Activity) -> None:
    why = operation_of(activity).error
    if activity.rollback_fails:
        operation_of(activity).end("ROLLBACK_FAILED", state.now, why)
        fail(state, connector, why or UNKNOWN_ERROR)
        return
    if state.assumptions.version_after_rollback == "new":
        connector.version = new_version()
    end_activity(state, connector, activity, "ROLLBACK_COMPLETE", why)


def _step(operation: Operation, done: str, begun: str) -> None:
    operation.steps |= {done: "COMPLETED", begun: "IN_PROGRESS"}


def _run(state: State, connector: Connector, settings: Settings | None, configuration: dict[str, str] | None) -> None:
    settings = settings or connector.settings
    workers = workers_for(connector, settings)
    state.engine.update(state.launch(connector, settings, configuration or connector.configuration, workers))


def workers_for(connector: Connector, settings: Settings) -> int:
    """Workers under these settings: an autoscaled connector keeps its number within the new bounds."""
    scaling = settings.capacity.get("autoScaling")
    if scaling is None:
        return first_workers(settings.capacity)
    return int(min(max(connector.workers, scaling["minWorkerCount"]), scaling["maxWorkerCount"]))


UPDATE = {
    Stage.BEGIN_UPDATE: _begin_update,
    Stage.APPLY_UPDATE: _apply_update,
    Stage.VALIDATE_UPDATE: _validate_update,
    Stage.JUDGE_UPDATE: _judge_update,
    Stage.FINISH_UPDATE: _finish_update,
    Stage.FINISH_ROLLBACK: _finish_rollback,
}
