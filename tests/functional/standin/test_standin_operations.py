"""Restarts, pauses and resumes, and one operation at a time: what completes, what is refused, what fails."""

import pytest
from connectpilot_local.msk_connect.testing_requests import MYSQL_CLASS, provisioned

BAD = "BadRequestException"
CHANGED = {"connector.class": MYSQL_CLASS, "tasks.max": "1", "topic.prefix": "renamed"}


@pytest.mark.parametrize("busy_with", ["update_connector", "restart_connector", "pause_connector"])
@pytest.mark.parametrize("refused", ["update_connector", "restart_connector"])
def test_one_operation_at_a_time(bench, busy_with, refused):
    arn = bench.create()
    params = {"connectorArn": arn}
    update = {"currentVersion": bench.version(arn), "capacity": provisioned(2)}
    getattr(bench.kafkaconnect, busy_with)(**params, **update if busy_with == "update_connector" else {})
    assert bench.refused(refused, **params, **update if refused == "update_connector" else {})[0] == BAD
    bench.clock.advance(minutes=5)
    assert bench.state(arn) == ("PAUSED" if busy_with == "pause_connector" else "RUNNING")


@pytest.mark.parametrize(
    ("busy_with", "failed"), [("update", "UPDATE_FAILED"), ("pause", "PAUSE_FAILED"), ("restart", None)]
)
def test_a_deletion_is_refused_while_something_goes_on_or_ends_it(bench, busy_with, failed):
    arn = bench.create()
    update = {"currentVersion": bench.version(arn), "capacity": provisioned(2)} if busy_with == "update" else {}
    begin = getattr(bench.kafkaconnect, f"{busy_with}_connector")
    operation = begin(connectorArn=arn, **update)["connectorOperationArn"]
    bench.clock.advance(seconds=15)
    if bench.assumptions.delete_while_busy == "refused" or busy_with == "restart":  # of a restart the guide says so
        assert bench.refused("delete_connector", connectorArn=arn)[0] == BAD
        bench.clock.advance(minutes=5)
        assert bench.operation(operation)["connectorOperationState"].endswith("_COMPLETE")
        return
    assert bench.kafkaconnect.delete_connector(connectorArn=arn)["connectorState"] == "DELETING"
    ended = bench.operation(operation)
    assert (ended["connectorOperationState"], "endTime" in ended) == (failed, True)
    assert {step["stepState"] for step in ended.get("operationSteps", [])} <= {"COMPLETED", "CANCELLED"}
    bench.clock.advance(minutes=5)
    assert bench.kafkaconnect.list_connectors()["connectors"] == []


def test_restarting_the_failed_tasks_leaves_the_others_alone(bench):
    arn = bench.sink()
    bench.fault("copies", {"kind": "task_failure", "task": 1, "trace": "sink downstream"})
    bench.clock.advance(minutes=1)
    assert bench.tasks("copies") == ["RUNNING", "FAILED"]
    started = bench.kafkaconnect.restart_connector(connectorArn=arn, onlyFailedTasks=True)["connectorOperationArn"]
    assert bench.state(arn) == "RESTARTING"
    bench.clock.advance(seconds=13)
    assert bench.tasks("copies") == ["RUNNING", "UNASSIGNED"]
    bench.clock.advance(minutes=1)
    assert bench.operation(started)["connectorOperationState"] == "RESTART_COMPLETE"
    assert bench.tasks("copies") == ["RUNNING", "RUNNING"]


def test_a_restart_that_is_complete_says_nothing_of_the_task_that_fails_again(bench):
    arn = bench.create()
    bench.fault("orders", {"kind": "task_failure", "trace": "poison record", "times": 3, "again_after_seconds": 1})
    bench.clock.advance(minutes=1)
    after_each_restart = []
    for _ in range(3):
        started = bench.kafkaconnect.restart_connector(connectorArn=arn)["connectorOperationArn"]
        bench.clock.advance(minutes=2)
        assert bench.operation(started)["connectorOperationState"] == "RESTART_COMPLETE"
        after_each_restart += bench.tasks()
    assert after_each_restart == ["FAILED", "FAILED", "RUNNING"]


def test_on_2_7_1_a_restart_leaves_tasks_alone_and_only_failed_ones_cannot_be_asked_for(bench):
    arn = bench.create(kafkaConnectVersion="2.7.1")
    bench.fault("orders", {"kind": "task_failure"})
    bench.clock.advance(minutes=1)
    assert bench.refused("restart_connector", connectorArn=arn, onlyFailedTasks=True)[0] == BAD
    bench.kafkaconnect.restart_connector(connectorArn=arn)
    bench.clock.advance(minutes=2)
    assert bench.tasks() == ["FAILED"]


@pytest.mark.parametrize("verb", ["restart", "pause"])
def test_an_operation_can_fail_and_changes_nothing(bench, verb):
    arn = bench.create()
    bench.fault("orders", {"kind": "operation_fails", "operation": verb, "message": "terminated"})
    started = getattr(bench.kafkaconnect, f"{verb}_connector")(connectorArn=arn)["connectorOperationArn"]
    bench.clock.advance(minutes=2)
    found = bench.operation(started)
    assert found["connectorOperationState"] == f"{verb.upper()}_FAILED"
    assert found["errorInfo"]["message"] == "terminated"
    assert bench.state(arn) == "RUNNING"
    assert bench.tasks() == ["RUNNING"]


def test_pause_and_resume(bench):
    arn = bench.create()
    paused = bench.kafkaconnect.pause_connector(connectorArn=arn)["connectorOperationArn"]
    assert bench.state(arn) == "PAUSING"
    assert bench.refused("resume_connector", connectorArn=arn)[0] == bench.assumptions.pause_while_busy
    bench.clock.advance(minutes=1)
    assert bench.state(arn) == "PAUSED"
    assert bench.operation(paused)["connectorOperationState"] == "PAUSE_COMPLETE"
    assert bench.tasks() == ["PAUSED"]
    assert bench.refused("restart_connector", connectorArn=arn)[0] == BAD
    resumed = bench.kafkaconnect.resume_connector(connectorArn=arn)["connectorOperationArn"]
    bench.clock.advance(minutes=1)
    assert bench.operation(resumed)["connectorOperationState"] == "RESUME_COMPLETE"
    assert bench.tasks() == ["RUNNING"]


@pytest.mark.parametrize(("verb", "state"), [("pause", "PAUSED"), ("resume", "RUNNING")])
def test_pausing_what_is_paused_and_resuming_what_runs_completes_or_is_refused(bench, verb, state):
    arn = bench.create()
    if verb == "pause":
        bench.kafkaconnect.pause_connector(connectorArn=arn)
        bench.clock.advance(minutes=1)
    if bench.assumptions.pause_when_paused == "refused":
        assert bench.refused(f"{verb}_connector", connectorArn=arn)[0] == BAD
    else:
        again = getattr(bench.kafkaconnect, f"{verb}_connector")(connectorArn=arn)["connectorOperationArn"]
        bench.clock.advance(minutes=1)
        assert bench.operation(again)["connectorOperationState"] == f"{verb.upper()}_COMPLETE"
    assert (bench.state(arn), bench.tasks()) == (state, [state])


def test_operations_are_listed_newest_first_in_pages(bench):
    arn = bench.create()
    started = []
    for _ in range(3):
        started.append(bench.kafkaconnect.restart_connector(connectorArn=arn)["connectorOperationArn"])
        bench.clock.advance(minutes=2)
    pages = bench.kafkaconnect.get_paginator("list_connector_operations").paginate(
        connectorArn=arn, PaginationConfig={"PageSize": 2}
    )
    sizes, listed = [], []
    for page in pages:
        sizes.append(len(page["connectorOperations"]))
        listed += [each["connectorOperationArn"] for each in page["connectorOperations"]]
    assert sizes == [2, 1]
    assert listed == started[::-1]
