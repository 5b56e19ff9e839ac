# ruff: noqa: E501 (a table)
"""The table of known failures.

Texts are those of Apache Kafka 2.7.1 and 3.7.1, Debezium, msk-config-providers and MSK Connect, as their sources, the
MSK developer guide and public issue reports have them. Specific rows come before general ones: the first that matches
wins.
"""

from __future__ import annotations

import re

from .symptom import Kind, RestartHelps, Symptom


def _row(code: str, kind: Kind, restart: RestartHelps, pattern: str, title: str, fix: str) -> Symptom:  # noqa: PLR0917
    return Symptom(code, kind, restart, re.compile(pattern, re.IGNORECASE), title, fix)


def _wrapper(code: str, kind: Kind, pattern: str, title: str, fix: str) -> Symptom:
    compiled = re.compile(pattern, re.IGNORECASE)
    return Symptom(code, kind, RestartHelps.YES, compiled, title, fix, wrapper=True)


_K, _R = Kind, RestartHelps

# Where the connector's place in its source or topic is lost: a restart hides the gap or fails again.
_POSITION = (
    _row("binlog-purged", _K.POSITION, _R.NO,
         r"no longer available on the server|\berror(?: code)?[:= ]*1236\b|could not find first log file name",
         "The change log that the connector stopped in has been purged",
         "Set snapshot.mode=when_needed (or take a new snapshot) and raise the database's log retention above the longest"
         " outage you want to survive."),
    _row("schema-history-missing", _K.POSITION, _R.NO, r"db history topic (?:is|or its content is).*missing",
         "The schema history topic is gone or incomplete",
         "If no DDL ran since, start once with snapshot.mode=recovery (schema_only_recovery before Debezium 2.6); else take"
         " a new snapshot. Give the topic unlimited retention."),
    _row("schema-unknown", _K.POSITION, _R.NO, r"whose schema isn't known to this connector",
         "An event of a table whose schema the history does not hold",
         "Recover the schema history (snapshot.mode=recovery), or take a new snapshot of that table."),
    _row("schema-mismatch", _K.POSITION, _R.NO, r"internal schema size \d+, but row size \d+",
         "The schema history missed a DDL change",
         "Start once with snapshot.mode=recovery; plain restarts fail again."),
    _row("slot-lost", _K.POSITION, _R.NO,
         r"cannot obtain valid replication slot|cannot seek to the last known offset|wal_status.{0,5}lost"
         r"|replication slot \S+ does not exist|requested WAL segment .* has already been removed",
         "The replication slot, or the log behind it, is gone",
         "Make the slot again and take a new snapshot: rows written in between are lost to the stream, and a restart would"
         " hide that. Set max_slot_wal_keep_size, and watch the slot."),
)  # fmt: skip

_DATA = (
    _row("record-too-large", _K.DATA, _R.NO, r"RecordTooLargeException",
         "A record is larger than the producer or the topic allows",
         "Raise producer.max.request.size (worker configuration) and the topic's max.message.bytes, or leave the large"
         " column out."),
    _row("schemas-enable", _K.DATA, _R.NO, r'schemas\.enable requires "schema" and "payload"',
         "Plain JSON in the topic, while the converter expects a schema beside it",
         "Set value.converter.schemas.enable=false (or key.converter...), or produce records with schema and payload."),
    _row("poison-record", _K.DATA, _R.NO,
         r"converting byte\[\] to kafka connect data failed|SerializationException|error deserializing|DataException"
         r"|error converting message",
         "A record that the converter or the sink cannot read",
         "Fix the converter, or set errors.tolerance=all with errors.deadletterqueue.topic.name; a restart stops at the same"
         " offset."),
    _row("constraint-violated", _K.DATA, _R.NO,
         r"violates .{0,40}constraint|data too long for column|Duplicate entry .* for key|numeric value out of range",
         "The destination's table refuses a record",
         "Mend the table or the mapping, or let such records go to a dead-letter topic."),
)  # fmt: skip

_PLUGIN = (
    _row("java-too-old", _K.PLUGIN, _R.NO, r"UnsupportedClassVersionError",
         "The plugin was compiled for a newer Java than the worker has",
         "Kafka Connect 2.7.1 runs Java 11, 3.7.x Java 17: use a plugin line for it, or create the connector on 3.7.x."),
    _row("class-missing", _K.PLUGIN, _R.NO,
         r"failed to find any class that implements (?:connector|converter|transformation)",
         "The plugin does not hold the class that the configuration names",
         "Check the class name against GET /connector-plugins; rebuild the plugin if its archive lacks the class."),
    _row("provider-clash", _K.PLUGIN, _R.NO,
         r"NoSuchFieldError: .*\b(?:CLIENT_ENDPOINT_PROVIDER|IDENTITY_PROVIDERS)\b"
         r"|NullPointerException.*SecretsManagerConfigProvider|instantiating.*SecretsManagerConfigProvider",
         "Two versions of the AWS SDK in one plugin",
         "Build the plugin with one configuration provider archive (`-all.jar`) and no second AWS SDK beside it."),
    _row("workers-sdk", _K.PLUGIN, _R.NO,
         r"ServiceConfigurationError: software\.amazon\.awssdk\.\S+: .* not a subtype",
         "The workers' own AWS SDK names an HTTP client that the plugin's AWS SDK does not have",
         "Try a release of the configuration provider that was built with a newer AWS SDK; the same parts fail again."),
    _row("iam-jar-bundled", _K.PLUGIN, _R.NO,
         r"NoClassDefFoundError.*AWSCredentialsProviderChain|IAMClientCallbackHandler.*(?:ClassCast|cannot be cast)",
         "aws-msk-iam-auth is in the plugin although MSK Connect brings it",
         "Leave that JAR and every sasl.* setting out."),
    _row("class-not-found", _K.PLUGIN, _R.NO,
         r"ClassNotFoundException|NoClassDefFoundError|NoSuchMethodError|NoSuchFieldError"
         r"|unable to instantiate executor interceptor",
         "A class that the plugin needs is not in it, or is there in another version",
         "Rebuild the plugin with all of its dependencies in one directory."),
)  # fmt: skip

_PERMISSION = (
    _row("worker-logs", _K.PERMISSION, _R.NO, r"WorkerLogsError|could not enable/disable worker logs",
         "MSK Connect could not set up the worker log delivery",
         "Make the log group of the target, and grant change_connector's role the logs:*Delivery rights; then apply again."),
    _row("broker-authentication", _K.PERMISSION, _R.NO, r"BrokerAuthenticationFailure",
         "The connector's role may not connect to the cluster",
         "Grant kafka-cluster:Connect on this cluster to the target's execution role; then apply again."),
    _row("network-interface", _K.PERMISSION, _R.NO, r"not authorized to perform:? ec2:CreateNetworkInterface",
         "Whoever created the connector may not create network interfaces",
         "Grant ec2:CreateNetworkInterface to change_connector's role; then apply again."),
    _row("cluster-not-authorized", _K.PERMISSION, _R.AFTER_FIX, r"ClusterAuthorizationException",
         "The role lacks a right on the cluster (idempotent writes, most often)",
         "Grant kafka-cluster:WriteDataIdempotently to the execution role, then restart."),
    _row("topic-not-authorized", _K.PERMISSION, _R.AFTER_FIX, r"(?:Topic|Group|TransactionalId)AuthorizationException",
         "The role may not use a topic or the connector's group",
         "Check the execution role's policy: cluster UUID in the ARNs, topic names, group connect-<name>; then restart."),
    _row("schema-history-create", _K.PERMISSION, _R.AFTER_FIX,
         r"creation of database schema history topic failed|error configuring an instance of KafkaSchemaHistory",
         "Debezium cannot make or reach its schema history topic",
         "Give schema.history.internal.producer.* and .consumer.* the IAM client settings, and the role the topic's rights."),
    _row("login-refused", _K.PERMISSION, _R.AFTER_FIX,
         r"failed to authenticate|access denied for user|password authentication failed"
         r"|authentication failed|SQLSTATE.{0,3}28|login failed for user|invalid username.password",
         "The database refuses the login",
         "Check the secret and the user's grants; after a rotation a restart reads the secret again."),
    _row("aws-denied", _K.PERMISSION, _R.AFTER_FIX,
         r"AccessDenied|is not authorized to perform|(?:status code|status): 403",
         "AWS refused a call of the connector",
         "Grant the named action to the target's execution role, then restart."),
)  # fmt: skip

_TRANSIENT = (
    _row("too-many-connects", _K.TRANSIENT, _R.AFTER_DELAY, r"too many connects",
         "The brokers' rate of IAM connections is used up",
         "Fewer tasks, a longer reconnect.backoff.ms, or larger brokers (kafka.t3.small takes 4 a second)."),
    _row("slot-active", _K.TRANSIENT, _R.AFTER_DELAY, r"replication slot .* is active for PID",
         "The replication slot is still held by the worker before",
         "Wait; if it lasts, end that backend in the database, and check that no other connector uses the slot."),
    _row("slot-slow", _K.TRANSIENT, _R.AFTER_DELAY, r"query to create replication slot timed out",
         "Long transactions keep the replication slot from being made",
         "End the long running queries."),
    _row("rebalance", _K.TRANSIENT, _R.AFTER_DELAY, r"because a rebalance is (?:expected|in process)",
         "The workers are rebalancing", "Wait."),
    _row("change-stream-retry", _K.TRANSIENT, _R.YES, r"change event producer. This connector will be restarted",
         "Debezium met an error that it retries by itself",
         "Nothing, while it runs; see the database's own log if it repeats."),
    _row("connection-lost", _K.TRANSIENT, _R.YES,
         r"connection (?:reset|refused|closed|is closed)|connection has been closed|communications link failure"
         r"|broken pipe|EOFException|SocketException|server shutdown|terminating connection|CommunicationsException"
         r"|SQLTransientConnectionException|SQLRecoverableException|connection is not available",
         "The connection to the database or the destination was lost",
         "See whether the other side is up; connectors at both ends of a pipeline may need the restart."),
    _row("database-unreachable", _K.TRANSIENT, _R.YES,
         r"while waiting to connect to database|unable to connect to the database|unable to obtain a JDBC connection",
         "The database does not answer",
         "Check that it is up and that the security groups let the workers in."),
    _row("registry-unreachable", _K.TRANSIENT, _R.YES, r"error (?:retrieving|registering) (?:avro|json|protobuf)? ?schema",
         "The schema registry does not answer", "See the registry's own health."),
    _row("downstream-outage", _K.TRANSIENT, _R.YES,
         r"(?:status code|status):? (?:429|50[0234])|Service ?Unavailable|ThrottlingException|SlowDown|Too ?Many ?Requests",
         "The destination asked to slow down or was out of order", "See the destination's own health."),
)  # fmt: skip

_NETWORK = (
    _row("aws-endpoint-name", _K.NETWORK, _R.AFTER_FIX, r"UnknownHostException:? \S*amazonaws\.com",
         "The name of an AWS endpoint does not resolve from the workers",
         "Give the subnets a NAT gateway or the VPC endpoint with private DNS; then restart."),
    _row("dns", _K.NETWORK, _R.YES, r"UnknownHostException|name or service not known|temporary failure in name resolution",
         "A host name does not resolve",
         "Check the VPC's DHCP options and DNS servers; a restart helps as soon as they answer."),
    _row("aws-endpoint-timeout", _K.NETWORK, _R.AFTER_FIX,
         r"connect to \S*amazonaws\.com\S* .*(?:timed out|failed)|Unable to execute HTTP request: Connect to",
         "An AWS endpoint cannot be reached from the workers",
         "Give the subnets a NAT gateway or the VPC endpoint, and regional STS endpoints; then restart."),
    _row("cluster-unreachable", _K.NETWORK, _R.NO, r"failed to connect to and describe kafka cluster",
         "The workers cannot reach the cluster as the target says",
         "Check bootstrap servers, port, authentication and security groups of the target; then recreate."),
    _row("internal-topics", _K.NETWORK, _R.NO, r"timed out while checking for or creating topic",
         "Kafka Connect's own topics cannot be made",
         "Grant the execution role its rights on __amazon_msk_connect_* topics, and check that the brokers are reachable."),
    _row("fetch-metadata", _K.NETWORK, _R.AFTER_FIX, r"timed out waiting (?:to send the call|for a node assignment)",
         "A Kafka client inside the connector does not reach the brokers",
         "Check the security groups, and give the plugin's own clients (schema history, signals) the IAM and TLS settings."),
    _row("timed-out", _K.NETWORK, _R.YES, r"SocketTimeoutException|connect timed out|read timed out|ConnectTimeoutException",
         "A connection timed out", "Check that the other side is up and reachable."),
)  # fmt: skip

_CONFIGURATION = (
    _row("offsets-not-compacted", _K.CONFIGURATION, _R.NO, r"required to have 'cleanup\.policy=compact'",
         "The offset topic is not compacted", "Set cleanup.policy=compact on the topic; then recreate."),
    _row("history-shared", _K.CONFIGURATION, _R.NO, r"Detected changed end offset of database schema history topic",
         "Two connectors write one schema history topic",
         "Give each its own schema.history.internal.kafka.topic."),
    _row("slot-shared", _K.CONFIGURATION, _R.NO, r"use a distinct replication slot name",
         "Another connector has this replication slot", "Set another slot.name."),
    _row("binlog-format", _K.CONFIGURATION, _R.AFTER_FIX,
         r"not configured to use a ROW binlog_format|not configured to use a FULL binlog_row_image|binlog_row_image",
         "The database does not write its change log as the connector needs it",
         "Set binlog_format=ROW and binlog_row_image=FULL in the parameter group; then restart."),
    _row("secret-structure", _K.CONFIGURATION, _R.AFTER_FIX, r"Unexpected value of a secret's structure",
         "The secret is not a flat JSON object, and its value was printed in the worker log",
         "Rotate the secret, store it as flat JSON, restart."),
    _row("secret-missing", _K.CONFIGURATION, _R.AFTER_FIX,
         r"Secrets Manager can't find the specified secret|Secret undefined|ParameterNotFoundException"
         r"|No object found at",
         "The secret, its key, the parameter or the file that a reference names does not exist",
         "Compare the ${...} references with what is there, in the Region of the stack; mend either, then restart."),
    _row("publication-missing", _K.CONFIGURATION, _R.NO, r"publication .* does not exist|no table filters found",
         "The publication that the connector reads does not exist",
         "Create it, or set publication.autocreate.mode."),
    _row("jdbc-dialect", _K.CONFIGURATION, _R.AFTER_FIX, r"unable to determine Dialect without JDBC metadata",
         "The JDBC sink cannot open its database: wrong password, database name or host, the trace does not say which",
         "Read the worker log's lines before this one; mend URL or secret, then restart."),
    _row("invalid-configuration", _K.CONFIGURATION, _R.NO,
         r"configuration is invalid and contains the following|ConfigException|invalid value .* for configuration"
         r"|missing required configuration",
         "Kafka Connect refuses the configuration", "Mend the named keys and apply."),
    _row("only-failed-tasks", _K.CONFIGURATION, _R.NO, r"onlyFailedTasks.*(?:not supported|2\.7\.1)",
         "Kafka Connect 2.7.1 cannot restart only the failed tasks", "Restart the whole connector, or move to 3.7.x."),
    _row("not-running", _K.CONFIGURATION, _R.NO, r"only valid for (?:connectors in )?(?:the )?RUNNING",
         "MSK Connect changes only connectors that are RUNNING", "Recreate the connector."),
    _row("identical-value", _K.CONFIGURATION, _R.NO, r"identical to the current value",
         "An update that changes nothing is refused", "Nothing: the connector is as it was asked for."),
    _row("name-taken", _K.CONFIGURATION, _R.NO, r"a resource with this name already exists",
         "The name is in use, or its deletion has not ended", "Wait for the deletion, or take another name."),
)  # fmt: skip

_RESOURCES = (
    _row("out-of-memory", _K.RESOURCES, _R.BRIEFLY, r"OutOfMemoryError|GC overhead limit",
         "The worker's heap is used up",
         "More MCU, or smaller max.batch.size and max.queue.size with max.queue.size.in.bytes; MSK Connect has no heap knob."),
    _row("offset-flush", _K.RESOURCES, _R.BRIEFLY,
         r"commit of offsets timed out|failed to flush|graceful stop of task .* failed",
         "Offsets cannot be committed in time: overloaded worker or slow brokers",
         "Scale up, lengthen offset.flush.timeout.ms, look at the brokers."),
    _row("poll-interval", _K.RESOURCES, _R.BRIEFLY, r"max\.poll\.interval\.ms|consumer poll timeout has expired",
         "The sink takes longer for a batch than the group allows",
         "Lower max.poll.records or raise max.poll.interval.ms; then look at the destination."),
    _row("no-addresses", _K.RESOURCES, _R.NO, r"not enough (?:free )?(?:ip )?addresses|InsufficientFreeAddresses",
         "The subnets have no free addresses for workers", "Free addresses or name larger subnets in the target."),
    _row("quota", _K.RESOURCES, _R.NO, r"resource limit reached|limit exceeded",
         "An account quota is used up (60 workers by default)", "Ask AWS for more, or remove connectors."),
)  # fmt: skip

_PLATFORM = (
    _row("last-operation-failed", _K.PLATFORM, _R.YES, r"UnknownError|the last operation failed",
         "MSK Connect says only that its last operation failed",
         "Read the worker log of that time; if it is empty, recreate."),
    _row("internal-error", _K.PLATFORM, _R.YES, r"InternalServerError|an internal error",
         "MSK Connect failed on its side", "Wait and see; open an AWS support case if it lasts."),
)  # fmt: skip

_WRAPPERS = (
    _wrapper("tolerance-exceeded", _K.DATA, r"tolerance exceeded in error handler",
             "A record could not be handled, the cause is not shown",
             "Read the worker log; errors.log.enable=true shows the record's place."),
    _wrapper("sink-stopped", _K.UNKNOWN, r"exiting WorkerSinkTask due to unrecoverable exception",
             "The sink's destination threw an error, the cause is not shown", "Read the worker log."),
    _wrapper("source-stopped", _K.UNKNOWN, r"change event producer. This connector will be stopped",
             "Debezium stopped for good, the cause is not shown", "Read the worker log."),
    _wrapper("task-killed", _K.UNKNOWN, r"task (?:threw an uncaught and unrecoverable exception|is being killed)",
             "A task was killed, the cause is not shown", "Read the worker log."),
)  # fmt: skip

SYMPTOMS: tuple[Symptom, ...] = (
    *_POSITION, *_PLUGIN, *_PERMISSION, *_TRANSIENT, *_NETWORK, *_CONFIGURATION, *_DATA, *_RESOURCES, *_PLATFORM, *_WRAPPERS,
)  # fmt: skip


# Signs without a text: what the metrics and the state say by themselves.
def _sign(code: str, kind: Kind, restart: RestartHelps, title: str, fix: str) -> Symptom:
    return _row(code, kind, restart, r"(?!)", title, fix)


NO_TASKS = _sign(
    "no-tasks", Kind.UNKNOWN, RestartHelps.YES, "The connector runs without a single task",
    "Read the worker log of its start; a class that the Java version cannot load gives no trace.",
)  # fmt: skip
STALLED = _sign(
    "no-progress", Kind.TRANSIENT, RestartHelps.YES, "Tasks run, nothing is read and the group falls behind",
    "See whether the destination hangs; look at max.poll.interval.ms if it comes back.",
)  # fmt: skip
NO_METRICS = _sign(
    "no-metrics", Kind.PLATFORM, RestartHelps.NO, "RUNNING, but no metric says so",
    "Look at the connector in the MSK console and at its worker log; healing restarts nothing that it cannot see.",
)  # fmt: skip
STUCK = _sign(
    "stuck", Kind.PLATFORM, RestartHelps.NO, "MSK Connect does not bring a change of the connector to its end",
    "Look at the connector's newest operation in the MSK console and at its worker log; open an AWS support case if it does not move.",
)  # fmt: skip
GONE = _sign(
    "gone", Kind.PLATFORM, RestartHelps.YES, "MSK Connect no longer has the connector",
    "Find who deleted it (CloudTrail, DeleteConnector); apply its spec again, or delete it here too.",
)  # fmt: skip
UNKNOWN = _sign(
    "unknown", Kind.UNKNOWN, RestartHelps.YES, "The worker log shows no known cause",
    "Read the worker log around the time of the failure.",
)  # fmt: skip
SIGNS: tuple[Symptom, ...] = (NO_TASKS, STALLED, NO_METRICS, STUCK, GONE, UNKNOWN)
