"""Updates: their steps, versions, refusals and roll-backs, whatever is assumed."""

import base64

import pytest
from connectpilot_local.msk_connect.testing_requests import MYSQL_CLASS, autoscaled, provisioned

BAD = "BadRequestException"
IDENTICAL = (
    "The specified parameter value is identical to the current value for the connector. "
    "Specify a different value, then try again."
)
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


@pytest.mark.parametrize(
    ("member", "named"),
    [("capacity", "autoScaling"), ("useDefaultWorkerConfiguration", None), ("connectorConfiguration", None)],
)
def test_an_identical_update_is_refused_in_the_reported_words_or_changes_nothing(bench, member, named):
    arn = bench.create(capacity=autoscaled())
    before = bench.describe(arn)
    same = {"useDefaultWorkerConfiguration": True} | before
    update = {"connectorArn": arn, "currentVersion": before["currentVersion"], member: same[member]}
    if bench.assumptions.identical_update == "refused":
        assert bench.refused("update_connector", **update) == (
            BAD,
            f"Invalid parameter {named or member}: {IDENTICAL}",
        )
        assert bench.kafkaconnect.list_connector_operations(connectorArn=arn)["connectorOperations"] == []
        return
    operation = bench.kafkaconnect.update_connector(**update)["connectorOperationArn"]
    bench.clock.advance(minutes=5)
    assert bench.operation(operation)["connectorOperationState"] == "UPDATE_COMPLETE"
    after = bench.describe(arn)
    assert {key for key in after if after[key] != before[key]} == {"currentVersion"}


@pytest.mark.parametrize("left_out", ["topic.prefix", "connector.class"])
def test_a_key_that_a_configuration_update_leaves_out_is_gone_or_stays(bench, left_out):
    arn = bench.create()
    before = bench.describe(arn)["connectorConfiguration"]
    rest = {key: value for key, value in before.items() if key != left_out} | {"added": "1"}
    if bench.assumptions.configuration_update == "replaces" and left_out == "connector.class":
        update = {"connectorArn": arn, "currentVersion": bench.version(arn), "connectorConfiguration": rest}
        assert left_out in bench.refused("update_connector", **update)[1]
        return
    operation = bench.update(arn, connectorConfiguration=rest)
    bench.clock.advance(minutes=5)
    expected = rest if bench.assumptions.configuration_update == "replaces" else before | rest
    assert bench.operation(operation)["targetConnectorConfiguration"] == expected
    assert bench.describe(arn)["connectorConfiguration"] == expected


def test_an_autoscaling_update_needs_all_five_members(bench):
    arn = bench.create(capacity=autoscaled())
    capacity = autoscaled(1, 4)
    del capacity["autoScaling"]["scaleInPolicy"]
    params = {"connectorArn": arn, "currentVersion": bench.version(arn), "capacity": capacity}
    with pytest.raises(Exception, match="scaleInPolicy"):
        bench.world.call("UpdateConnector", params)


def test_what_describe_shows_while_updating(bench):
    arn = bench.create()
    bench.update(arn, connectorConfiguration=CHANGED)
    target = bench.assumptions.describe_while_updating == "target"
    assert bench.describe(arn)["connectorConfiguration"]["topic.prefix"] == ("renamed" if target else "orders")
    bench.clock.advance(minutes=5)
    bench.fault("orders", {"kind": "update_fails"})
    bench.update(arn, capacity=provisioned(2))
    listed = bench.kafkaconnect.list_connectors()["connectors"][0]
    assert listed["capacity"] == bench.describe(arn)["capacity"] == provisioned(2 if target else 1)
    bench.clock.advance(minutes=10)
    assert bench.describe(arn)["capacity"] == provisioned(1)


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
    kept = (bench.assumptions.version_changes, bench.assumptions.version_after_rollback) == ("at the end", "kept")
    assert (bench.version(arn) == version) is kept


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


def test_an_update_to_a_plugin_without_the_class_is_refused_or_rolls_back(bench):
    arn = bench.create()
    other = bench.stand.register_plugin("other", "com.example.Other")
    update = {"plugins": [{"customPlugin": {"customPluginArn": other, "revision": 1}}]}
    if bench.assumptions.plugin_without_class == "refused":
        update |= {"connectorArn": arn, "currentVersion": bench.version(arn)}
        assert MYSQL_CLASS in bench.refused("update_connector", **update)[1]
        assert bench.kafkaconnect.list_connector_operations(connectorArn=arn)["connectorOperations"] == []
    else:
        operation = bench.update(arn, **update)
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
