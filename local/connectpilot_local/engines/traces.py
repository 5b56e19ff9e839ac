"""Real failures' texts by name, so that what heals connectors meets what it will meet on AWS."""

from __future__ import annotations

_KILLED = (
    "org.apache.kafka.connect.errors.ConnectException: Exiting WorkerSinkTask due to unrecoverable exception.\n"
    "\tat org.apache.kafka.connect.runtime.WorkerSinkTask.deliverMessages(WorkerSinkTask.java:632)\n"
)
_TOLERANCE = (
    "org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler\n"
    "\tat org.apache.kafka.connect.runtime.errors.RetryWithToleranceOperator.execAndHandleError"
    "(RetryWithToleranceOperator.java:230)\n"
)
_STOPPED = (
    "org.apache.kafka.connect.errors.ConnectException: An exception occurred in the change event producer. "
    "This connector will be stopped.\n"
    "\tat io.debezium.pipeline.ErrorHandler.setProducerThrowable(ErrorHandler.java:67)\n"
)

# Sources of the texts: Apache Kafka 2.7.1/3.7.1 and Debezium source code; public issue reports for the rest.
TRACES = {
    "database connection lost": _STOPPED
    + "Caused by: java.net.SocketException: Connection reset\n"
    + "\tat java.base/sun.nio.ch.NioSocketImpl.implRead(NioSocketImpl.java:318)",
    "database timeout": "org.apache.kafka.connect.errors.ConnectException: Timed out after 30.0 seconds while waiting to "
    "connect to database\n\tat io.debezium.connector.binlog.BinlogSourceTask.start(BinlogSourceTask.java:101)",
    "poison record": _TOLERANCE
    + "Caused by: org.apache.kafka.connect.errors.DataException: Converting byte[] to Kafka Connect data failed due to "
    "serialization error: \n"
    + "\tat org.apache.kafka.connect.json.JsonConverter.toConnectData(JsonConverter.java:333)\n"
    + "Caused by: org.apache.kafka.common.errors.SerializationException: com.fasterxml.jackson.core.JsonParseException: "
    "Unrecognized token 'oops'",
    "schema and payload missing": _TOLERANCE
    + 'Caused by: org.apache.kafka.connect.errors.DataException: JsonConverter with schemas.enable requires "schema" and '
    '"payload" fields and may not contain additional fields.',
    "authentication failed": "io.debezium.DebeziumException: Failed to authenticate to the database at db:3306 with user 'cdc'\n"
    "\tat io.debezium.connector.mysql.MySqlConnectorTask.start(MySqlConnectorTask.java:98)",
    "topic not authorized": _STOPPED
    + "Caused by: org.apache.kafka.common.errors.TopicAuthorizationException: Not authorized to access topics: [orders]",
    "group not authorized": "org.apache.kafka.common.errors.GroupAuthorizationException: Not authorized to access group: "
    "connect-orders",
    "sasl too many connects": "org.apache.kafka.common.errors.SaslAuthenticationException: [4a3f]: Too many connects",
    "slot active": "io.debezium.DebeziumException: Failed to start replication stream at LSN{0/1A2B3C4}\n"
    "\tat io.debezium.connector.postgresql.connection.PostgresReplicationConnection.startStreaming"
    "(PostgresReplicationConnection.java:412)\n"
    'Caused by: org.postgresql.util.PSQLException: ERROR: replication slot "debezium" is active for PID 4711',
    "slot lost": "io.debezium.DebeziumException: Cannot obtain valid replication slot 'debezium' for plugin 'pgoutput'\n"
    "\tat io.debezium.connector.postgresql.connection.PostgresConnection.readReplicationSlotInfo"
    "(PostgresConnection.java:346)",
    "binlog purged": "io.debezium.DebeziumException: The connector is trying to read change stream starting at "
    "SourceInfo [currentBinlogFilename=mysql-bin.000003, currentBinlogPosition=154], but this is no longer available on the "
    "server. Reconfigure the connector to use a snapshot mode when needed.\n"
    "\tat io.debezium.connector.common.BaseSourceTask.validateSchemaHistory(BaseSourceTask.java:124)",
    "schema history missing": "io.debezium.DebeziumException: The db history topic is missing. You may attempt to recover it "
    "by reconfiguring the connector to recovery.\n"
    "\tat io.debezium.connector.common.BaseSourceTask.validateSchemaHistory(BaseSourceTask.java:98)",
    "out of memory": "java.lang.OutOfMemoryError: Java heap space\n\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)",
    "record too large": _STOPPED
    + "Caused by: org.apache.kafka.common.errors.RecordTooLargeException: The message is 1573412 bytes when serialized which "
    "is larger than 1048576, which is the value of the max.request.size configuration.",
    "sink downstream": _KILLED
    + "Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out "
    "after 30000ms.",
    "unknown host": "java.net.UnknownHostException: secretsmanager.us-east-1.amazonaws.com\n"
    "\tat java.base/java.net.InetAddress$CachedAddresses.get(InetAddress.java:797)",
    "fetch metadata timeout": "org.apache.kafka.common.errors.TimeoutException: Timed out waiting to send the call. Call: "
    "fetchMetadata",
}


def trace_text(name_or_text: str) -> str:
    """The text of a named trace; anything else is taken as the text itself."""
    return TRACES.get(name_or_text, name_or_text)
