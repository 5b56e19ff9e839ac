"""heal-connector's last step: what became of the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.metrics import MetricUnit
from connectpilot import bootstrap
from connectpilot.bootstrap import healing
from connectpilot.observability import logger, metrics
from connectpilot.usecases.record_remedy import RemedyEnd
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


class Ended(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    connector: str
    opened_at: str
    remedy: str
    outcome: str
    reason: str
    attempt: int = 0
    notified: bool = False


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    ended = Ended.model_validate(event)
    logger.append_keys(connector=ended.connector)
    answer = healing.record_remedy()(RemedyEnd(**ended.model_dump()), now=bootstrap.now())
    logger.info("Remedy recorded", remedy=ended.remedy, outcome=ended.outcome)
    metrics.add_metric(name=f"{ended.remedy}Ended", unit=MetricUnit.Count, value=1)
    return answer
