"""Called by release-plugin first: what the uploaded object really is, or why it is refused."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot.bootstrap import builds
from connectpilot.domain.plugins.release import Upload
from connectpilot.observability import logger
from pydantic import BaseModel


class Event(BaseModel):
    upload: Upload


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    upload = Event.model_validate(event).upload
    logger.append_keys(upload=str(upload))
    reading = builds.read_upload()(upload)
    logger.info("Upload read", kind=reading.kind, title=reading.title)
    return reading.model_dump(mode="json", by_alias=True)
