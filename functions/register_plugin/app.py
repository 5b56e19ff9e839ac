"""Called by release-plugin for a bundle that was found good: register it with MSK Connect, or adopt what is there."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import bootstrap
from connectpilot.bootstrap import releases
from connectpilot.domain.plugins.release import Reading, Upload
from connectpilot.observability import logger
from pydantic import BaseModel


class Event(BaseModel):
    upload: Upload
    reading: Reading


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(upload=str(asked.upload))
    done = releases.register_plugin()(asked.upload, asked.reading, now=bootstrap.now())
    logger.info("Plugin registered", plugin=done.name, state=done.state, outcome=done.outcome)
    return {"name": done.name, "arn": done.arn, "state": done.state, "outcome": done.outcome, "count": done.count}
