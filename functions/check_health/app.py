"""Called by operate-connector after the last step: is the connector well, by fresh evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import bootstrap
from connectpilot.bootstrap import door
from connectpilot.domain.changes.health import Health
from connectpilot.domain.changes.request import Evidence, LeaseHeld, Request
from connectpilot.observability import logger
from pydantic import BaseModel


class Event(BaseModel):
    request: Request
    lease: LeaseHeld
    since: datetime
    deadline: datetime


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(connector=asked.request.connector, requestId=asked.request.request_id)
    now = bootstrap.now()
    verdict = door.check_health()(asked.request, asked.lease, since=asked.since, deadline=asked.deadline, now=now)
    logger.info("Health checked", health=verdict.health, reason=verdict.reason)
    evidence = Evidence(
        at=now,
        running_tasks=verdict.running_tasks,
        errored_tasks=verdict.errored_tasks,
        healthy=verdict.health is Health.HEALTHY,
    )
    return {
        "health": verdict.health.value,
        "reason": verdict.reason,
        "evidence": evidence.model_dump(mode="json", by_alias=True),
    }
