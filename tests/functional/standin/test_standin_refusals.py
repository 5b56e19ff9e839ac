"""What the API refuses, by code and message."""

import base64

import pytest
from connectpilot_local.msk_connect.state import Quotas
from connectpilot_local.msk_connect.testing_requests import (
    MYSQL_CLASS,
    autoscaled,
    connector_request,
    plugin_request,
    provisioned,
)

BAD = "BadRequestException"
CONVERTERS = "key.converter=a\nvalue.converter=b\n"


def encoded(text):
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        pytest.param({"capacity": {}}, "capacity", id="no capacity"),
        pytest.param({"capacity": provisioned() | autoscaled()}, "capacity", id="both capacities"),
        pytest.param({"capacity": provisioned(mcu=3)}, "mcuCount", id="three MCUs"),
        pytest.param({"capacity": provisioned(workers=0)}, "workerCount", id="no worker"),
        pytest.param({"capacity": autoscaled(3, 2)}, "minWorkerCount", id="bounds the wrong way round"),
        pytest.param(
            {"capacity": autoscaled(1, 3, maxAutoscalingTaskCount=2)}, "maxAutoscalingTaskCount", id="task cap"
        ),
        pytest.param({"kafkaConnectVersion": "3.6.0"}, "kafkaConnectVersion", id="unknown version"),
        pytest.param({"serviceExecutionRoleArn": "connectors"}, "serviceExecutionRoleArn", id="no role ARN"),
        pytest.param({"plugins": []}, "plugins", id="no plugin"),
        pytest.param({"networkType": "IPV6"}, "networkType", id="unknown network"),
        pytest.param(
            {"kafkaCluster": {"apacheKafkaCluster": {"bootstrapServers": "b:1", "vpc": {"subnets": ["s"]}}}},
            "securityGroups",
            id="no security group",
        ),
        pytest.param(
            {"logDelivery": {"workerLogDelivery": {"cloudWatchLogs": {"enabled": True}}}}, "logGroup", id="no log group"
        ),
    ],
)
def test_a_connector_that_cannot_be_is_refused_and_leaves_nothing(bench, changes, named):
    code, message = bench.refused("create_connector", **connector_request("orders", bench.plugin, **changes))
    assert code == BAD
    assert named in message
    assert bench.kafkaconnect.list_connectors()["connectors"] == []


@pytest.mark.parametrize(
    ("changes", "named", "switch", "ends"),
    [
        pytest.param({"connectorName": "or_ders"}, "connectorName", "name_characters", "RUNNING", id="underscore"),
        pytest.param({"capacity": provisioned(11)}, "workerCount", "worker_count_limit", "RUNNING", id="11 workers"),
        pytest.param(
            {"connectorConfiguration": {"tasks.max": "1"}},
            "connector.class",
            "missing_connector_class",
            "FAILED",
            id="no class",
        ),
        pytest.param(
            {"kafkaClusterEncryptionInTransit": {"encryptionType": "PLAINTEXT"}},
            "TLS",
            "iam_over_plaintext",
            "FAILED",
            id="IAM over plaintext",
        ),
    ],
)
def test_a_connector_that_may_not_be_is_refused_or_ends(bench, changes, named, switch, ends):
    request = connector_request("orders", bench.plugin, **changes)
    if getattr(bench.assumptions, switch) in {"refused", "checked"}:
        code, message = bench.refused("create_connector", **request)
        assert (code, named in message) == (BAD, True)
        assert bench.kafkaconnect.list_connectors()["connectors"] == []
        return
    arn = bench.kafkaconnect.create_connector(**request)["connectorArn"]
    assert bench.state(arn) == "CREATING"
    bench.clock.advance(minutes=21)
    assert bench.state(arn) == ends


def test_none_with_plaintext_or_tls_is_fine(bench):
    none = {"authenticationType": "NONE"}
    for name, encryption in (("plain", "PLAINTEXT"), ("tls", "TLS")):
        changes = {"kafkaClusterEncryptionInTransit": {"encryptionType": encryption}}
        arn = bench.create(name, kafkaClusterClientAuthentication=none, **changes)
        assert bench.state(arn) == "RUNNING"


def test_a_plugin_must_be_there_active_and_at_revision_1(bench):
    def plugin(arn, revision=1):
        return {"plugins": [{"customPlugin": {"customPluginArn": arn, "revision": revision}}]}

    def refused(changes):
        return bench.refused("create_connector", **connector_request("orders", bench.plugin, **changes))[0]

    fresh = bench.kafkaconnect.create_custom_plugin(**plugin_request("debezium") | {"name": "fresh"})["customPluginArn"]
    assert refused(plugin(fresh)) == BAD
    assert refused(plugin(fresh.replace("fresh", "other"))) == "NotFoundException"
    assert refused(plugin(bench.plugin, revision=2)) == "NotFoundException"


def test_a_used_plugin_name_is_a_conflict(bench):
    assert bench.refused("create_custom_plugin", **plugin_request("debezium")) == (
        "ConflictException",
        "A resource with this name already exists",
    )


def test_a_plugin_of_a_missing_object_is_refused_and_its_name_stays_free_or_it_fails_and_must_be_deleted(bench):
    if bench.assumptions.missing_object == "refused":
        assert bench.refused("create_custom_plugin", **plugin_request("absent"))[0] == BAD
        assert len(bench.kafkaconnect.list_custom_plugins()["customPlugins"]) == 1
        return
    absent = bench.kafkaconnect.create_custom_plugin(**plugin_request("absent"))["customPluginArn"]
    bench.clock.advance(minutes=1)
    found = bench.kafkaconnect.describe_custom_plugin(customPluginArn=absent)
    assert (found["customPluginState"], "latestRevision" in found) == ("CREATE_FAILED", False)
    assert "absent.zip" in found["stateDescription"]["message"]
    assert bench.refused("create_custom_plugin", **plugin_request("absent"))[0] == "ConflictException"
    assert bench.refused("create_connector", **connector_request("orders", absent))[0] == BAD
    bench.kafkaconnect.delete_custom_plugin(customPluginArn=absent)
    bench.clock.advance(minutes=1)
    assert len(bench.kafkaconnect.list_custom_plugins()["customPlugins"]) == 1


@pytest.mark.parametrize(
    ("content", "named"),
    [
        pytest.param("not base64!", "base64", id="not base64"),
        pytest.param(encoded("key.converter=mine-secret"), "value.converter", id="a converter is missing"),
    ],
)
def test_a_worker_configuration_is_refused_by_key_never_by_value(bench, content, named):
    code, message = bench.refused("create_worker_configuration", name="w", propertiesFileContent=content)
    assert code == BAD
    assert named in message
    assert "mine-secret" not in message


@pytest.mark.parametrize("key", ["group.id", "ssl.truststore", "producer.max.block.ms"])
def test_an_unsupported_worker_key_is_refused_by_name_or_kept_and_ignored(bench, key):
    request = {"name": "w", "propertiesFileContent": encoded(f"{CONVERTERS}{key}=mine-secret")}
    if bench.assumptions.unsupported_worker_keys == "refused":
        code, message = bench.refused("create_worker_configuration", **request)
        assert (code, key in message, "mine-secret" in message) == (BAD, True, False)
        return
    worker = bench.kafkaconnect.create_worker_configuration(**request)["workerConfigurationArn"]
    found = bench.kafkaconnect.describe_worker_configuration(workerConfigurationArn=worker)
    assert found["latestRevision"]["propertiesFileContent"] == request["propertiesFileContent"]
    arn = bench.create(workerConfiguration={"workerConfigurationArn": worker, "revision": 1})
    assert bench.state(arn) == "RUNNING"


def test_what_is_in_use_cannot_be_deleted_until_its_connector_is_gone_or_goes_at_once(bench):
    made = bench.kafkaconnect.create_worker_configuration(name="w", propertiesFileContent=encoded(CONVERTERS))
    worker = made["workerConfigurationArn"]
    arn = bench.create(workerConfiguration={"workerConfigurationArn": worker, "revision": 1})
    if bench.assumptions.delete_in_use == "refused":
        assert "orders" in bench.refused("delete_custom_plugin", customPluginArn=bench.plugin)[1]
        assert "orders" in bench.refused("delete_worker_configuration", workerConfigurationArn=worker)[1]
        bench.kafkaconnect.delete_connector(connectorArn=arn)
        bench.clock.advance(minutes=4)
    answer = bench.kafkaconnect.delete_custom_plugin(customPluginArn=bench.plugin)
    assert answer["customPluginState"] == "DELETING"
    answer = bench.kafkaconnect.delete_worker_configuration(workerConfigurationArn=worker)
    assert answer["workerConfigurationState"] == "DELETING"
    bench.clock.advance(minutes=1)
    assert bench.refused("describe_custom_plugin", customPluginArn=bench.plugin)[0] == "NotFoundException"
    assert bench.refused("describe_worker_configuration", workerConfigurationArn=worker)[0] == "NotFoundException"
    left = [view["name"] for view in bench.world.inspect() if view["tasks"]]
    assert left == ([] if bench.assumptions.delete_in_use == "refused" else ["orders"])


def test_quotas_are_too_many_requests(make_bench):
    bench = make_bench(quotas=Quotas(workers=5, plugins=2, worker_configurations=1))
    bench.create("first", capacity=provisioned(2), minutes=0)
    bench.create("second", capacity=autoscaled(1, 3), minutes=10)
    third = connector_request("third", bench.plugin)
    assert bench.refused("create_connector", **third)[0] == "TooManyRequestsException"
    bench.stand.register_plugin("other", MYSQL_CLASS)
    assert (
        bench.refused("create_custom_plugin", **plugin_request("other") | {"name": "n"})[0]
        == "TooManyRequestsException"
    )
    bench.kafkaconnect.create_worker_configuration(name="w", propertiesFileContent=encoded(CONVERTERS))
    more = {"name": "x", "propertiesFileContent": encoded(CONVERTERS)}
    assert bench.refused("create_worker_configuration", **more)[0] == "TooManyRequestsException"


def test_the_accounts_quotas_are_those_of_the_guide():
    assert Quotas() == Quotas(workers=60, plugins=100, worker_configurations=100)


def test_an_update_beyond_the_workers_of_the_account_is_refused(make_bench):
    bench = make_bench(quotas=Quotas(workers=3))
    arn = bench.create()
    params = {"connectorArn": arn, "currentVersion": bench.version(arn)}
    assert bench.refused("update_connector", capacity=provisioned(4), **params)[0] == "TooManyRequestsException"
    bench.kafkaconnect.update_connector(capacity=provisioned(3), **params)


@pytest.mark.parametrize("size", [0, 101])
def test_a_page_has_1_to_100_items(bench, size):
    # boto3 refuses 0 by itself, so the request goes around its check.
    call = {"maxResults": size, "connectorNamePrefix": ""}
    with pytest.raises(Exception, match="maxResults"):
        bench.world.call("ListConnectors", call)


def test_another_region_is_answered_with_an_error_not_with_emptiness(bench):
    elsewhere = bench.stand.session.client("kafkaconnect", region_name="eu-west-1")
    with pytest.raises(elsewhere.exceptions.BadRequestException, match="us-east-1"):
        elsewhere.list_connectors()


def test_a_plugin_that_an_update_is_moving_to_is_in_use(bench):
    arn = bench.create()
    other = bench.stand.register_plugin("other", MYSQL_CLASS)
    operation = bench.update(arn, plugins=[{"customPlugin": {"customPluginArn": other, "revision": 1}}])
    for plugin in (bench.plugin, other):
        if bench.assumptions.delete_in_use == "refused":
            assert bench.refused("delete_custom_plugin", customPluginArn=plugin)[0] == BAD
        else:
            bench.kafkaconnect.delete_custom_plugin(customPluginArn=plugin)
    bench.clock.advance(minutes=5)
    assert bench.operation(operation)["connectorOperationState"] == "UPDATE_COMPLETE"
    if bench.assumptions.delete_in_use == "refused":
        bench.kafkaconnect.delete_custom_plugin(customPluginArn=bench.plugin)
