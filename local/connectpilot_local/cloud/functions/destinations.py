"""Where asynchronous invocations end: OnSuccess and OnFailure destinations and the dead-letter queue.

Everything is sent in the name of the function's role, as Lambda does it (developer guide, "Adding a destination").
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from connectpilot_local.cloud.functions.asynchronous import Ending

# A boto3 client of a service, with the credentials of a function.
ClientOf = Callable[[str, Any], Any]


class Destinations:
    """Sends what became of an event to whoever the function names."""

    def __init__(self, client_of: ClientOf) -> None:
        self._client_of = client_of

    def conclude(self, ending: Ending) -> None:
        function = ending.event.function
        config = function.event_invoke_config[0].config if function.event_invoke_config else {}
        wanted = "OnSuccess" if ending.condition == "Success" else "OnFailure"
        destination = ((config.get("DestinationConfig") or {}).get(wanted) or {}).get("Destination")
        if destination:
            self._send(destination, json.dumps(record_of(ending)), {}, ending)
        dead_letters = (function.dead_letter_config or {}).get("TargetArn")
        if dead_letters and ending.condition != "Success":
            self._send(dead_letters, ending.event.payload.decode(), dead_letter_attributes(ending), ending)

    def _send(self, target: str, body: str, attributes: dict[str, Any], ending: Ending) -> None:
        _, _, service, _, account, name = target.split(":", 5)
        client = self._client_of(service, ending.event.function)
        if service == "sqs":
            # Not by GetQueueUrl: Lambda asks for no other right than to send.
            url = f"{client.meta.endpoint_url}/{account}/{name}"
            client.send_message(QueueUrl=url, MessageBody=body, MessageAttributes=attributes)
        elif service == "sns":
            client.publish(TopicArn=target, Message=body, MessageAttributes=attributes)
        elif service == "lambda":
            client.invoke(FunctionName=target, InvocationType="Event", Payload=body)
        elif service == "events":
            succeeded = ending.condition == "Success"
            entry = {
                "Source": "lambda",
                "DetailType": f"Lambda Function Invocation Result - {'Success' if succeeded else 'Failure'}",
                "Detail": body,
                "Resources": [target, ending.event.function.function_arn],
                "EventBusName": name.removeprefix("event-bus/"),
            }
            client.put_events(Entries=[entry])
        else:
            raise ValueError(f"Lambda sends to no such destination: {target}")


def dead_letter_attributes(ending: Ending) -> dict[str, Any]:
    """What Lambda adds to a dead letter (developer guide, "Dead-letter queues")."""
    failure = json.loads(ending.outcome.payload) if ending.outcome else {"errorMessage": "Rate Exceeded."}
    code = "200" if ending.outcome else "429"
    return {
        "RequestID": {"DataType": "String", "StringValue": ending.event.request_id},
        "ErrorCode": {"DataType": "Number", "StringValue": code},
        "ErrorMessage": {"DataType": "String", "StringValue": str(failure.get("errorMessage") or " ")[:1024]},
    }


def record_of(ending: Ending) -> dict[str, Any]:
    """The invocation record of a destination."""
    event = ending.event
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": event.accepted.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestContext": {
            "requestId": event.request_id,
            "functionArn": f"{event.function.function_arn}:$LATEST",
            "condition": ending.condition,
            "approximateInvokeCount": event.attempts,
        },
        "requestPayload": json.loads(event.payload),
    }
    if ending.outcome is not None:
        record["responseContext"] = {"statusCode": 200, "executedVersion": "$LATEST"}
        if ending.outcome.failed:
            record["responseContext"]["functionError"] = "Unhandled"
        record["responsePayload"] = json.loads(ending.outcome.payload)
    return record
