"""Updates, restarts, pauses and resumes: their operations, steps, refusals and failures."""

import base64

import pytest
from connectpilot_local.msk_connect.testing_requests import MYSQL_CLASS, autoscaled, provisioned

BAD = "BadRequestException"
CHANGED = {"connector.class": MYSQL_CLASS, "tasks.max": "1", "topic.prefix": "renamed"}


def test_an_update_goes_through_its_steps_and_gives_a_new_version(bench):
    arn = bench.create()
    version = bench.version(arn)
    operation = bench.update(arn, connectorConfiguration=CHANGED)
    seen = set()
    for _ in range(25):
        found = bench.operation(operation)
        steps = tuple(step["stepState"] for step in found["operationSteps"])
        seen.add((found["connectorOperationState"], steps, bench.state(arn)))
        bench.clock.advance(seconds=10)
    assert seen == {
        ("PENDING", ("PENDING",) * 4, "UPDATING"),
        ("UPDATE_IN_PROGRESS", ("IN_PROGRESS", "PENDING", "PENDING", "PENDING"), "UPDATING"),
        ("UPDATE_IN_PROGRESS", ("COMPLETED", "IN_PROGRESS", "PENDING", "PENDING"), "UPDATING"),
        ("UPDATE_IN_PROGRESS", ("COMPLETED", "COMPLETED", "IN_PROGRESS", "PENDING"), "UPDATING"),
        ("UPDATE_IN_PROGRESS", ("COMPLETED", "COMPLETED", "COMPLETED", "IN_PROGRESS"), "UPDATING"),
        ("UPDATE_COMPLETE", ("COMPLETED",) * 4, "RUNNING"),
    }
    assert bench.describe(arn)["connectorConfiguration"] == CHANGED
    assert bench.version(arn) != version


def test_an_operation_tells_origin_and_target(bench):
    arn = bench.create()
    found = bench.operation(bench.update(arn, capacity=provisioned(2)))
    assert found["originWorkerSetting"]["capacity"] == provisioned(1)
    assert found["targetWorkerSetting"]["capacity"] == provisioned(2)
    assert found["targetWorkerSetting"]["plugins"] == found["originWorkerSetting"]["plugins"]
    assert found["targetWorkerSetting"]["useDefaultWorkerConfiguration"] is True
    assert "originConnectorConfiguration" not in found


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        pytest.param({"capacity": provisioned(2), "connectorConfiguration": CHANGED}, "not both", id="both kinds"),
        pytest.param({}, "either", id="nothing"),
        pytest.param({"capacity": provisioned(2), "currentVersion": "KSTALE"}, "currentVersion", id="stale version"),
        pytest.param({"connectorConfiguration": CHANGED | {"connector.class": "x.Y"}}, "connector.class", id="class"),
        pytest.param({"capacity": provisioned(1)}, "identical to the current value", id="same capacity"),
        pytest.param({"useDefaultWorkerConfiguration": True}, "identical to the current value", id="same default"),
    ],
)
def test_an_update_is_refused_and_nothing_begins(bench, changes, named):
    arn = bench.create()
    params = {"connectorArn": arn, "currentVersion": bench.version(arn)} | changes
    code, message = bench.refused("update_connector", **params)
    assert code == BAD
    assert named in message
    assert bench.kafkaconnect.list_connector_operations(connectorArn=arn)["connectorOperations"] == []
    assert bench.state(arn) == "RUNNING"


def test_the_message_for_an_identical_autoscaling_is_the_reported_one(bench):
    arn = bench.create(capacity=autoscaled())
    refused = bench.refused(
        "update_connector", connectorArn=arn, currentVersion=bench.version(arn), capacity=autoscaled()
    )
    assert refused == (
        BAD,
        (
            "Invalid parameter autoScaling: The specified parameter value is identical to the current value for the "
            "connector. Specify a different value, then try again."
        ),
    )


def test_an_autoscaling_update_needs_all_five_members(bench):
    arn = bench.create(capacity=autoscaled())
    capacity = autoscaled(1, 4)
    del capacity["autoScaling"]["scaleInPolicy"]
    params = {"connectorArn": arn, "currentVersion": bench.version(arn), "capacity": capacity}
    with pytest.raises(Exception, match="scaleInPolicy"):
        bench.world.call("UpdateConnector", params)


@pytest.mark.parametrize("busy_with", ["update_connector", "restart_connector", "pause_connector"])
@pytest.mark.parametrize("refused", ["update_connector", "restart_connector", "delete_connector"])
def test_one_operation_at_a_time(bench, busy_with, refused):
    arn = bench.create()
    params = {"connectorArn": arn}
    update = {"currentVersion": bench.version(arn), "capacity": provisioned(2)}
    getattr(bench.kafkaconnect, busy_with)(**params, **update if busy_with == "update_connector" else {})
    assert bench.refused(refused, **params, **update if refused == "update_connector" else {})[0] == BAD
    bench.clock.advance(minutes=5)
    assert bench.state(arn) == ("PAUSED" if busy_with == "pause_connector" else "RUNNING")


def test_a_task_that_fails_after_an_update_rolls_it_back(bench):
    arn = bench.create()
    version = bench.version(arn)
    operation = bench.update(arn, connectorConfiguration=CHANGED)
    bench.clock.advance(seconds=100)
    bench.fault("orders", {"kind": "task_failure", "trace": "authentication failed"})
    bench.clock.advance(seconds=120)
    assert bench.operation(operation)["connectorOperationState"] == "ROLLBACK_IN_PROGRESS"
    bench.clock.advance(minutes=3)
    found = bench.operation(operation)
    assert found["connectorOperationState"] == "ROLLBACK_COMPLETE"
    assert found["errorInfo"]["code"] == "UnknownError.Unknown"
    assert [step["stepState"] for step in found["operationSteps"]] == ["COMPLETED", "COMPLETED", "FAILED", "CANCELLED"]
    assert bench.state(arn) == "RUNNING"
    assert bench.describe(arn)["connectorConfiguration"]["topic.prefix"] == "orders"
    assert bench.version(arn) == version


def test_without_health_validation_an_update_stays_however_tasks_are(bench):
    arn = bench.create()
    operation = bench.update(arn, connectorConfiguration=CHANGED, skipHealthValidation=True)
    bench.clock.advance(seconds=100)
    bench.fault("orders", {"kind": "task_failure"})
    bench.clock.advance(minutes=3)
    assert bench.operation(operation)["connectorOperationState"] == "UPDATE_COMPLETE"
    assert bench.tasks() == ["FAILED"]


@pytest.mark.parametrize(
    ("ends", "state"), [("ROLLBACK_COMPLETE", "RUNNING"), ("UPDATE_FAILED", "RUNNING"), ("ROLLBACK_FAILED", "FAILED")]
)
def test_a_scheduled_fault_ends_the_next_update_as_it_says(bench, ends, state):
    arn = bench.create()
    bench.fault("orders", {"kind": "update_fails", "ends": ends, "code": "C", "message": "because"})
    operation = bench.update(arn, capacity=provisioned(2))
    bench.clock.advance(minutes=10)
    found = bench.operation(operation)
    assert found["connectorOperationState"] == ends
    assert found["errorInfo"] == {"code": "C", "message": "because"}
    assert found["endTime"] > found["creationTime"]
    assert bench.state(arn) == state
    assert bench.describe(arn)["capacity"] == provisioned(1)
    if state == "RUNNING":
        again = bench.update(arn, capacity=provisioned(2))
        bench.clock.advance(minutes=5)
        assert bench.operation(again)["connectorOperationState"] == "UPDATE_COMPLETE"


def test_an_update_to_a_plugin_without_the_class_rolls_back(bench):
    arn = bench.create()
    other = bench.stand.register_plugin("other", "com.example.Other")
    operation = bench.update(arn, plugins=[{"customPlugin": {"customPluginArn": other, "revision": 1}}])
    bench.clock.advance(minutes=10)
    assert bench.operation(operation)["connectorOperationState"] == "ROLLBACK_COMPLETE"
    assert bench.describe(arn)["plugins"][0]["customPlugin"]["customPluginArn"] == bench.plugin
    assert bench.tasks() == ["RUNNING"]


def test_a_plugin_and_a_worker_configuration_change_in_place(bench):
    arn = bench.create()
    other = bench.stand.register_plugin("newer", MYSQL_CLASS)
    content = base64.b64encode(b"key.converter=a\nvalue.converter=b\n").decode()
    made = bench.kafkaconnect.create_worker_configuration(name="w", propertiesFileContent=content)
    own = {"workerConfigurationArn": made["workerConfigurationArn"], "revision": 1}
    new_plugin = [{"customPlugin": {"customPluginArn": other, "revision": 1}}]
    bench.update(arn, plugins=new_plugin, workerConfiguration=own)
    bench.clock.advance(minutes=5)
    found = bench.describe(arn)
    assert found["plugins"] == new_plugin
    assert found["workerConfiguration"] == own
    bench.update(arn, useDefaultWorkerConfiguration=True)
    bench.clock.advance(minutes=5)
    assert "workerConfiguration" not in bench.describe(arn)
    both = {"workerConfiguration": own, "useDefaultWorkerConfiguration": True}
    assert bench.refused("update_connector", connectorArn=arn, currentVersion=bench.version(arn), **both)[0] == BAD


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
    assert bench.refused("resume_connector", connectorArn=arn)[0] == "ConflictException"
    bench.clock.advance(minutes=1)
    assert bench.state(arn) == "PAUSED"
    assert bench.operation(paused)["connectorOperationState"] == "PAUSE_COMPLETE"
    assert bench.tasks() == ["PAUSED"]
    assert bench.refused("restart_connector", connectorArn=arn)[0] == BAD
    resumed = bench.kafkaconnect.resume_connector(connectorArn=arn)["connectorOperationArn"]
    bench.clock.advance(minutes=1)
    assert bench.operation(resumed)["connectorOperationState"] == "RESUME_COMPLETE"
    assert bench.tasks() == ["RUNNING"]


def test_a_paused_connector_is_updated_only_without_health_validation(bench):
    arn = bench.create()
    bench.kafkaconnect.pause_connector(connectorArn=arn)
    bench.clock.advance(minutes=1)
    params = {"connectorArn": arn, "currentVersion": bench.version(arn), "connectorConfiguration": CHANGED}
    assert "skipHealthValidation" in bench.refused("update_connector", **params)[1]
    bench.kafkaconnect.update_connector(**params, skipHealthValidation=True)
    bench.clock.advance(minutes=5)
    assert bench.state(arn) == "PAUSED"
    assert bench.tasks() == ["PAUSED"]
    assert bench.describe(arn)["connectorConfiguration"] == CHANGED


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


def test_a_fault_that_the_right_configuration_cures(bench):
    arn = bench.create()
    cure = {"errors.tolerance": "all"}
    fault = {"kind": "task_failure", "times": None, "trace": "poison record", "cured_by_configuration": cure}
    bench.fault("orders", fault)
    bench.clock.advance(minutes=1)
    assert bench.tasks() == ["FAILED"]
    operation = bench.update(arn, connectorConfiguration=CHANGED | cure)
    bench.clock.advance(minutes=5)
    assert bench.operation(operation)["connectorOperationState"] == "UPDATE_COMPLETE"
    assert bench.tasks() == ["RUNNING"]
