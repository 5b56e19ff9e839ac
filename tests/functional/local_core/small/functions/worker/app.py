"""Does as it is told."""

import json
import os
import sys
import time

import ours
from connectpilot.bootstrap import now

state = {"invocations": 0}
print("the worker starts")  # noqa: T201


class OutOfPaperError(Exception):
    pass


def act(event):  # noqa: C901 - a table of deeds
    match event.get("do"):
        case "raise":
            raise OutOfPaperError("no paper")
        case "sleep":
            time.sleep(event["seconds"])
        case "exit":
            os._exit(event["status"])
        case "nonsense":
            return {1, 2}
        case "environment":
            return {"names": sorted(os.environ), "path": sys.path, "variables": dict(os.environ)}
        case "put":
            import boto3

            boto3.client("dynamodb").put_item(TableName=os.environ["TABLE"], Item={"pk": {"S": event["pk"]}})
        case "forbidden":
            import boto3

            boto3.client("dynamodb").scan(TableName=os.environ["TABLE"])
        case "who":
            import boto3

            return boto3.client("sts").get_caller_identity()["Arn"]
        case "now":
            return now().isoformat()
        case "measure":
            embedded = {
                "Namespace": "Small",
                "Dimensions": [["kind"]],
                "Metrics": [{"Name": "Sheets", "Unit": "Count"}],
            }
            line = {"_aws": {"Timestamp": 0, "CloudWatchMetrics": [embedded]}, "kind": "white", "Sheets": [3.0, 4.0]}
            print(json.dumps(line))  # noqa: T201
        case "print":
            print(event["text"])  # noqa: T201
    return None


def handler(event, context):
    state["invocations"] += 1
    print("the worker works", event.get("do", ""))  # noqa: T201
    result = act(event)
    if result is not None:
        return result
    return {
        "greeting": ours.greeting(),
        "invocations": state["invocations"],
        "pid": os.getpid(),
        "id": context.aws_request_id,
    }
