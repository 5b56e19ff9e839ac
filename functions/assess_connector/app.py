"""heal-connector's first question: what is wrong, and what is done next?"""

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
    # An alarm event or the sweep's: only a hint, which read_hint takes apart and never trusts.
    answer = healing.assess_connector()(event, now=bootstrap.now())
    logger.append_keys(connector=answer["connector"], incidentId=answer.get("incidentId"))
    logger.info(
        "Connector assessed", remedy=answer["remedy"], diagnosis=answer.get("diagnosis"), reason=answer["reason"]
    )
    metrics.add_metric(name=f"{answer['remedy']}Chosen", unit=MetricUnit.Count, value=1)
    return answer
