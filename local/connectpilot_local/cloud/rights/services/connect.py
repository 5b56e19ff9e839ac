"""MSK Connect and MSK: connectors and plugins, and what MSK Connect does with its caller's own rights.

Source: Service Authorization Reference (kafkaconnect: dependent actions of CreateConnector) and MSK developer guide,
IAM policy examples for MSK Connect. Restart, Pause and ResumeConnector are younger than the reference; their actions
are named after them.
"""

from __future__ import annotations

from connectpilot_local.cloud.rights.call import Call
from connectpilot_local.cloud.rights.services.identity import service_linked_role
from connectpilot_local.cloud.rights.services.s3 import bucket_arn, versioned
from connectpilot_local.cloud.rights.targets import Rule, Target, Values, both, by_name, parameter, pass_role, unscoped

SERVICE = "kafkaconnect.amazonaws.com"
_CONNECTOR_ACTIONS = """
    DeleteConnector DescribeConnector ListConnectorOperations PauseConnector RestartConnector ResumeConnector
    UpdateConnector
"""
# What acts with its caller's rights says so in these keys ("forward access sessions").
_VIA: Values = {
    "aws:viaawsservice": ("true",),
    "aws:calledvia": (SERVICE,),
    "aws:calledviafirst": (SERVICE,),
    "aws:calledvialast": (SERVICE,),
}
_DESCRIBED = ("ec2:DescribeVpcs", "ec2:DescribeSubnets", "ec2:DescribeSecurityGroups")
_LOG_DELIVERY = ("CreateLogDelivery", "GetLogDelivery", "ListLogDeliveries", "DeleteLogDelivery")
_LOG_GROUP_POLICY = ("PutResourcePolicy", "DescribeResourcePolicies", "DescribeLogGroups")
_LOG_BUCKET_POLICY = ("GetBucketPolicy", "PutBucketPolicy")


def _to_be(call: Call, kind: str, name: str) -> str:
    """The ARN of what a call creates, its UUID not known yet."""
    return call.arn("kafkaconnect", f"{kind}/{name}/00000000-0000-0000-0000-000000000000-1")


def _tagging(kind: str) -> Rule:
    """Tags given at creation ask for TagResource on what is about to be."""

    def targets(call: Call) -> list[Target]:
        name = call.get("name") or call.get("connectorName")
        resource = _to_be(call, kind, name)
        return [Target("kafkaconnect:TagResource", resource)] if call.get("tags") else []

    return targets


def _network(call: Call) -> list[Target]:
    vpc = call.need("kafkaCluster")["apacheKafkaCluster"]["vpc"]
    resources = [
        "network-interface/*",
        *(f"subnet/{one}" for one in vpc["subnets"]),
        *(f"security-group/{one}" for one in vpc.get("securityGroups") or []),
    ]
    facts = {**_VIA, "aws:requesttag/amazonmskconnectmanaged": ("true",), "aws:tagkeys": ("AmazonMSKConnectManaged",)}
    return [
        *(Target(action, "*", _VIA) for action in _DESCRIBED),
        *(Target("ec2:CreateNetworkInterface", call.arn("ec2", resource), facts) for resource in resources),
    ]


def _log_delivery(call: Call) -> list[Target]:
    """Vended logs are set up, and one day taken down, with the rights of who creates the connector."""
    delivery = (call.get("logDelivery") or {}).get("workerLogDelivery") or {}
    on = {kind: settings for kind, settings in delivery.items() if settings and settings.get("enabled")}
    found = [Target(f"logs:{name}", "*", _VIA) for name in (_LOG_DELIVERY if on else ())]
    if "cloudWatchLogs" in on:
        found += [Target(f"logs:{name}", "*", _VIA) for name in _LOG_GROUP_POLICY]
    if "s3" in on:
        found += [Target(f"s3:{name}", bucket_arn(on["s3"]["bucket"]), _VIA) for name in _LOG_BUCKET_POLICY]
    if "firehose" in on:
        stream = call.arn("firehose", f"deliverystream/{on['firehose']['deliveryStream']}")
        found.append(Target("firehose:TagDeliveryStream", stream, _VIA))
        found.append(service_linked_role(call, "delivery.logs.amazonaws.com", "AWSServiceRoleForLogDelivery"))
    return found


def _roles(call: Call) -> list[Target]:
    """The connector's role, and the service's own, which MSK Connect makes with an account's first connector."""
    return [
        *pass_role(
            call.need("serviceExecutionRoleArn"), SERVICE, _to_be(call, "connector", call.need("connectorName"))
        ),
        service_linked_role(call, SERVICE, "AWSServiceRoleForKafkaConnect"),
    ]


def _plugin_file(call: Call) -> list[Target]:
    where = call.need("location")["s3Location"]
    action = versioned("GetObject", where.get("objectVersion"))
    return [Target(f"s3:{action}", f"{where['bucketArn']}/{where['fileKey']}", _VIA)]


def _operation(call: Call) -> list[Target]:
    """DescribeConnectorOperation is judged on the operation and, as practice shows, on its connector too."""
    arn = call.need("connectorOperationArn")
    connector = arn.rsplit("/", 1)[0].replace(":connector-operation/", ":connector/", 1)
    return [
        Target("kafkaconnect:DescribeConnectorOperation", arn),
        Target("kafkaconnect:DescribeConnector", connector),
    ]


KAFKACONNECT: dict[str, Rule] = {
    **by_name("kafkaconnect", _CONNECTOR_ACTIONS, parameter("connectorArn")),
    **by_name("kafkaconnect", "DeleteCustomPlugin DescribeCustomPlugin", parameter("customPluginArn")),
    **by_name(
        "kafkaconnect", "DeleteWorkerConfiguration DescribeWorkerConfiguration", parameter("workerConfigurationArn")
    ),
    **by_name("kafkaconnect", "ListTagsForResource TagResource UntagResource", parameter("resourceArn")),
    "CreateConnector": both(
        unscoped("kafkaconnect:CreateConnector"), _tagging("connector"), _roles, _network, _log_delivery
    ),
    "CreateCustomPlugin": both(unscoped("kafkaconnect:CreateCustomPlugin"), _tagging("custom-plugin"), _plugin_file),
    "CreateWorkerConfiguration": both(
        unscoped("kafkaconnect:CreateWorkerConfiguration"), _tagging("worker-configuration")
    ),
    "DescribeConnectorOperation": _operation,
}

KAFKA: dict[str, Rule] = by_name(
    "kafka",
    "DescribeCluster DescribeClusterV2 GetClusterPolicy ListClusterOperations ListNodes ListTopics",
    parameter("ClusterArn"),
)
