"""Hands a body to a target: Lambda, Step Functions, SQS, SNS, Logs or another bus, with AWS's names for what fails."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moto.awslambda.utils import get_backend as lambda_backend
from moto.logs.models import logs_backends
from moto.sns.models import sns_backends
from moto.sqs.models import sqs_backends
from moto.stepfunctions.responses import get_backend as stepfunctions_backend

_GONE = re.compile("NotFound|DoesNotExist|NonExistent|UnknownFunction")


class TargetError(Exception):
    """Why a target did not take what it was sent."""

    def __init__(self, code: str, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.passing = passing
        """Whether another attempt may succeed; EventBridge does not retry lost permissions and missing targets."""


@dataclass(frozen=True, slots=True)
class Arn:
    service: str
    region: str
    account: str
    resource: str
    text: str

    @classmethod
    def parse(cls, text: str) -> Arn:
        parts = text.split(":", 5)
        if len(parts) != 6:  # noqa: PLR2004 - an ARN has six parts
            raise TargetError("INVALID_PARAMETER", f"{text!r} is no ARN")
        return cls(service=parts[2], region=parts[3], account=parts[4], resource=parts[5], text=text)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One body on its way to one target."""

    target: Mapping[str, Any]
    body: str
    event_id: str
    at: datetime
    publish: Callable[[dict[str, Any], str], None]


ACTIONS = {
    "lambda": "lambda:InvokeFunction",
    "states": "states:StartExecution",
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "logs": "logs:PutLogEvents",
    "events": "events:PutEvents",
}


def hand_over(arn: Arn, parcel: Parcel) -> None:
    send = _SENDERS.get(arn.service)
    if send is None:
        raise TargetError("INVALID_PARAMETER", f"the local cloud delivers nothing to {arn.text}")
    try:
        send(arn, parcel)
    except TargetError:
        raise
    except Exception as error:
        name = type(error).__name__
        if _GONE.search(name):
            raise TargetError("NO_RESOURCE", f"{arn.text} does not exist") from error
        raise TargetError("ERROR_FROM_TARGET", f"{name}: {error}", passing=True) from error


def _json_only(parcel: Parcel) -> None:
    try:
        json.loads(parcel.body)
    except ValueError as error:
        raise TargetError("INVALID_JSON", f"the input is no JSON: {error}") from error


def _invoke(arn: Arn, parcel: Parcel) -> None:
    _json_only(parcel)
    headers = {"X-Amz-Invocation-Type": "Event"}
    lambda_backend(arn.account, arn.region).invoke(arn.text, None, parcel.body, headers, {})


def _start(arn: Arn, parcel: Parcel) -> None:
    _json_only(parcel)
    name = f"{parcel.event_id}_{uuid.uuid4()}"
    stepfunctions_backend(arn.account, arn.region).start_execution(arn.text, name, parcel.body)


def _send(arn: Arn, parcel: Parcel) -> None:
    group = (parcel.target.get("SqsParameters") or {}).get("MessageGroupId")
    sqs_backends[arn.account][arn.region].send_message(arn.resource, parcel.body, group_id=group)


def _publish(arn: Arn, parcel: Parcel) -> None:
    sns_backends[arn.account][arn.region].publish(parcel.body, arn=arn.text)


def _log(arn: Arn, parcel: Parcel) -> None:
    logs = logs_backends[arn.account][arn.region]
    group = arn.resource.removeprefix("log-group:").removesuffix(":*")
    stream = str(uuid.uuid4())
    logs.create_log_stream(group, stream)
    entry = {"timestamp": int(parcel.at.timestamp() * 1000), "message": parcel.body}
    logs.put_log_events(group, stream, [entry])


def _forward(arn: Arn, parcel: Parcel) -> None:
    _json_only(parcel)
    parcel.publish(json.loads(parcel.body), arn.resource.removeprefix("event-bus/"))


_SENDERS: dict[str, Callable[[Arn, Parcel], None]] = {
    "lambda": _invoke,
    "states": _start,
    "sqs": _send,
    "sns": _publish,
    "logs": _log,
    "events": _forward,
}
