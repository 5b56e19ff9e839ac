"""Every state that botocore's model knows is judged: a new one makes these tests fail."""

from __future__ import annotations

from dataclasses import replace

import botocore.session
import pytest
from connectpilot.domain.changes.request import OPERATION_TYPES
from connectpilot.domain.connector import ConnectorState, Operation, OperationEnd
from connectpilot.usecases.check_step import of_creation, of_deletion, of_operation, of_removal
from fakes.door_samples import NOON, connector_of, desired_of, spec_of

MODEL = botocore.session.get_session().get_service_model("kafkaconnect")
OPERATION_STATES = MODEL.shape_for("ConnectorOperationState").enum
CONNECTOR_STATES = MODEL.shape_for("ConnectorState").enum
HERE = connector_of(desired_of(spec_of()))

EXPECTED = {
    "PENDING": "underWay",
    "UPDATE_IN_PROGRESS": "underWay",
    "UPDATE_COMPLETE": "complete",
    "UPDATE_FAILED": "failed",
    "ROLLBACK_IN_PROGRESS": "underWay",
    "ROLLBACK_FAILED": "failed",
    "ROLLBACK_COMPLETE": "rolledBack",
    "PAUSE_IN_PROGRESS": "underWay",
    "PAUSE_COMPLETE": "complete",
    "PAUSE_FAILED": "failed",
    "RESUME_IN_PROGRESS": "underWay",
    "RESUME_COMPLETE": "complete",
    "RESUME_FAILED": "failed",
    "RESTART_IN_PROGRESS": "underWay",
    "RESTART_COMPLETE": "complete",
    "RESTART_FAILED": "failed",
}
CREATED = dict.fromkeys(CONNECTOR_STATES, "complete") | {
    "CREATING": "underWay", "FAILED": "failed", "DELETING": "failed",
}  # fmt: skip


def operation(state, **more):
    return Operation("arn:op", "UPDATE_WORKER_SETTING", state, NOON, **more)


def test_the_table_is_that_of_the_model():
    assert EXPECTED.keys() == set(OPERATION_STATES)
    assert {state.value for state in ConnectorState} - {ConnectorState.UNKNOWN} == set(CONNECTOR_STATES)
    assert set(OPERATION_TYPES.values()) <= set(MODEL.shape_for("ConnectorOperationType").enum)


@pytest.mark.parametrize("state", OPERATION_STATES)
def test_an_operations_state_means(state):
    assert of_operation(operation(state), NOON).end == EXPECTED[state]


def test_a_state_of_a_later_api_is_never_read_as_an_end():
    connector = replace(HERE, state=ConnectorState.UNKNOWN, state_code="SPLENDID")
    seen = [of_operation(operation("UPDATE_SPLENDID"), NOON), of_creation(connector, NOON)]
    seen.append(of_deletion(connector, NOON))
    assert [one.end for one in seen] == [OperationEnd.UNDER_WAY] * 3
    assert all("SPLENDID" in one.reason for one in seen)


@pytest.mark.parametrize("state", CONNECTOR_STATES)
def test_a_connectors_state_means_for_its_creation(state):
    assert of_creation(replace(HERE, state=ConnectorState(state)), NOON).end == CREATED[state]


@pytest.mark.parametrize("state", CONNECTOR_STATES)
def test_a_connectors_state_means_for_its_deletion(state):
    expected = "underWay" if state == "DELETING" else "failed"
    assert of_deletion(replace(HERE, state=ConnectorState(state)), NOON).end == expected


def test_a_connector_that_is_gone():
    assert of_deletion(None, NOON).end is OperationEnd.COMPLETE
    assert of_creation(None, NOON).end is OperationEnd.FAILED


def test_a_rolled_back_operation_says_what_msk_connect_said():
    seen = of_operation(operation("ROLLBACK_COMPLETE", error_code="E1", error_message="tasks did not start"), NOON)
    assert "E1 tasks did not start" in seen.reason
    assert "MSK Connect undid this step" in seen.reason


def test_a_complete_update_that_kept_what_was_left_out_is_no_success():
    complete = of_operation(operation("UPDATE_COMPLETE"), NOON)
    kept = replace(HERE, configuration={**HERE.configuration, "old": "hush"})
    seen = of_removal(kept, ("old", "older"), complete)
    assert (seen.end, "old;" in seen.reason, "recreate" in seen.reason) == (OperationEnd.FAILED, True, True)
    assert "hush" not in seen.reason
    assert of_removal(HERE, ("old",), complete) == of_removal(None, ("old",), complete) == complete


def test_no_secret_in_a_reason():
    seen = of_operation(operation("UPDATE_FAILED", error_message="bad database.password=hunter22"), NOON)
    assert "hunter22" not in seen.reason
