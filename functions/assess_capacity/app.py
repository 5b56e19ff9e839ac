"""scale-connector's first question: does the capacity fit the load?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit
from connectpilot import bootstrap
from connectpilot.bootstrap import healing
from connectpilot.observability import logger, metrics

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    answer = healing.assess_capacity()(event, now=bootstrap.now())
    logger.append_keys(connector=answer["connector"])
    logger.info("Capacity assessed", adjustment=answer["adjustment"], reason=answer["reason"])
    metrics.add_metric(name=f"{answer['adjustment']}Chosen", unit=MetricUnit.Count, value=1)
    return answer
