"""The MSK Connect adapters against AWS's own model: what is asked, and what each answer means."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber
from connectpilot.adapters.msk_connect import MskConnect, MskConnectChanges, MskWorkerConfigurations
from connectpilot.domain import errors
from connectpilot.domain.capacity import Autoscaled, Provisioned
from connectpilot.domain.connector import ConnectorState, WorkerSettings
from fakes.door_samples import CONNECTOR_ARN, PLUGIN_ARN, TARGET

AT = datetime(2026, 1, 1, tzinfo=UTC)
OPERATION = "arn:aws:kafkaconnect:us-east-1:123456789012:connector-operation/orders/0-1/op"
WORKERS = "arn:aws:kafkaconnect:us-east-1:123456789012:worker-configuration/connectpilot-x/0-1"
SUMMARY = {
    "connectorArn": CONNECTOR_ARN,
    "connectorName": "orders",
    "connectorState": "RUNNING",
    "currentVersion": "K1",
    "capacity": {"provisionedCapacity": {"mcuCount": 1, "workerCount": 2}},
    "kafkaConnectVersion": "3.7.x",
    "plugins": [{"customPlugin": {"customPluginArn": PLUGIN_ARN, "revision": 1}}],
    "serviceExecutionRoleArn": TARGET.execution_role_arn,
    "kafkaCluster": {"apacheKafkaCluster": {"bootstrapServers": "b-1:9098", "vpc": {"subnets": ["subnet-1"]}}},
    "creationTime": AT,
}
DESCRIBED = SUMMARY | {
    "connectorState": "FAILED",
    "connectorConfiguration": {"topics": "a"},
    "stateDescription": {"code": "UnknownError", "message": "it failed"},
}
SCALED = {
    "minWorkerCount": 1,
    "maxWorkerCount": 3,
    "mcuCount": 2,
    "scaleInPolicy": {"cpuUtilizationPercentage": 10},
    "scaleOutPolicy": {"cpuUtilizationPercentage": 90},
}
AUTOSCALED = Autoscaled(1, 3, 2, 10, 90)


@pytest.fixture
def client_and_stub():
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client = boto3.client("kafkaconnect", region_name="us-east-1", **keys)
    with Stubber(client) as stub:
        yield client, stub
        stub.assert_no_pending_responses()


def test_a_connector_is_found_by_its_exact_name_and_described(client_and_stub):
    client, stub = client_and_stub
    other = SUMMARY | {"connectorName": "orders-eu", "connectorArn": CONNECTOR_ARN + "0"}
    stub.add_response("list_connectors", {"connectors": [other], "nextToken": "2"}, {"connectorNamePrefix": "orders"})
    asked = {"connectorNamePrefix": "orders", "nextToken": "2"}
    stub.add_response("list_connectors", {"connectors": [SUMMARY]}, asked)
    stub.add_response("describe_connector", DESCRIBED, {"connectorArn": CONNECTOR_ARN})
    found = MskConnect(client).find("orders")
    assert (found.state, found.configuration, found.state_message) == (
        ConnectorState.FAILED,
        {"topics": "a"},
        "it failed",
    )
    assert found.capacity == Provisioned(workers=2, mcu=1)
    assert found.plugin_arn == PLUGIN_ARN


def test_a_connector_that_goes_while_it_is_looked_at_is_not_there(client_and_stub):
    client, stub = client_and_stub
    stub.add_response("list_connectors", {"connectors": [SUMMARY]})
    stub.add_client_error("describe_connector", "NotFoundException", http_status_code=404)
    assert MskConnect(client).find("orders") is None


def test_operations_come_the_newest_first(client_and_stub):
    client, stub = client_and_stub
    of = {"connectorOperationArn": OPERATION, "connectorOperationType": "RESTART_CONNECTOR"}
    old = of | {"connectorOperationState": "RESTART_COMPLETE", "creationTime": AT}
    new = of | {"connectorOperationState": "PENDING", "creationTime": AT.replace(hour=5)}
    stub.add_response("list_connector_operations", {"connectorOperations": [old, new]})
    assert [each.state for each in MskConnect(client).operations(CONNECTOR_ARN)] == ["PENDING", "RESTART_COMPLETE"]


def test_an_operations_error_is_told(client_and_stub):
    client, stub = client_and_stub
    answer = {"connectorOperationArn": OPERATION, "connectorOperationType": "UPDATE_WORKER_SETTING",
              "connectorOperationState": "ROLLBACK_COMPLETE", "creationTime": AT, "endTime": AT,
              "errorInfo": {"code": "E", "message": "why"}}  # fmt: skip
    stub.add_response("describe_connector_operation", answer, {"connectorOperationArn": OPERATION})
    assert MskConnect(client).describe_operation(OPERATION).error_message == "why"


def test_what_an_update_leads_to_is_told(client_and_stub):
    client, stub = client_and_stub
    answer = {"connectorOperationArn": OPERATION, "connectorOperationType": "UPDATE_WORKER_SETTING",
              "connectorOperationState": "UPDATE_IN_PROGRESS", "creationTime": AT,
              "targetWorkerSetting": {key: SUMMARY[key] for key in ("capacity", "plugins")}
              | {"workerConfiguration": {"workerConfigurationArn": WORKERS, "revision": 1}}}  # fmt: skip
    stub.add_response("describe_connector_operation", answer, {"connectorOperationArn": OPERATION})
    told = MskConnect(client).describe_operation(OPERATION)
    assert told.target_workers == WorkerSettings(Provisioned(2, 1), PLUGIN_ARN, WORKERS)
    assert told.target_configuration is None


def created(stub, capacity, **more):
    expected = {
        "connectorName": "orders",
        "connectorConfiguration": {"topics": "a"},
        "capacity": capacity,
        "plugins": [{"customPlugin": {"customPluginArn": PLUGIN_ARN, "revision": 1}}],
        "workerConfiguration": {"workerConfigurationArn": WORKERS, "revision": 1},
        "kafkaCluster": {
            "apacheKafkaCluster": {
                "bootstrapServers": "b-1:9098",
                "vpc": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]},
            }
        },
        "kafkaClusterClientAuthentication": {"authenticationType": "IAM"},
        "kafkaClusterEncryptionInTransit": {"encryptionType": "TLS"},
        "kafkaConnectVersion": "3.7.x",
        "serviceExecutionRoleArn": TARGET.execution_role_arn,
        "tags": {"a": "b"},
    }
    stub.add_response("create_connector", {"connectorArn": CONNECTOR_ARN}, expected | more)


def create(client, capacity, target=TARGET):
    return MskConnectChanges(client).create(
        name="orders",
        configuration={"topics": "a"},
        capacity=capacity,
        plugin_arn=PLUGIN_ARN,
        worker_configuration_arn=WORKERS,
        target=target,
        tags={"a": "b"},
    )


def test_a_connector_is_created_as_its_target_says(client_and_stub):
    client, stub = client_and_stub
    created(stub, {"provisionedCapacity": {"workerCount": 2, "mcuCount": 1}})
    assert create(client, Provisioned(2, 1)) == CONNECTOR_ARN


def test_an_update_of_autoscaling_carries_all_members(client_and_stub):
    client, stub = client_and_stub
    asked = {"connectorArn": CONNECTOR_ARN, "currentVersion": "K1", "capacity": {"autoScaling": SCALED}}
    stub.add_response("update_connector", {"connectorOperationArn": OPERATION}, asked)
    changes = MskConnectChanges(client)
    left = {"plugin_arn": None, "worker_configuration_arn": None}
    assert changes.update_workers(CONNECTOR_ARN, "K1", capacity=AUTOSCALED, **left) == OPERATION


def test_a_paused_connector_is_updated_without_health_validation(client_and_stub):
    client, stub = client_and_stub
    asked = {"connectorArn": CONNECTOR_ARN, "currentVersion": "K1", "connectorConfiguration": {"a": "b"}}
    stub.add_response("update_connector", {"connectorOperationArn": OPERATION}, asked | {"skipHealthValidation": True})
    MskConnectChanges(client).update_configuration(CONNECTOR_ARN, "K1", {"a": "b"}, skip_health_validation=True)


def test_a_full_restart_leaves_out_what_2_7_1_refuses(client_and_stub):
    client, stub = client_and_stub
    answer = {"connectorArn": CONNECTOR_ARN, "connectorOperationArn": OPERATION}
    stub.add_response("restart_connector", answer, {"connectorArn": CONNECTOR_ARN})
    stub.add_response("restart_connector", answer, {"connectorArn": CONNECTOR_ARN, "onlyFailedTasks": True})
    MskConnectChanges(client).restart(CONNECTOR_ARN, only_failed_tasks=False)
    MskConnectChanges(client).restart(CONNECTOR_ARN, only_failed_tasks=True)


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("NotFoundException", 404, errors.ConnectorNotFoundError),
        ("ConflictException", 409, errors.ConnectorBusyError),
        ("TooManyRequestsException", 429, errors.PlatformThrottledError),
        ("ServiceUnavailableException", 503, errors.PlatformUnavailableError),
        ("InternalServerErrorException", 500, errors.PlatformUnavailableError),
        ("BadRequestException", 400, errors.PlatformRefusedError),
        ("ForbiddenException", 403, errors.PlatformRefusedError),
        ("UnauthorizedException", 401, errors.PlatformRefusedError),
    ],
)
def test_a_refusal_means(client_and_stub, code, status, error):
    client, stub = client_and_stub
    stub.add_client_error("pause_connector", code, "its words", http_status_code=status)
    with pytest.raises(error, match="PauseConnector: its words"):
        MskConnectChanges(client).pause(CONNECTOR_ARN)


def test_a_name_in_use_is_told_apart(client_and_stub):
    client, stub = client_and_stub
    stub.add_client_error("create_connector", "ConflictException", http_status_code=409)
    with pytest.raises(errors.ConnectorExistsError):
        create(client, Provisioned())


def test_no_answer_is_worth_another_look(client_and_stub):
    client, stub = client_and_stub
    stub.deactivate()

    def no_answer(**_):
        raise ReadTimeoutError(endpoint_url="x")

    client.meta.events.register_first("before-send.kafkaconnect", no_answer)
    with pytest.raises(errors.PlatformUnavailableError):
        MskConnect(client).describe(CONNECTOR_ARN)


def test_a_value_of_the_wrong_kind_is_refused_without_being_repeated(client_and_stub):
    client, stub = client_and_stub
    stub.deactivate()
    with pytest.raises(errors.PlatformRefusedError) as caught:
        MskConnectChanges(client).update_configuration(CONNECTOR_ARN, "K1", {"database.password": ["hunter22"]})
    assert "hunter22" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_worker_configuration_that_exists_is_not_made_again(client_and_stub):
    client, stub = client_and_stub
    there = {"name": "connectpilot-x", "workerConfigurationArn": WORKERS, "workerConfigurationState": "ACTIVE"}
    longer = there | {"name": "connectpilot-x2", "workerConfigurationArn": WORKERS + "2"}
    stub.add_response("list_worker_configurations", {"workerConfigurations": [longer, there]})
    assert MskWorkerConfigurations(client).ensure("connectpilot-x", "a=b\n") == WORKERS


def test_a_worker_configuration_made_meanwhile_is_taken(client_and_stub):
    client, stub = client_and_stub
    there = {"name": "connectpilot-x", "workerConfigurationArn": WORKERS, "workerConfigurationState": "ACTIVE"}
    stub.add_response("list_worker_configurations", {"workerConfigurations": []})
    stub.add_client_error("create_worker_configuration", "ConflictException", http_status_code=409)
    stub.add_response("list_worker_configurations", {"workerConfigurations": [there]})
    assert MskWorkerConfigurations(client).ensure("connectpilot-x", "a=b\n") == WORKERS


def test_a_worker_configuration_is_sent_in_base64_and_read_back(client_and_stub):
    client, stub = client_and_stub
    text = base64.b64encode(b"a=b\n").decode()
    stub.add_response("list_worker_configurations", {"workerConfigurations": []})
    asked = {"name": "connectpilot-x", "propertiesFileContent": text, "tags": {"managed-by": "connectpilot"}}
    stub.add_response("create_worker_configuration", {"workerConfigurationArn": WORKERS}, asked)
    revision = {"propertiesFileContent": text, "revision": 1}
    stub.add_response("describe_worker_configuration", {"latestRevision": revision})
    configurations = MskWorkerConfigurations(client)
    assert configurations.ensure("connectpilot-x", "a=b\n") == WORKERS
    assert configurations.properties(WORKERS) == "a=b\n"


def test_a_connector_in_a_state_that_aws_added_later_hides_no_other(client_and_stub):
    client, stub = client_and_stub
    newer = SUMMARY | {"connectorName": "newer", "connectorState": "HIBERNATING"}
    stub.add_response("list_connectors", {"connectors": [newer, SUMMARY]})
    first, second = MskConnect(client).list()
    assert (first.state, first.state_code, first.state.settled) == (ConnectorState.UNKNOWN, "HIBERNATING", False)
    assert (second.state, second.state_code) == (ConnectorState.RUNNING, None)
