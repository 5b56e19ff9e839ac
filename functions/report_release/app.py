"""Called by release-plugin last, whatever happened: the report beside the upload, the text of the notification."""

from __future__ import annotations

from typing import Any, Literal

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import bootstrap
from connectpilot.bootstrap import releases
from connectpilot.domain.plugins.release import Upload
from connectpilot.domain.plugins.report import problem_of
from connectpilot.observability import logger, metrics
from pydantic import BaseModel, Field


class Caught(BaseModel):
    """As Step Functions says it."""

    error: str = Field(alias="Error")
    cause: str = Field(alias="Cause", default="")


class Registered(BaseModel):
    name: str
    arn: str
    outcome: Literal["released", "unchanged"]
    count: int | None = None


class Event(BaseModel):
    upload: Upload
    build_key: str = Field(alias="buildKey")
    plugin: Registered | None = None
    problem: Caught | None = None


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(upload=str(asked.upload))
    plugin = asked.plugin
    report = releases.report_release()(
        asked.upload,
        now=bootstrap.now(),
        outcome=plugin.outcome if plugin else None,
        build_key=asked.build_key or None,
        plugin=plugin.name if plugin else None,
        plugin_arn=plugin.arn if plugin else None,
        plugin_count=plugin.count if plugin else None,
        problem=problem_of(asked.problem.error, asked.problem.cause) if asked.problem else None,
    )
    logger.info("Release reported", outcome=report.outcome, plugin=report.plugin)
    metrics.add_metric(name=f"Release{report.outcome.capitalize()}", unit=MetricUnit.Count, value=1)
    return {
        "outcome": report.outcome,
        "reason": report.summary,
        "plugin": report.plugin,
        "report": f"s3://{report.upload.bucket}/{report.upload.report_key}",
        "subject": report.subject,
        "message": report.message,
    }
