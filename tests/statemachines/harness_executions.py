"""What tests of executions through the API share: starting them, and waiting for their end."""

from __future__ import annotations

import json
import time


def machine(states, **more):
    return json.dumps({"QueryLanguage": "JSONata", "StartAt": next(iter(states)), "States": states, **more})


ECHO = machine({"Echo": {"Type": "Succeed"}})


def waiting(comment="waits"):
    """A machine that waits for ten minutes; its comment makes it one of its own."""
    return machine({"Wait": {"Type": "Wait", "Seconds": 600, "End": True}}, Comment=comment)


def start(sfn, arn, given="{}", **more):
    return sfn.start_execution(stateMachineArn=arn, input=given, **more)["executionArn"]


def ended(sfn, arn, patience=10.0):
    """The execution once it has ended, or as it is when patience is over."""
    until = time.monotonic() + patience
    while (found := sfn.describe_execution(executionArn=arn))["status"] == "RUNNING" and time.monotonic() < until:
        time.sleep(0.01)
    return found
