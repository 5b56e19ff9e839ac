"""Called by release-plugin when all inputs are there: build (or admit) the bundle, inspect it, keep it."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot.bootstrap import builds
from connectpilot.domain.plugins.release import Reading, Upload
from connectpilot.observability import logger, metrics
from pydantic import BaseModel


class Event(BaseModel):
    upload: Upload
    reading: Reading


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    asked = Event.model_validate(event)
    logger.append_keys(upload=str(asked.upload))
    if asked.reading.kind == "recipe":
        built = builds.build_bundle()(builds.recipe_of(asked.upload))
    else:
        built = builds.admit_archive()(asked.upload, asked.reading)
    bundle = built.bundle
    size = bundle.size if bundle else 0
    logger.info("Bundle ready", title=built.title, size=size, findings=[one.code for one in built.findings])
    metrics.add_metric(name="BundleSize", unit=MetricUnit.Bytes, value=size)
    return {
        "bundleKey": bundle.key if bundle else None,
        "sha256": bundle.sha256 if bundle else None,
        "size": size,
        "javaLevel": built.manifest.java_level,
        "findings": [one.code for one in built.findings],
    }
