"""The way of a creation and of a deletion: workers start, are judged, and it ends RUNNING or FAILED; or all is gone."""

from __future__ import annotations

from datetime import timedelta

from connectpilot_local.engines.base import Phase
from connectpilot_local.msk_connect.ending import fail
from connectpilot_local.msk_connect.resources import UNKNOWN_ERROR, Activity, Connector
from connectpilot_local.msk_connect.stages import Stage
from connectpilot_local.msk_connect.state import State

_LOOK_AGAIN = timedelta(seconds=10)


def _start_workers(state: State, connector: Connector, activity: Activity) -> None:
    if connector.doom:
        _doom(state, connector, activity)
        return
    state.engine.start(state.launch(connector, connector.settings, connector.configuration, connector.workers))
    connector.engine_started = True
    activity.stages = [(connector.created + timedelta(seconds=state.durations.create_connector), Stage.JUDGE_CREATION)]


def _judge_creation(state: State, connector: Connector, activity: Activity) -> None:
    phase = state.engine.status(connector.name).phase
    gives_up = connector.created + timedelta(seconds=state.durations.create_fails)
    if connector.doom or phase is Phase.FAILED:
        _doom(state, connector, activity)
    elif phase is Phase.UP:
        connector.state, connector.activity = "RUNNING", None
    elif state.now >= gives_up:
        _fail_creation(state, connector, activity)
    else:
        activity.stages = [(min(state.now + _LOOK_AGAIN, gives_up), Stage.JUDGE_CREATION)]


def _doom(state: State, connector: Connector, activity: Activity) -> None:
    gives_up = connector.created + timedelta(seconds=state.durations.create_fails)
    activity.stages = [(max(gives_up, state.now), Stage.FAIL_CREATION)]


def _fail_creation(state: State, connector: Connector, activity: Activity) -> None:
    fail(state, connector, connector.doom or UNKNOWN_ERROR)


def _remove(state: State, connector: Connector, activity: Activity) -> None:
    connector.activity = None
    del state.connectors[connector.arn], state.tags[connector.arn]


CREATION = {
    Stage.START_WORKERS: _start_workers,
    Stage.JUDGE_CREATION: _judge_creation,
    Stage.FAIL_CREATION: _fail_creation,
    Stage.REMOVE: _remove,
}
