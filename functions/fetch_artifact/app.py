"""Called by release-plugin for each artefact of a recipe: bring it into the bundle bucket, its digest verified."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot.bootstrap import builds
from connectpilot.domain.plugins.release import Upload
from connectpilot.observability import logger
from pydantic import BaseModel


class Event(BaseModel):
    upload: Upload
    index: int
    """Which of the recipe's artefacts; its URL stays in the recipe."""


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(upload=str(asked.upload))
    fetched = builds.fetch_artifact()(builds.recipe_of(asked.upload).all_artifacts[asked.index])
    logger.info("Artefact fetched", file=fetched.file_name, size=fetched.size, source=fetched.source)
    return {"fileName": fetched.file_name, "sha256": fetched.sha256, "size": fetched.size, "source": fetched.source}
