"""A connector from its creation to its end, as a client of the API sees it."""

import base64
import hashlib

import pytest
from connectpilot_local.msk_connect.testing_requests import BUCKET, MYSQL_CLASS, connector_request, logs_to, plugin_zip


def test_a_plugin_becomes_active_and_tells_what_was_stored(bench):
    bench.stand.client("s3").put_object(Bucket=BUCKET, Key="debezium.zip", Body=b"overwritten")
    found = bench.kafkaconnect.describe_custom_plugin(customPluginArn=bench.plugin)
    stored = plugin_zip(MYSQL_CLASS, "io.debezium.connector.jdbc.JdbcSinkConnector")
    assert found["customPluginState"] == "ACTIVE"
    assert found["latestRevision"]["fileDescription"] == {
        "fileMd5": hashlib.md5(stored).hexdigest(),
        "fileSize": len(stored),
    }


def test_a_plugin_has_no_revision_until_it_was_created(bench):
    location = {"s3Location": {"bucketArn": f"arn:aws:s3:::{BUCKET}", "fileKey": "debezium.zip"}}
    made = bench.kafkaconnect.create_custom_plugin(name="second", contentType="ZIP", location=location)
    found = bench.kafkaconnect.describe_custom_plugin(customPluginArn=made["customPluginArn"])
    assert found["customPluginState"] == "CREATING"
    assert "latestRevision" not in found


def test_a_plugin_is_read_at_the_version_that_was_named(bench):
    s3 = bench.stand.client("s3")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    wanted = s3.put_object(Bucket=BUCKET, Key="v.zip", Body=b"first")["VersionId"]
    s3.put_object(Bucket=BUCKET, Key="v.zip", Body=b"second and longer")
    location = {"bucketArn": f"arn:aws:s3:::{BUCKET}", "fileKey": "v.zip", "objectVersion": wanted}
    made = bench.kafkaconnect.create_custom_plugin(name="v", contentType="ZIP", location={"s3Location": location})
    bench.clock.advance(minutes=1)
    found = bench.kafkaconnect.describe_custom_plugin(customPluginArn=made["customPluginArn"])
    assert found["latestRevision"]["fileDescription"]["fileSize"] == len(b"first")


def test_a_connector_takes_minutes_to_run(bench):
    arn = bench.create(minutes=5)
    assert bench.state(arn) == "CREATING"
    bench.clock.advance(minutes=2)
    assert bench.state(arn) == "RUNNING"
    assert bench.tasks() == ["RUNNING"]


def test_a_slow_start_delays_running(bench):
    bench.fault("orders", {"kind": "slow_start", "seconds": 600})
    arn = bench.create(minutes=12)
    assert bench.state(arn) == "CREATING"
    bench.clock.advance(minutes=3)
    assert bench.state(arn) == "RUNNING"


def test_a_class_that_the_plugin_lacks_fails_after_minutes_and_only_the_log_says_why(bench):
    bench.stand.client("logs").create_log_group(logGroupName="/connect")
    configuration = {"connector.class": "com.example.NoSuchConnector", "database.password": "very-secret"}
    arn = bench.create(connectorConfiguration=configuration, logDelivery=logs_to("/connect"), minutes=19)
    assert bench.state(arn) == "CREATING"
    bench.clock.advance(minutes=2)
    found = bench.describe(arn)
    assert found["connectorState"] == "FAILED"
    assert found["stateDescription"] == {
        "code": "UnknownError.Unknown",
        "message": "The last operation failed. Retry the operation",
    }
    text = "\n".join(bench.log())
    assert (
        "Failed to find any class that implements Connector and which name matches com.example.NoSuchConnector" in text
    )
    assert "very-secret" not in text


@pytest.mark.parametrize(("version", "state"), [("2.7.1", "FAILED"), ("3.7.x", "RUNNING")])
def test_classes_for_java_17_need_connect_3_7(bench, version, state):
    bench.plugin = bench.stand.register_plugin("newer", MYSQL_CLASS, class_major=61)
    assert bench.state(bench.create(kafkaConnectVersion=version, minutes=30)) == state


def test_the_log_names_the_class_file_versions(bench):
    bench.stand.client("logs").create_log_group(logGroupName="/connect")
    bench.plugin = bench.stand.register_plugin("newer", MYSQL_CLASS, class_major=61)
    bench.create(kafkaConnectVersion="2.7.1", logDelivery=logs_to("/connect"))
    text = "\n".join(bench.log())
    assert "(class file version 61.0)" in text
    assert "up to 55.0" in text


def test_a_missing_log_group_fails_the_connector(bench):
    arn = bench.create(logDelivery=logs_to("/nowhere"), minutes=21)
    found = bench.describe(arn)
    assert found["connectorState"] == "FAILED"
    assert found["stateDescription"]["code"] == "InvalidInput.WorkerLogsError"


def test_a_fault_fails_the_creation_with_its_description_and_the_next_one_runs(bench):
    bench.fault("orders", {"kind": "connector_failed", "code": "InvalidInput.Subnets", "message": "no addresses left"})
    arn = bench.create(minutes=21)
    assert bench.describe(arn)["stateDescription"] == {"code": "InvalidInput.Subnets", "message": "no addresses left"}
    bench.kafkaconnect.delete_connector(connectorArn=arn)
    bench.clock.advance(minutes=4)
    assert bench.state(bench.create()) == "RUNNING"


def test_a_running_connector_can_fail_and_then_only_be_deleted(bench):
    arn = bench.create()
    bench.fault("orders", {"kind": "connector_failed", "after_seconds": 30})
    bench.clock.advance(minutes=1)
    assert bench.state(arn) == "FAILED"
    assert bench.refused("restart_connector", connectorArn=arn)[0] == "BadRequestException"
    code, message = bench.refused(
        "update_connector",
        connectorArn=arn,
        currentVersion=bench.version(arn),
        capacity={"provisionedCapacity": {"mcuCount": 2, "workerCount": 1}},
    )
    assert (code, "only valid for RUNNING" in message) == ("BadRequestException", True)


def test_a_name_is_taken_until_the_deletion_has_ended(bench):
    arn = bench.create()
    answer = bench.kafkaconnect.delete_connector(connectorArn=arn, currentVersion=bench.version(arn))
    assert answer["connectorState"] == "DELETING"
    again = connector_request("orders", bench.plugin)
    assert bench.refused("create_connector", **again) == (
        "ConflictException",
        "A resource with this name already exists",
    )
    bench.clock.advance(minutes=4)
    assert bench.refused("describe_connector", connectorArn=arn)[0] == "NotFoundException"
    assert bench.kafkaconnect.create_connector(**again)["connectorArn"] != arn


def test_a_sink_and_a_source_with_its_own_offsets_topic_go_on_after_a_recreation(bench):
    worker = bench.kafkaconnect.create_worker_configuration(
        name="own-offsets",
        propertiesFileContent=_base64("key.converter=a\nvalue.converter=b\noffset.storage.topic=orders-offsets\n"),
    )
    own = {"workerConfigurationArn": worker["workerConfigurationArn"], "revision": 1}
    arns = [bench.sink(), bench.create("kept", workerConfiguration=own), bench.create("lost")]
    before = _positions(bench)
    for arn in arns:
        bench.kafkaconnect.delete_connector(connectorArn=arn)
    bench.clock.advance(minutes=4)
    bench.sink(minutes=0)
    bench.create("kept", workerConfiguration=own, minutes=0)
    bench.create("lost", minutes=3)
    after = _positions(bench)
    assert before["kept"] > 0 and before["lost"] > 0
    assert after["kept"] >= before["kept"]
    assert after["copies"] >= before["copies"] > 0
    assert after["lost"] < before["lost"]


def _positions(bench):
    return {view["name"]: max(view["offsets"][0]["offset"].values()) for view in bench.world.inspect()}


def _base64(text):
    return base64.b64encode(text.encode()).decode()


def test_a_provider_whose_class_is_missing_stops_the_worker(bench):
    text = "key.converter=a\nvalue.converter=b\nconfig.providers=secretsmanager\n"
    text += "config.providers.secretsmanager.class=com.amazonaws.kafka.config.providers.SecretsManagerConfigProvider\n"
    made = bench.kafkaconnect.create_worker_configuration(name="p", propertiesFileContent=_base64(text))
    own = {"workerConfigurationArn": made["workerConfigurationArn"], "revision": 1}
    assert bench.state(bench.create(workerConfiguration=own, minutes=21)) == "FAILED"


@pytest.mark.parametrize(("version", "state"), [("2.7.1", "FAILED"), ("3.7.x", "RUNNING")])
def test_kafkas_own_environment_provider_came_with_3(bench, version, state):
    text = "key.converter=a\nvalue.converter=b\nconfig.providers=env\n"
    text += "config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider\n"
    made = bench.kafkaconnect.create_worker_configuration(name="p", propertiesFileContent=_base64(text))
    own = {"workerConfigurationArn": made["workerConfigurationArn"], "revision": 1}
    assert bench.state(bench.create(workerConfiguration=own, kafkaConnectVersion=version, minutes=21)) == state
