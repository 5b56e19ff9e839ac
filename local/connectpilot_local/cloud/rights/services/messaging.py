"""SNS and SQS: topics and queues; a batch asks for the action of the single message."""

from __future__ import annotations

from connectpilot_local.cloud.rights.call import Call, NotUnderstoodError
from connectpilot_local.cloud.rights.targets import Rule, by_name, given, name_part, on, parameter, with_facts

_TOPIC_ACTIONS = """
    AddPermission ConfirmSubscription DeleteTopic GetTopicAttributes ListSubscriptionsByTopic RemovePermission
    SetTopicAttributes
"""
_QUEUE_ACTIONS = """
    AddPermission ChangeMessageVisibility DeleteMessage DeleteQueue GetQueueAttributes ListDeadLetterSourceQueues
    ListQueueTags PurgeQueue ReceiveMessage RemovePermission SendMessage SetQueueAttributes TagQueue UntagQueue
"""


def _published_to(call: Call) -> str:
    arn = call.get("TopicArn") or call.get("TargetArn")
    if not arn:
        raise NotUnderstoodError("sns Publish to a telephone number")
    return str(arn)


def _topic_of_subscription(call: Call) -> str:
    return str(call.need("SubscriptionArn")).rsplit(":", 1)[0]


def _subscription(call: Call) -> dict[str, tuple[str, ...]]:
    return {"sns:protocol": given(call.get("Protocol")), "sns:endpoint": given(call.get("Endpoint"))}


SNS: dict[str, Rule] = {
    **by_name("sns", _TOPIC_ACTIONS, parameter("TopicArn")),
    **by_name("sns", "ListTagsForResource TagResource UntagResource", parameter("ResourceArn")),
    **by_name("sns", "GetSubscriptionAttributes SetSubscriptionAttributes Unsubscribe", _topic_of_subscription),
    "CreateTopic": on("sns:CreateTopic", lambda call: call.arn("sns", call.need("Name"))),
    "Publish": on("sns:Publish", _published_to),
    "PublishBatch": on("sns:Publish", _published_to),
    "Subscribe": with_facts(on("sns:Subscribe", parameter("TopicArn")), _subscription),
}


def _queue(call: Call) -> str:
    return call.arn("sqs", name_part(call.need("QueueUrl"), "/"))


def _named_queue(call: Call) -> str:
    return call.arn("sqs", call.need("QueueName"), account=call.get("QueueOwnerAWSAccountId"))


SQS: dict[str, Rule] = {
    **by_name("sqs", _QUEUE_ACTIONS, _queue),
    **by_name("sqs", "CreateQueue GetQueueUrl", _named_queue),
    "ChangeMessageVisibilityBatch": on("sqs:ChangeMessageVisibility", _queue),
    "DeleteMessageBatch": on("sqs:DeleteMessage", _queue),
    "SendMessageBatch": on("sqs:SendMessage", _queue),
}
