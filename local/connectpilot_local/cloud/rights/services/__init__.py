"""One module per group of AWS services: which actions and resources a call of theirs asks for."""

from __future__ import annotations

from connectpilot_local.cloud.rights.call import Call, NotUnderstoodError
from connectpilot_local.cloud.rights.services import (
    compute,
    connect,
    dynamodb,
    events,
    identity,
    messaging,
    monitoring,
    parameters,
    s3,
)
from connectpilot_local.cloud.rights.targets import Rule, Target
from connectpilot_local.cloud.rights.unscoped import UNSCOPED

RULES: dict[str, dict[str, Rule]] = {
    "cloudwatch": monitoring.CLOUDWATCH,
    "dynamodb": dynamodb.RULES,
    "ec2": identity.EC2,
    "events": events.EVENTS,
    "iam": identity.IAM,
    "kafka": connect.KAFKA,
    "kafkaconnect": connect.KAFKACONNECT,
    "lambda": compute.LAMBDA,
    "logs": monitoring.LOGS,
    "s3": s3.RULES,
    "scheduler": events.SCHEDULER,
    "secretsmanager": parameters.SECRETS,
    "sns": messaging.SNS,
    "sqs": messaging.SQS,
    "ssm": parameters.SSM,
    "stepfunctions": compute.STATES,
    "sts": identity.STS,
    "xray": {},
}
_PREFIXES = {"stepfunctions": "states"}


def targets_of(call: Call) -> list[Target]:
    """Everything that must be allowed for a call to go through, or NotUnderstoodError."""
    rules = RULES.get(call.service)
    if rules is None:
        raise NotUnderstoodError(f"service {call.service}")
    rule = rules.get(call.operation)
    if rule is not None:
        try:
            return rule(call)
        except (LookupError, TypeError, AttributeError) as error:
            raise NotUnderstoodError(f"the parameters of {call.service} {call.operation} ({error!r})") from error
    if call.operation in UNSCOPED.get(call.service, ()):
        return [Target(f"{_PREFIXES.get(call.service, call.service)}:{call.operation}")]
    raise NotUnderstoodError(f"{call.service} {call.operation}")
