"""AWS::SNS::* and AWS::SQS::*"""

from __future__ import annotations

from connectpilot_local.cloud.cloudformation.base import Created, Request, resource
from connectpilot_local.cloud.cloudformation.shapes import as_text, pick

TOPIC_ATTRIBUTES = ("ContentBasedDeduplication", "DisplayName", "FifoTopic", "KmsMasterKeyId", "SignatureVersion")
SUBSCRIPTION_ATTRIBUTES = ("FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")
QUEUE_ATTRIBUTES = (
    "ContentBasedDeduplication",
    "DelaySeconds",
    "FifoQueue",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
)


@resource("AWS::SNS::Topic", name="TopicName", carried=[*TOPIC_ATTRIBUTES, "Subscription", "Tags"])
def topic(request: Request) -> Created:
    properties = request.properties
    attributes = pick(properties, *TOPIC_ATTRIBUTES)
    wanted = {"Name": request.name, "Attributes": attributes, **pick(properties, "Tags")}
    topic_arn = request.call("sns", "CreateTopic", wanted)["TopicArn"]
    for subscriber in properties.get("Subscription", []):
        request.call("sns", "Subscribe", {"TopicArn": topic_arn, **subscriber})
    return Created(topic_arn, {"TopicArn": topic_arn, "TopicName": request.name})


@resource("AWS::SNS::TopicPolicy", carried=["PolicyDocument", "Topics"])
def topic_policy(request: Request) -> Created:
    for topic_arn in request.properties["Topics"]:
        policy = {"AttributeName": "Policy", "AttributeValue": request.properties["PolicyDocument"]}
        request.call("sns", "SetTopicAttributes", {"TopicArn": topic_arn, **policy})
    return Created(request.name, {"Id": request.name})


@resource("AWS::SNS::Subscription", carried=[*SUBSCRIPTION_ATTRIBUTES, "Endpoint", "Protocol", "TopicArn"])
def subscription(request: Request) -> Created:
    properties = request.properties
    wanted = pick(properties, "Endpoint", "Protocol", "TopicArn")
    attributes = pick(properties, *SUBSCRIPTION_ATTRIBUTES)
    answer = request.call("sns", "Subscribe", {**wanted, "Attributes": attributes, "ReturnSubscriptionArn": True})
    return Created(answer["SubscriptionArn"], {"Arn": answer["SubscriptionArn"]})


@resource("AWS::SQS::Queue", name="QueueName", carried=[*QUEUE_ATTRIBUTES, "Tags"])
def queue(request: Request) -> Created:
    properties = request.properties
    attributes = {name: as_text(value) for name, value in pick(properties, *QUEUE_ATTRIBUTES).items()}
    tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}
    wanted = {"QueueName": request.name, "Attributes": attributes, "tags": tags}
    url = request.call("sqs", "CreateQueue", wanted)["QueueUrl"]
    known = request.call("sqs", "GetQueueAttributes", {"QueueUrl": url, "AttributeNames": ["QueueArn"]})
    queue_arn = known["Attributes"]["QueueArn"]
    return Created(url, {"Arn": queue_arn, "QueueName": request.name, "QueueUrl": url})


@resource("AWS::SQS::QueuePolicy", carried=["PolicyDocument", "Queues"])
def queue_policy(request: Request) -> Created:
    for url in request.properties["Queues"]:
        policy = {"Policy": as_text(request.properties["PolicyDocument"])}
        request.call("sqs", "SetQueueAttributes", {"QueueUrl": url, "Attributes": policy})
    return Created(request.name, {"Id": request.name})
