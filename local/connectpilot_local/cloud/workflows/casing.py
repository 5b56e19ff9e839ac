"""Repair: arguments and results of service integrations are named as Step Functions names them, and dates are text.

moto's two functions for this are empty, so states:startExecution and every camelCase API of aws-sdk fail without them.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import botocore.session
from botocore import xform_name
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_aws_sdk
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import replace

# names in a Resource ARN that botocore knows otherwise
SERVICES = {"cloudwatchlogs": "logs", "eventbridge": "events", "sfn": "stepfunctions", "states": "stepfunctions"}
# how a service is spelled in the names of its errors
ERROR_PREFIXES = {
    "cloudwatch": "CloudWatch",
    "cloudwatchlogs": "CloudWatchLogs",
    "eventbridge": "EventBridge",
    "kafkaconnect": "KafkaConnect",
    "lambda": "Lambda",
    "s3": "S3",
    "sns": "Sns",
    "sqs": "Sqs",
}


def install(context: Context) -> None:
    StateTaskService._SERVICE_NAME_SFN_TO_BOTO_OVERRIDES.update(SERVICES)
    state_task_service_aws_sdk._SERVICE_ERROR_NAMES.update(ERROR_PREFIXES)

    def to_request(
        self: Any, parameters: Any, boto_service_name: str | None = None, service_action_name: str | None = None
    ) -> None:
        shape = _operation_of(self, boto_service_name, service_action_name).input_shape
        if shape is not None:
            self._to_boto_request(parameters, shape)

    def from_response(
        self: Any, response: Any, boto_service_name: str | None = None, service_action_name: str | None = None
    ) -> None:
        shape = _operation_of(self, boto_service_name, service_action_name).output_shape
        if shape is not None:
            self._from_boto_response(response, shape)
        _dates_to_text(response)

    def action_of(self: Any, service_action_name: str | None = None) -> str:
        return _snake(service_action_name or self.resource.api_action)

    replace(StateTaskService, "_normalise_parameters", to_request, digest="dece59e7")
    replace(StateTaskService, "_normalise_response", from_response, digest="00e0b0a5")
    replace(StateTaskService, "_get_boto_service_action", action_of, digest="e57277e8")


def _operation_of(task: Any, service: str | None, action: str | None) -> Any:
    return _operation(task._get_boto_service_name(service), _snake(action or task.resource.api_action))


@lru_cache(maxsize=256)
def _operation(service: str, action: str) -> Any:
    model = botocore.session.get_session().get_service_model(service)
    for name in model.operation_names:
        if xform_name(name) == action:
            return model.operation_model(name)
    raise ValueError(f"{service} has no action {action}")


def _snake(action: str) -> str:
    """startExecution is a definition's way to name an action; moto itself says describe_execution."""
    return action if "_" in action else xform_name(action[0].upper() + action[1:])


def _dates_to_text(value: Any) -> Any:
    if isinstance(value, dict):
        for key in value:
            value[key] = _dates_to_text(value[key])
    elif isinstance(value, list):
        value[:] = [_dates_to_text(item) for item in value]
    elif isinstance(value, date):
        return value.isoformat().replace("+00:00", "Z")
    return value
