"""Called by operate-connector for each step; the only function whose role may change connectors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import bootstrap
from connectpilot.bootstrap import door
from connectpilot.domain.changes.request import LeaseHeld, Request, Step
from connectpilot.observability import logger
from pydantic import BaseModel


class Event(BaseModel):
    request: Request
    lease: LeaseHeld
    step: Step
    since: datetime


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(connector=asked.request.connector, requestId=asked.request.request_id)
    change = door.change_connector()(asked.request, asked.lease, asked.step, since=asked.since, now=bootstrap.now())
    logger.info("Step begun", step=change.kind, operationArn=change.operation_arn, adopted=change.adopted)
    return change.model_dump(mode="json", by_alias=True)
