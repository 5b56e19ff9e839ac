"""Called by operate-connector at each poll: has the step come to its end."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import bootstrap
from connectpilot.bootstrap import door
from connectpilot.domain.changes.request import Change, LeaseHeld, Request
from connectpilot.observability import logger
from pydantic import BaseModel


class Event(BaseModel):
    request: Request
    lease: LeaseHeld
    change: Change


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(connector=asked.request.connector, requestId=asked.request.request_id)
    seen = door.check_step()(asked.request, asked.lease, asked.change, now=bootstrap.now())
    logger.info("Step checked", step=asked.change.kind, end=seen.end, reason=seen.reason)
    return {"end": seen.end.value, "reason": seen.reason, "endedAt": seen.ended_at.isoformat()}
