"""Called by operate-connector once it holds the lease: what is to be done, step by step, or why nothing is."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import bootstrap
from connectpilot.bootstrap import door
from connectpilot.domain.changes.facts import Steps
from connectpilot.domain.changes.request import LeaseHeld, Request
from connectpilot.observability import logger
from pydantic import BaseModel


class Event(BaseModel):
    request: Request
    lease: LeaseHeld


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(connector=asked.request.connector, requestId=asked.request.request_id)
    planned = door.plan_steps()(asked.request, asked.lease, now=bootstrap.now())
    plan = planned.plan
    steps = plan.steps if isinstance(plan, Steps) else ()
    decision = type(plan).__name__.lower()
    logger.info("Request planned", intent=asked.request.intent, decision=decision, reason=plan.reason)
    return {
        "decision": decision,
        "reason": plan.reason,
        "steps": [step.model_dump(mode="json", by_alias=True) for step in steps],
        "verify": getattr(plan, "verify", False),
        "begun": planned.begun,
        "since": planned.since.isoformat(),
        "evidenceSince": planned.evidence_since.isoformat(),
    }
