"""What Step Functions asks of a state machine's role when the machine is made, before it runs at all.

Source: Step Functions developer guide, "Logging to CloudWatch Logs" and "IAM policies for nested executions".
"""

from __future__ import annotations

import re

from connectpilot_local.cloud.rights.call import Call
from connectpilot_local.cloud.rights.targets import Target

CHECKED = ("CreateStateMachine", "UpdateStateMachine")
_WAITS_FOR_CHILD = re.compile(r":states:startExecution\.sync\b")
_MANAGED_RULE = "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule"
_RULE_ACTIONS = ("events:PutTargets", "events:PutRule", "events:DescribeRule")
_LOGGING_ACTIONS = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)


def needs_of(call: Call) -> tuple[str, str, list[Target]] | None:
    """Role, machine, and what the role must be allowed; None when the call says nothing of a role's work."""
    role, definition = call.get("roleArn"), call.get("definition")
    if call.operation not in CHECKED or not role:
        return None
    machine = call.get("stateMachineArn") or call.arn("states", f"stateMachine:{call.need('name')}")
    targets = []
    if _WAITS_FOR_CHILD.search(definition or ""):
        rule = call.arn("events", _MANAGED_RULE)
        targets += [Target(action, rule) for action in _RULE_ACTIONS]
    logging = call.get("loggingConfiguration") or {}
    if logging.get("level", "OFF") != "OFF" and logging.get("destinations"):
        targets += [Target(action) for action in _LOGGING_ACTIONS]
    return role, machine, targets
