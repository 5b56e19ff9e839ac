"""API Gateway's authoriser (payload 2.0, simple response) for clients that cannot sign."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from connectpilot import bootstrap
from connectpilot.bootstrap import authorisation
from connectpilot.observability import logger, metrics


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    authorization = (event.get("headers") or {}).get("authorization", "")
    client = authorisation.authorise_client()(authorization, now=bootstrap.now())
    logger.info("Client authorised" if client else "Client refused", client=client)
    return {"isAuthorized": client is not None, "context": {"client": client or ""}}
