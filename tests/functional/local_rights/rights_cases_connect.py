"""Cases of MSK Connect and MSK: what a connector asks of who creates it."""
# One case a line, however long: it is read as a table.
# ruff: noqa: E501
# fmt: off

from functional.local_rights.rights_vocabulary import (
    BUCKET,
    CLUSTER,
    CONNECTOR,
    JSON_403,
    OPERATION,
    PLUGIN,
    allow,
    arn,
    deny,
    no,
    ok,
)

NETWORK = {"vpc": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"]}, "bootstrapServers": "b:9098"}
CREATE = {
    "connectorName": "pg",
    "connectorConfiguration": {"connector.class": "c"},
    "capacity": {"provisionedCapacity": {"mcuCount": 1, "workerCount": 1}},
    "kafkaCluster": {"apacheKafkaCluster": NETWORK},
    "kafkaClusterClientAuthentication": {"authenticationType": "IAM"},
    "kafkaClusterEncryptionInTransit": {"encryptionType": "TLS"},
    "kafkaConnectVersion": "3.7.x",
    "plugins": [{"customPlugin": {"customPluginArn": PLUGIN, "revision": 1}}],
    "serviceExecutionRoleArn": arn("iam", "role/connectors/pg", ""),
}
LOGGED = {**CREATE, "logDelivery": {"workerLogDelivery": {"cloudWatchLogs": {"enabled": True, "logGroup": "/w"}}}}
CREATES = allow("kafkaconnect:CreateConnector")
PASS = allow("iam:PassRole", arn("iam", "role/connectors/*", ""), {"StringEquals": {"iam:PassedToService": "kafkaconnect.amazonaws.com"}})
LINKS = allow("iam:CreateServiceLinkedRole", "*", {"StringLike": {"iam:AWSServiceName": "kafkaconnect.amazonaws.com"}})
NETS = allow("ec2:CreateNetworkInterface ec2:DescribeSubnets ec2:DescribeVpcs ec2:DescribeSecurityGroups")
DELIVERS = allow("logs:CreateLogDelivery logs:GetLogDelivery logs:ListLogDeliveries logs:DeleteLogDelivery logs:PutResourcePolicy logs:DescribeResourcePolicies logs:DescribeLogGroups")
FILE = {"contentType": "ZIP", "name": "pg", "location": {"s3Location": {"bucketArn": BUCKET, "fileKey": "bundles/pg.zip"}}}
VERSIONED = {**FILE, "location": {"s3Location": {**FILE["location"]["s3Location"], "objectVersion": "v1"}}}
BUNDLES = "arn:aws:s3:::lake/bundles/*"


def connect(name, operation, params, *granted, refused=True):
    return (no(name, "kafkaconnect", operation, params, *granted, **JSON_403) if refused else ok(name, "kafkaconnect", operation, params, *granted))


CONNECT = [
    connect("a connector is created", "create_connector", CREATE, CREATES, PASS, LINKS, NETS, refused=False),
    connect("creating has no resource", "create_connector", CREATE, allow("kafkaconnect:CreateConnector", CONNECTOR), PASS, LINKS, NETS),
    connect("creating passes the role", "create_connector", CREATE, CREATES, LINKS, NETS),
    connect("creating passes it to MSK Connect", "create_connector", CREATE, CREATES, allow("iam:PassRole", "*", {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}), LINKS, NETS),
    connect("creating makes interfaces", "create_connector", CREATE, CREATES, PASS, LINKS, allow("ec2:Describe*")),
    connect("creating looks at subnets", "create_connector", CREATE, CREATES, PASS, LINKS, allow("ec2:CreateNetworkInterface")),
    connect("interfaces in other subnets only", "create_connector", CREATE, CREATES, PASS, LINKS, allow("ec2:Describe*"), allow("ec2:CreateNetworkInterface", [arn("ec2", "network-interface/*"), arn("ec2", "security-group/*"), arn("ec2", "subnet/subnet-2")])),
    connect("a first connector links the service's role", "create_connector", CREATE, CREATES, PASS, NETS),
    connect("logs ask for log delivery", "create_connector", LOGGED, CREATES, PASS, LINKS, NETS),
    connect("logs with log delivery", "create_connector", LOGGED, CREATES, PASS, LINKS, NETS, DELIVERS, refused=False),
    connect("a right withheld from services counts", "create_connector", CREATE, CREATES, PASS, LINKS, NETS, deny("ec2:*", "*", {"Bool": {"aws:ViaAWSService": "true"}})),
    connect("tags ask for tagging", "create_connector", {**CREATE, "tags": {"a": "b"}}, CREATES, PASS, LINKS, NETS),
    connect("tags with tagging", "create_connector", {**CREATE, "tags": {"a": "b"}}, CREATES, PASS, LINKS, NETS, allow("kafkaconnect:TagResource", arn("kafkaconnect", "connector/pg/*")), refused=False),
    connect("a role that trusts others only", "create_connector", {**CREATE, "serviceExecutionRoleArn": arn("iam", "role/passed/for-lambda", "")}, CREATES, allow("iam:PassRole"), LINKS, NETS),
    connect("a role for other connectors only", "create_connector", {**CREATE, "connectorName": "mysql"}, CREATES, PASS, LINKS, NETS),
    connect("a plugin's file is read", "create_custom_plugin", FILE, allow("kafkaconnect:CreateCustomPlugin"), allow("s3:GetObject", BUNDLES), refused=False),
    connect("a plugin's file with the caller's right", "create_custom_plugin", FILE, allow("kafkaconnect:CreateCustomPlugin")),
    connect("a plugin's file by its version", "create_custom_plugin", VERSIONED, allow("kafkaconnect:CreateCustomPlugin"), allow("s3:GetObject", BUNDLES)),
    connect("a connector is described", "describe_connector", {"connectorArn": CONNECTOR}, allow("kafkaconnect:DescribeConnector", arn("kafkaconnect", "connector/pg/*")), refused=False),
    connect("another is not", "describe_connector", {"connectorArn": CONNECTOR}, allow("kafkaconnect:DescribeConnector", arn("kafkaconnect", "connector/other/*"))),
    connect("a restart has its own action", "restart_connector", {"connectorArn": CONNECTOR}, allow("kafkaconnect:UpdateConnector")),
    connect("a restart", "restart_connector", {"connectorArn": CONNECTOR}, allow("kafkaconnect:RestartConnector", CONNECTOR), refused=False),
    connect("an operation asks for both", "describe_connector_operation", {"connectorOperationArn": OPERATION}, allow("kafkaconnect:DescribeConnectorOperation", OPERATION)),
    connect("an operation with both", "describe_connector_operation", {"connectorOperationArn": OPERATION}, allow("kafkaconnect:DescribeConnectorOperation", OPERATION), allow("kafkaconnect:DescribeConnector", CONNECTOR), refused=False),
    connect("operations are listed on the connector", "list_connector_operations", {"connectorArn": CONNECTOR}, allow("kafkaconnect:ListConnectorOperations", CONNECTOR), refused=False),
    connect("connectors are listed without resource", "list_connectors", {}, allow("kafkaconnect:ListConnectors", CONNECTOR)),
    no("a cluster", "kafka", "describe_cluster_v2", {"ClusterArn": CLUSTER}, allow("kafka:DescribeClusterV2", CLUSTER + "x"), otherwise="*", **JSON_403),
    no("brokers have no resource", "kafka", "get_bootstrap_brokers", {"ClusterArn": CLUSTER}, allow("kafka:GetBootstrapBrokers", CLUSTER), otherwise="*", **JSON_403),
]
CASES = CONNECT
