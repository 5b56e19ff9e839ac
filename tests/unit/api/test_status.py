"""A status never flatters."""

from datetime import UTC, datetime, timedelta

import pytest
from connectpilot.domain.changes.status import connect_status
from connectpilot.domain.connector import ConnectorState as State
from connectpilot.domain.metrics import FRESH
from connectpilot.domain.record import Lifecycle, Sighting
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def seen(state, running=None, errored=None, *, age=timedelta(seconds=30), trace=None):
    return Sighting(NOON - age, state, running, errored, trace)


def status(sighting, lifecycle=Lifecycle.RUNNING, **more):
    return connect_status("orders", "source", lifecycle, sighting, now=NOON, **more)


@pytest.mark.parametrize(
    ("sighting", "connector", "tasks"),
    [
        pytest.param(None, "UNASSIGNED", [], id="never seen"),
        pytest.param(seen(State.CREATING), "UNASSIGNED", [], id="being created"),
        pytest.param(seen(State.RUNNING), "UNASSIGNED", [], id="RUNNING without a metric"),
        pytest.param(seen(State.RUNNING, 2, 0), "RUNNING", ["RUNNING", "RUNNING"], id="RUNNING with evidence"),
        pytest.param(seen(State.RUNNING, 2, 0, age=timedelta(minutes=6)), "UNASSIGNED", [], id="evidence too old"),
        pytest.param(seen(State.RUNNING, 0, 0), "UNASSIGNED", [], id="RUNNING without a single task"),
        pytest.param(seen(State.RUNNING, 2, None), "UNASSIGNED", [], id="half of the evidence"),
        pytest.param(seen(State.RUNNING, 1, 1), "RUNNING", ["RUNNING", "FAILED"], id="one of two tasks failed"),
        pytest.param(seen(State.RUNNING, 0, 1), "RUNNING", ["FAILED"], id="the only task failed"),
        pytest.param(seen(State.FAILED, 2, 0), "FAILED", ["UNASSIGNED"] * 2, id="FAILED whatever metrics say"),
        pytest.param(seen(State.FAILED, 1, 1), "FAILED", ["UNASSIGNED", "FAILED"], id="FAILED with a failed task"),
        pytest.param(seen(State.PAUSED, 2, 0), "PAUSED", ["PAUSED", "PAUSED"], id="paused"),
        pytest.param(seen(State.UPDATING, 1, 0), "UNASSIGNED", ["UNASSIGNED"], id="being updated"),
        pytest.param(
            seen(State.CREATING, 1, 0), "UNASSIGNED", ["UNASSIGNED"], id="created anew, metrics of the old one"
        ),
        pytest.param(seen(State.DELETING, 1, 0), "UNASSIGNED", ["UNASSIGNED"], id="being deleted"),
        pytest.param(seen(State.RESTARTING), "RESTARTING", [], id="restarting"),
        pytest.param(seen(State.DELETING), "UNASSIGNED", [], id="going away"),
        pytest.param(seen(State.UNKNOWN), "UNASSIGNED", [], id="in a state that AWS added later"),
    ],
)
def test_states_and_tasks(sighting, connector, tasks):
    answer = status(sighting)
    assert answer["connector"]["state"] == connector
    assert [task["state"] for task in answer["tasks"]] == tasks


def test_a_stopped_connector_that_is_gone_is_stopped():
    assert status(None, Lifecycle.STOPPED)["connector"]["state"] == "STOPPED"


def test_the_task_that_the_trace_names_is_the_failed_one():
    tasks = status(seen(State.RUNNING, 2, 1, trace="[orders|task-1] Task threw an uncaught exception"))["tasks"]
    assert [task["state"] for task in tasks] == ["RUNNING", "FAILED", "RUNNING"]
    assert "uncaught" in tasks[1]["trace"]


def test_a_failed_connector_carries_its_trace():
    assert status(seen(State.FAILED, trace="UnknownError.Unknown"))["connector"]["trace"] == "UnknownError.Unknown"


@pytest.mark.parametrize(("since", "state"), [(31, "RUNNING"), (30, "RUNNING"), (29, "UNASSIGNED")])
def test_counts_from_before_a_change_that_is_under_way_are_no_evidence(since, state):
    answer = status(seen(State.RUNNING, 1, 0), changing_since=NOON - timedelta(seconds=since))
    assert answer["connector"]["state"] == state
    assert bool(answer["tasks"]) == (state == "RUNNING")


@pytest.mark.parametrize("state", State)
def test_every_state_of_msk_connect_has_a_word(state):
    assert status(seen(state))["connector"]["state"]


@given(
    state=st.sampled_from([None, *State]),
    running=st.none() | st.integers(0, 5),
    errored=st.none() | st.integers(0, 5),
    age=st.timedeltas(timedelta(0), timedelta(hours=1)),
)
def test_running_is_never_said_without_fresh_evidence(state, running, errored, age):
    answer = status(Sighting(NOON - age, state, running, errored))
    evidence = state is State.RUNNING and None not in (running, errored) and age <= FRESH and running + errored > 0
    assert (answer["connector"]["state"] == "RUNNING") == bool(evidence)
    running_tasks = [task for task in answer["tasks"] if task["state"] == "RUNNING"]
    assert not running_tasks or answer["connector"]["state"] == "RUNNING"
    assert sum(task["state"] == "FAILED" for task in answer["tasks"]) == ((errored or 0) if answer["tasks"] else 0)
