# ruff: noqa: E501 (a table)
"""Diagnosis: each known failure by a text that really shows it."""

from __future__ import annotations

import pytest
from connectpilot.domain.care.diagnosis import diagnose
from connectpilot.domain.care.observation import Observation
from connectpilot.domain.care.symptom import Kind, RestartHelps
from connectpilot.domain.care.symptoms import SIGNS, SYMPTOMS
from connectpilot.domain.connector import ConnectorState

LIMPING = Observation(ConnectorState.RUNNING, 0, 1)
FAILED = Observation(ConnectorState.FAILED)

TEXTS = {
    "binlog-purged": "The connector is trying to read change stream starting at x, but this is no longer available on the server.",
    "schema-history-missing": "The db history topic is missing. You may attempt to recover it",
    "schema-unknown": "Encountered change event for table a.b whose schema isn't known to this connector",
    "schema-mismatch": "internal schema size 5, but row size 6, restart connector with schema recovery mode",
    "slot-lost": "Cannot obtain valid replication slot 'debezium' for plugin 'pgoutput'",
    "record-too-large": "org.apache.kafka.common.errors.RecordTooLargeException: The message is 1573412 bytes",
    "schemas-enable": 'JsonConverter with schemas.enable requires "schema" and "payload" fields',
    "poison-record": "Converting byte[] to Kafka Connect data failed due to serialization error:",
    "constraint-violated": 'ERROR: new row violates not-null constraint "x"',
    "java-too-old": "java.lang.UnsupportedClassVersionError: io/debezium/X has been compiled by class file version 61.0",
    "class-missing": "Failed to find any class that implements Connector and which name matches io.x.Y",
    "provider-clash": "java.lang.NoSuchFieldError: CLIENT_ENDPOINT_PROVIDER",
    "workers-sdk": "java.util.ServiceConfigurationError: software.amazon.awssdk.http.SdkHttpService: software.amazon.awssdk.http.apache5.Apache5SdkHttpService not a subtype",
    "iam-jar-bundled": "NoClassDefFoundError: com/amazonaws/auth/AWSCredentialsProviderChain",
    "class-not-found": "java.lang.ClassNotFoundException: org.postgresql.Driver",
    "worker-logs": "InvalidInput.WorkerLogsError: Could not enable/disable worker logs",
    "broker-authentication": "KafkaConnect.BrokerAuthenticationFailure",
    "network-interface": "User is not authorized to perform ec2:CreateNetworkInterface",
    "cluster-not-authorized": "ClusterAuthorizationException: Cluster authorization failed.",
    "topic-not-authorized": "TopicAuthorizationException: Not authorized to access topics: [orders]",
    "schema-history-create": "Creation of database schema history topic failed, please create the topic manually",
    "login-refused": "Access denied for user 'cdc'@'10.0.0.1' (using password: YES)",
    "aws-denied": "AccessDeniedException: User is not authorized to perform s3:PutObject",
    "too-many-connects": "SaslAuthenticationException: [4a3f]: Too many connects",
    "slot-active": 'ERROR: replication slot "debezium" is active for PID 4711',
    "slot-slow": "Creation of replication slot failed; query to create replication slot timed out, long running queries",
    "rebalance": "Request cannot be completed because a rebalance is expected",
    "change-stream-retry": "An exception occurred in the change event producer. This connector will be restarted.",
    "connection-lost": "java.net.SocketException: Connection reset",
    "database-unreachable": "Timed out after 30.0 seconds while waiting to connect to database",
    "registry-unreachable": "Error retrieving Avro schema for id 7",
    "downstream-outage": "OpenSearch answered: Service Unavailable",
    "aws-endpoint-name": "java.net.UnknownHostException: secretsmanager.us-east-1.amazonaws.com",
    "dns": "java.net.UnknownHostException: db.internal",
    "aws-endpoint-timeout": "Connect to sts.amazonaws.com:443 [sts.amazonaws.com/1.2.3.4] failed: connect timed out",
    "cluster-unreachable": "Failed to connect to and describe Kafka cluster. Check worker's broker connection",
    "internal-topics": "Timed out while checking for or creating topic(s) '__amazon_msk_connect_offsets'",
    "fetch-metadata": "Timed out waiting to send the call. Call: fetchMetadata",
    "timed-out": "java.net.SocketTimeoutException: Read timed out",
    "offsets-not-compacted": "Topic 'o' is required to have 'cleanup.policy=compact'",
    "history-shared": "Detected changed end offset of database schema history topic",
    "slot-shared": "Creation of replication slot failed; use a distinct replication slot name",
    "binlog-format": "The MySQL server is not configured to use a ROW binlog_format",
    "secret-structure": "Unexpected value of a secret's structure ***",
    "secret-missing": "software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException: Secrets Manager can't find the specified secret. (Service: SecretsManager, Status Code: 404)",
    "publication-missing": 'ERROR: publication "dbz" does not exist',
    "jdbc-dialect": "Unable to determine Dialect without JDBC metadata",
    "invalid-configuration": "Connector configuration is invalid and contains the following 2 error(s):",
    "only-failed-tasks": "onlyFailedTasks is not supported on 2.7.1",
    "not-running": "The operation is only valid for RUNNING connectors",
    "identical-value": "The specified parameter value is identical to the current value for the connector.",
    "name-taken": "A resource with this name already exists",
    "out-of-memory": "java.lang.OutOfMemoryError: Java heap space",
    "offset-flush": "Commit of offsets timed out",
    "poll-interval": "consumer poll timeout has expired; max.poll.interval.ms",
    "no-addresses": "The subnet has not enough free addresses",
    "quota": "Limit exceeded. Resource limit reached",
    "last-operation-failed": "UnknownError.Unknown: The last operation failed. Retry the operation",
    "internal-error": "InternalServerErrorException",
    "tolerance-exceeded": "Tolerance exceeded in error handler",
    "sink-stopped": "Exiting WorkerSinkTask due to unrecoverable exception.",
    "source-stopped": "An exception occurred in the change event producer. This connector will be stopped.",
    "task-killed": "Task is being killed and will not recover until manually restarted",
}  # fmt: skip


@pytest.mark.parametrize("code", [symptom.code for symptom in SYMPTOMS])
def test_each_symptom_is_recognised_by_its_text(code):
    assert diagnose(LIMPING, TEXTS[code]).code == code


@pytest.mark.parametrize(
    "text",
    [
        "org.apache.kafka.common.config.ConfigException: Secret undefined {}:{}",
        "software.amazon.awssdk.services.ssm.model.ParameterNotFoundException: Parameter /cdc/none not found. (Service: Ssm, Status Code: 400)",
        "java.lang.RuntimeException: No object found at certs/none.jks",
    ],
)
def test_whatever_a_config_provider_does_not_find_is_named_so(text):
    assert diagnose(LIMPING, text).code == "secret-missing"


def test_codes_are_unique_and_every_row_says_what_to_do():
    rows = [*SYMPTOMS, *SIGNS]
    assert len({row.code for row in rows}) == len(rows)
    assert all(row.title and row.fix.endswith(".") for row in rows)


def test_what_cannot_be_restarted_is_never_called_transient():
    assert {row.restart for row in SYMPTOMS if row.kind is Kind.TRANSIENT} <= {
        RestartHelps.YES,
        RestartHelps.AFTER_DELAY,
    }
    lasting = (Kind.POSITION, Kind.PLUGIN)
    assert {row.restart for row in SYMPTOMS if row.kind in lasting} == {RestartHelps.NO}


def trace(*causes: str) -> str:
    return "\nCaused by: ".join(f"{cause}\n\tat org.postgresql.util.PSQLException.x(Y.java:1)" for cause in causes)


def test_the_deepest_cause_wins():
    killed, wrapped = TEXTS["source-stopped"], "io.debezium.DebeziumException: connection refused by policy"
    found = diagnose(LIMPING, trace(killed, wrapped, TEXTS["slot-active"]))
    assert (found.code, found.evidence) == ("slot-active", TEXTS["slot-active"])


def test_a_wrapper_is_only_named_where_nothing_below_it_is_known():
    assert diagnose(LIMPING, trace(TEXTS["tolerance-exceeded"], TEXTS["schemas-enable"])).code == "schemas-enable"
    assert diagnose(LIMPING, trace(TEXTS["tolerance-exceeded"], "com.acme.Oops")).code == "tolerance-exceeded"


def test_class_names_in_stack_frames_are_no_symptoms():
    text = "com.acme.Oops: bad luck\n\tat java.net.SocketException.create(SocketException.java:5)\n\t... 3 more"
    assert diagnose(LIMPING, text).code == "unknown"


def test_the_worker_log_says_more_than_the_states_description():
    seen = Observation(ConnectorState.FAILED, state_message=TEXTS["last-operation-failed"])
    assert diagnose(seen, TEXTS["class-missing"]).code == "class-missing"
    assert diagnose(seen, None).code == "last-operation-failed"
    assert diagnose(seen, TEXTS["task-killed"]).code == "task-killed"


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (Observation(None), "gone"),
        (Observation(ConnectorState.RUNNING), "no-metrics"),
        (Observation(ConnectorState.RUNNING, 0, 0), "no-tasks"),
        (Observation(ConnectorState.RUNNING, 1, 0, stalled=True), "no-progress"),
        (LIMPING, "unknown"),
        (FAILED, "unknown"),
    ],
)
def test_without_a_log_the_signs_speak(seen, code):
    assert diagnose(seen, None).code == code


def test_an_unknown_cause_is_shown_as_it_is_and_not_at_length():
    found = diagnose(LIMPING, "com.acme.Oops: " + "x" * 9000)
    assert found.code == "unknown"
    assert len(found.evidence) < 600
