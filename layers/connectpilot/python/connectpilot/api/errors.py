"""Errors in Kafka Connect's shape: `{"error_code": 409, "message": "..."}`."""

from __future__ import annotations

import json

from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.exceptions import ServiceError

from ..domain import errors
from ..observability import logger

_STATUS: dict[type[errors.ConnectpilotError], int] = {
    errors.ConnectorNotFoundError: 404,
    errors.PluginNotFoundError: 404,
    errors.ReportNotFoundError: 404,
    errors.ConnectorExistsError: 409,
    errors.ConnectorBusyError: 409,
    errors.ConnectorNotOursError: 409,
    errors.ConnectorNotRunningError: 409,
    errors.PlatformRefusedError: 500,
    errors.PlatformThrottledError: 503,
    errors.PlatformUnavailableError: 503,
}


def body(status: int, message: str) -> Response[str]:
    return Response(status, content_types.APPLICATION_JSON, json.dumps({"error_code": status, "message": message}))


def answer(error: Exception) -> Response[str]:
    """What was expected is answered with its own words, anything else with none: they might hold a secret."""
    if isinstance(error, errors.ConnectpilotError):
        logger.info("Request refused", error=type(error).__name__)
        return body(_STATUS.get(type(error), 400), str(error))
    if isinstance(error, ServiceError):
        return body(error.status_code, str(error.msg))
    logger.exception("Request failed")
    return body(500, "Connectpilot failed to answer; the log of serve_api says why")
