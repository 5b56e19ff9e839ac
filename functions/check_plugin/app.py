"""Called by release-plugin while MSK Connect makes the plugin: how far it is, and whether it is what we gave."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot.bootstrap import releases
from connectpilot.observability import logger
from pydantic import BaseModel, Field


class Event(BaseModel):
    name: str
    arn: str
    build_key: str = Field(alias="buildKey")


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(plugin=asked.name)
    state = releases.check_plugin()(asked.name, asked.arn, asked.build_key)
    logger.info("Plugin checked", state=state)
    return {"state": state}
