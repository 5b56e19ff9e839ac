"""The operations that change a connector: what is refused, and the activity and operation that begin otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from connectpilot_local.engines.base import TaskState
from connectpilot_local.msk_connect.ending import stop_workers
from connectpilot_local.msk_connect.errors import BadRequest, Conflict, Refusal
from connectpilot_local.msk_connect.identifiers import operation_arn
from connectpilot_local.msk_connect.resources import Activity, Connector, Operation
from connectpilot_local.msk_connect.stages import PAUSE, RESTART, RESUME, STEADY, WAY_OF_TYPE, Stage, Way
from connectpilot_local.msk_connect.state import State


def begin(state: State, connector: Connector, kind: str, seconds: float, **details: Any) -> Operation:
    """Start an activity of this operation type; `details` are members of the operation."""
    way = WAY_OF_TYPE[kind]
    operation = Operation(
        arn=operation_arn(connector.name, connector.uuid),
        connector_arn=connector.arn,
        number=len(connector.operations),
        type=kind,
        state="PENDING",
        created=state.now,
        **details,
    )
    connector.operations.append(operation)
    connector.activity = Activity(way.timetable(state.now, seconds), connector.state, operation)
    connector.state = way.meanwhile
    return operation


def restart_connector(state: State, params: dict[str, Any]) -> dict[str, Any]:
    connector = state.connector(params["connectorArn"])
    only_failed = bool(params.get("onlyFailedTasks"))
    if only_failed and connector.fixed["kafkaConnectVersion"] == "2.7.1":
        raise BadRequest("onlyFailedTasks is not supported for Kafka Connect version 2.7.1.")
    require_running(connector)
    nothing_failed = only_failed and not state.engine.status(connector.name).count(TaskState.FAILED)
    if nothing_failed and state.assumptions.restart_with_nothing_failed == "refused":
        raise BadRequest("The connector has no failed tasks.")
    operation = begin(state, connector, "RESTART_CONNECTOR", state.durations.restart)
    if connector.activity:
        connector.activity.only_failed = only_failed
    return _started(operation)


def pause_connector(state: State, params: dict[str, Any]) -> dict[str, Any]:
    return _pause_or_resume(state, params, PAUSE, state.durations.pause)


def resume_connector(state: State, params: dict[str, Any]) -> dict[str, Any]:
    return _pause_or_resume(state, params, RESUME, state.durations.resume)


def _pause_or_resume(state: State, params: dict[str, Any], way: Way, seconds: float) -> dict[str, Any]:
    connector = state.connector(params["connectorArn"])
    if connector.fixed["kafkaConnectVersion"] == "2.7.1" and state.assumptions.pause_on_2_7_1 == "refused":
        raise BadRequest("This operation is not supported for Kafka Connect version 2.7.1.")
    if connector.state not in STEADY:
        busy: type[Refusal] = Conflict if state.assumptions.pause_while_busy == "ConflictException" else BadRequest
        raise busy(_only_when("RUNNING or PAUSED", connector))
    there_already = connector.state == ("PAUSED" if way is PAUSE else "RUNNING")
    if connector.state == "FAILED" or (there_already and state.assumptions.pause_when_paused == "refused"):
        raise BadRequest(_only_when("RUNNING" if way is PAUSE else "PAUSED", connector))
    return _started(begin(state, connector, "PAUSE_CONNECTOR" if way is PAUSE else "RESUME_CONNECTOR", seconds))


def delete_connector(state: State, params: dict[str, Any]) -> dict[str, Any]:
    connector = state.connector(params["connectorArn"])
    require_version(connector, params.get("currentVersion"))
    answer = {"connectorArn": connector.arn, "connectorState": "DELETING"}
    if connector.state == "DELETING":
        if state.assumptions.delete_while_deleting == "refused":
            raise BadRequest(_only_when("RUNNING, PAUSED or FAILED", connector))
        return answer
    restarting = connector.state == RESTART.meanwhile
    if connector.state not in STEADY and (restarting or state.assumptions.delete_while_busy == "refused"):
        raise BadRequest(_only_when("RUNNING, PAUSED or FAILED", connector))
    if connector.activity and connector.activity.operation:
        operation = connector.activity.operation
        operation.end(WAY_OF_TYPE[operation.type].failed, state.now)
        for step, how in operation.steps.items():
            operation.steps[step] = how if how == "COMPLETED" else "CANCELLED"
    stop_workers(state, connector)
    connector.state = "DELETING"
    ends = state.now + timedelta(seconds=state.durations.delete_connector)
    connector.activity = Activity([(ends, Stage.REMOVE)])
    return answer


def require_running(connector: Connector) -> None:
    if connector.state != "RUNNING":
        raise BadRequest(_only_when("RUNNING", connector))


def require_version(connector: Connector, version: str | None) -> None:
    if version is not None and version != connector.version:
        raise BadRequest("Invalid parameter currentVersion: this is not the current version of the connector.")


def _only_when(states: str, connector: Connector) -> str:
    return f"This operation is only valid for {states} connectors. The connector is {connector.state}."


def _started(operation: Operation) -> dict[str, Any]:
    return {"connectorArn": operation.connector_arn, "connectorOperationArn": operation.arn}
