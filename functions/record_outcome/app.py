"""Called by operate-connector at its end: the outcome is written where API, healing and sweep look."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import bootstrap
from connectpilot.bootstrap import door
from connectpilot.domain.changes.request import Evidence, LeaseHeld, Outcome, Request
from connectpilot.observability import logger, metrics
from pydantic import BaseModel


class Event(BaseModel):
    request: Request
    lease: LeaseHeld
    outcome: Outcome
    reason: str
    evidence: Evidence | None = None


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(connector=asked.request.connector, requestId=asked.request.request_id)
    version = door.record_outcome()(
        asked.request,
        asked.lease,
        outcome=asked.outcome,
        reason=asked.reason,
        evidence=asked.evidence,
        now=bootstrap.now(),
    )
    logger.info("Request ended", outcome=asked.outcome, reason=asked.reason)
    name = "Request" + asked.outcome.value[0].upper() + asked.outcome.value[1:]
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=1)
    return {"currentVersion": version}
