"""Every minute, by schedule: finds what is due, lost or drifted, and starts what mends it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit
from connectpilot import bootstrap
from connectpilot.bootstrap import healing
from connectpilot.observability import logger, metrics
from pydantic import BaseModel

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


class Schedule(BaseModel):
    time: datetime | None = None
    """The minute this was scheduled for; a person who invokes the function by hand sends none."""


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    now = bootstrap.now()
    swept = healing.sweep_fleet()(now=now, minute=Schedule.model_validate(event).time or now)
    done = {
        "started": len(swept.started),
        "alreadyStarted": swept.already_started,
        "putOff": swept.put_off,
        "sightings": swept.sightings,
        "fleet": swept.fleet,
        "failed": len(swept.failed),
    }
    logger.info("Fleet swept", extra=done | {"executions": swept.started})
    for connector, why in swept.failed.items():
        logger.error("Connector not looked after", extra={"connector": connector, "why": why})
    metrics.add_metric(name="SweepStarted", unit=MetricUnit.Count, value=len(swept.started))
    metrics.add_metric(name="SweepConnectorFailed", unit=MetricUnit.Count, value=len(swept.failed))
    return done
