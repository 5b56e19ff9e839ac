"""Each assumption both ways: its default does one thing, its other value another, and no switch is without effect."""

import base64

import pytest
from connectpilot_local.msk_connect.assumptions import switches
from connectpilot_local.msk_connect.testing_requests import (
    MYSQL_CLASS,
    autoscaled,
    connector_request,
    plugin_request,
    provisioned,
)
from fakes.switches import DEFAULTS, TRUTHS

BAD = "BadRequestException"
CHANGE = {"capacity": provisioned(2)}


def code_of(bench, operation, **params):
    """What a request comes to: its error's code, or "done"."""
    try:
        getattr(bench.kafkaconnect, operation)(**params)
    except bench.kafkaconnect.exceptions.ClientError as error:
        return error.response["Error"]["Code"]
    return "done"


def restart_with_nothing_failed(bench):
    return code_of(bench, "restart_connector", connectorArn=bench.create(), onlyFailedTasks=True)


def pause_while_busy(bench):
    arn = bench.create()
    bench.update(arn, **CHANGE)
    return code_of(bench, "pause_connector", connectorArn=arn)


def pause_when_paused(bench):
    arn = bench.create()
    bench.kafkaconnect.pause_connector(connectorArn=arn)
    bench.clock.advance(minutes=1)
    return code_of(bench, "pause_connector", connectorArn=arn)


def pause_on_2_7_1(bench):
    return code_of(bench, "pause_connector", connectorArn=bench.create(kafkaConnectVersion="2.7.1"))


def configuration_update(bench):
    arn = bench.create()
    bench.update(arn, connectorConfiguration={"connector.class": MYSQL_CLASS, "added": "1"})
    bench.clock.advance(minutes=5)
    return sorted(bench.describe(arn)["connectorConfiguration"])


def capacity_kind_update(bench):
    arn = bench.create()
    params = {"connectorArn": arn, "currentVersion": bench.version(arn)}
    return code_of(bench, "update_connector", capacity=autoscaled(), **params)


def delete_in_use(bench):
    bench.create()
    return code_of(bench, "delete_custom_plugin", customPluginArn=bench.plugin)


def delete_while_busy(bench):
    return code_of(bench, "delete_connector", connectorArn=bench.create(minutes=1))


def delete_while_deleting(bench):
    arn = bench.create()
    bench.kafkaconnect.delete_connector(connectorArn=arn)
    return code_of(bench, "delete_connector", connectorArn=arn)


def missing_connector_class(bench):
    request = connector_request("orders", bench.plugin, connectorConfiguration={"tasks.max": "1"})
    return code_of(bench, "create_connector", **request)


def version_changes(bench):
    arn = bench.create()
    before = bench.version(arn)
    bench.update(arn, **CHANGE)
    meanwhile = bench.version(arn)
    bench.clock.advance(minutes=5)
    return before == meanwhile, meanwhile == bench.version(arn)


def version_after_rollback(bench):
    arn = bench.create()
    before = bench.version(arn)
    bench.fault("orders", {"kind": "update_fails"})
    bench.update(arn, **CHANGE)
    bench.clock.advance(minutes=10)
    return before == bench.version(arn)


def version_after_restart(bench):
    arn = bench.create()
    before = bench.version(arn)
    bench.kafkaconnect.restart_connector(connectorArn=arn)
    bench.clock.advance(minutes=2)
    return before == bench.version(arn)


def describe_while_updating(bench):
    arn = bench.create()
    bench.update(arn, **CHANGE)
    return bench.describe(arn)["capacity"]["provisionedCapacity"]["workerCount"]


def plugin_without_class(bench):
    arn = bench.create()
    other = bench.stand.register_plugin("other", "com.example.Other")
    params = {"connectorArn": arn, "currentVersion": bench.version(arn)}
    plugins = [{"customPlugin": {"customPluginArn": other, "revision": 1}}]
    return code_of(bench, "update_connector", plugins=plugins, **params)


def identical_update(bench):
    arn = bench.create()
    params = {"connectorArn": arn, "currentVersion": bench.version(arn)}
    return code_of(bench, "update_connector", capacity=provisioned(1), **params)


def missing_object(bench):
    code = code_of(bench, "create_custom_plugin", **plugin_request("absent"))
    bench.clock.advance(minutes=1)
    found = bench.kafkaconnect.list_custom_plugins(namePrefix="absent")["customPlugins"]
    return code, [each["customPluginState"] for each in found]


def unsupported_worker_keys(bench):
    content = base64.b64encode(b"key.converter=a\nvalue.converter=b\ngroup.id=x\n").decode()
    return code_of(bench, "create_worker_configuration", name="w", propertiesFileContent=content)


def iam_over_plaintext(bench):
    encryption = {"encryptionType": "PLAINTEXT"}
    request = connector_request("orders", bench.plugin, kafkaClusterEncryptionInTransit=encryption)
    code = code_of(bench, "create_connector", **request)
    bench.clock.advance(minutes=21)
    return code, [each["connectorState"] for each in bench.kafkaconnect.list_connectors()["connectors"]]


def worker_count_limit(bench):
    return code_of(bench, "create_connector", **connector_request("orders", bench.plugin, capacity=provisioned(11)))


def name_characters(bench):
    return code_of(bench, "create_connector", **connector_request("or_ders", bench.plugin))


def paused_metrics(bench):
    arn = bench.create()
    bench.kafkaconnect.pause_connector(connectorArn=arn)
    bench.clock.advance(minutes=2)
    before = len(bench.values("SourceRecordPollRate"))
    bench.clock.advance(minutes=5)
    return bench.values("SourceRecordPollRate")[before:]


def lag_dimensions(bench):
    bench.sink()
    bench.world.advance()
    listed = bench.stand.client("cloudwatch").list_metrics(Namespace="AWS/Kafka", MetricName="SumOffsetLag")["Metrics"]
    return sorted({dimension["Name"] for metric in listed for dimension in metric["Dimensions"]})


# The scenario, what comes of it by default, and what with the other value.
CASES = {
    restart_with_nothing_failed: ("done", BAD),
    pause_while_busy: ("ConflictException", BAD),
    pause_when_paused: ("done", BAD),
    pause_on_2_7_1: ("done", BAD),
    configuration_update: (["added", "connector.class"], ["added", "connector.class", "tasks.max", "topic.prefix"]),
    capacity_kind_update: ("done", BAD),
    delete_in_use: (BAD, "done"),
    delete_while_busy: (BAD, "done"),
    delete_while_deleting: ("done", BAD),
    missing_connector_class: (BAD, "done"),
    version_changes: ((True, False), (False, True)),
    version_after_rollback: (True, False),
    version_after_restart: (True, False),
    describe_while_updating: (1, 2),
    plugin_without_class: ("done", BAD),
    identical_update: (BAD, "done"),
    missing_object: ((BAD, []), ("done", ["CREATE_FAILED"])),
    unsupported_worker_keys: (BAD, "done"),
    iam_over_plaintext: ((BAD, []), ("done", ["FAILED"])),
    worker_count_limit: (BAD, "done"),
    name_characters: (BAD, "done"),
    paused_metrics: ([0.0] * 5, []),
    lag_dimensions: (["Cluster Name", "Consumer Group", "Topic"], ["Consumer Group", "Topic"]),
}


@pytest.mark.parametrize("scenario", CASES, ids=lambda scenario: scenario.__name__)
def test_a_switch_does_what_it_says_and_is_not_without_effect(open_bench, scenario):
    seen = tuple(scenario(open_bench(TRUTHS[truth])) for truth in (DEFAULTS, scenario.__name__))
    assert seen == CASES[scenario]
    assert seen[0] != seen[1]


def test_every_switch_is_tried_here_and_flipped_in_the_whole_suite():
    names = [switch.name for switch in switches()]
    assert sorted(scenario.__name__ for scenario in CASES) == sorted(names)
    assert list(TRUTHS) == [DEFAULTS, *names]


def test_no_other_test_opens_a_stand_in_under_one_truth_only(request):
    suite = [item for item in request.session.items if item.path.parent == request.path.parent]
    opened = [item for item in suite if "open_bench" in item.fixturenames and item.path != request.path]
    assert [item.name for item in opened if "assumptions" not in item.fixturenames] == []


def test_a_plugin_deleted_under_its_connector_leaves_it_running(open_bench):
    bench = open_bench(TRUTHS["delete_in_use"])
    arn = bench.create()
    bench.kafkaconnect.delete_custom_plugin(customPluginArn=bench.plugin)
    bench.clock.advance(minutes=5)
    assert bench.state(arn) == "RUNNING"
    operation = bench.update(arn, **CHANGE)
    bench.clock.advance(minutes=5)
    assert bench.operation(operation)["connectorOperationState"] == "UPDATE_COMPLETE"
