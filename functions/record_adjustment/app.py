"""scale-connector's last step: what became of the adjustment, or why there was none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectpilot import bootstrap
from connectpilot.bootstrap import healing
from connectpilot.observability import logger, metrics
from connectpilot.usecases.record_adjustment import AdjustmentEnd
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


class Ended(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel)

    connector: str
    opened_at: str
    hint: str
    reason: str
    outcome: str
    outcome_reason: str = ""
    digest: str | None = None
    from_digest: str | None = None


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    ended = Ended.model_validate(event)
    logger.append_keys(connector=ended.connector)
    answer = healing.record_adjustment()(AdjustmentEnd(**ended.model_dump()), now=bootstrap.now())
    logger.info("Adjustment recorded", outcome=ended.outcome)
    return answer
