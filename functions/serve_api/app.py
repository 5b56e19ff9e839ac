"""API Gateway (both HTTP APIs) -> Kafka Connect's REST API."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import api
from connectpilot.observability import logger, metrics

app = api.build()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    # Kafka Connect answers with and without a trailing slash, and its clients use both.
    event["rawPath"] = event["rawPath"].rstrip("/") or "/"
    return app.resolve(event, context)
