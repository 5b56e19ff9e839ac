"""Called by operate-connector before it records: the connector's alarms are as they should be."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot.bootstrap import door
from connectpilot.domain.changes.request import Request
from connectpilot.observability import logger
from pydantic import BaseModel


class Event(BaseModel):
    request: Request


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    request = Event.model_validate(event).request
    logger.append_keys(connector=request.connector, requestId=request.request_id)
    changes = door.ensure_alarms()(request)
    logger.info("Alarms ensured", put=len(changes.put), removed=len(changes.removed))
    return {"put": [*changes.put], "removed": [*changes.removed]}
