"""Words of the tables of cases: what a role is granted, what it calls, what must come of it."""

from dataclasses import dataclass, field
from typing import Any

A = "123456789012"
R = "us-east-1"
PASSES = ""
ZIP = b"PK\x05\x06" + b"\0" * 18


def arn(service, resource, region=R, account=A):
    return f"arn:aws:{service}:{region}:{account}:{resource}"


BUCKET, OBJECT, INTAKE = "arn:aws:s3:::lake", "arn:aws:s3:::lake/in/a.txt", "arn:aws:s3:::lake/in/*"
TABLE = arn("dynamodb", "table/orders")
INDEX = f"{TABLE}/index/by-day"
FUNCTION = arn("lambda", "function:assess")
MACHINE, EXECUTIONS = arn("states", "stateMachine:heal"), arn("states", "execution:heal:*")
QUEUE, TOPIC = arn("sqs", "late"), arn("sns", "news")
GROUP = arn("logs", "log-group:/app")
PARAMETER = arn("ssm", "parameter/stack/targets/*")
CONNECTOR = arn("kafkaconnect", "connector/pg/00000000-1111-2222-3333-444444444444-1")
OPERATION = CONNECTOR.replace(":connector/", ":connector-operation/") + "/op-1"
PLUGIN = arn("kafkaconnect", "custom-plugin/pg/00000000-1111-2222-3333-444444444444-1")
CLUSTER = arn("kafka", "cluster/main/00000000-1111-2222-3333-444444444444-1")
KEY = {"id": {"S": "1"}}


def allow(actions, resource="*", condition=None):
    statement = {"Effect": "Allow", "Action": actions.split(), "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


def deny(actions, resource="*", condition=None):
    return {**allow(actions, resource, condition), "Effect": "Deny"}


@dataclass
class Case:
    """`code` is the refusal's; `otherwise` an error of the service itself that the call ends in without rights."""

    name: str
    service: str
    operation: str
    params: Any
    granted: list
    code: str = PASSES
    status: int = 200
    otherwise: str = PASSES
    role: dict = field(default_factory=dict)


def ok(name, service, operation, params, *granted, **more):
    return Case(name, service, operation, params, list(granted), **more)


def no(name, service, operation, params, *granted, code="AccessDeniedException", status=400, **more):
    return Case(name, service, operation, params, list(granted), code, status, **more)


XML = {"code": "AccessDenied", "status": 403}
JSON_403 = {"status": 403}
UNJUDGED = {"code": "LocalRightsNotJudged"}
