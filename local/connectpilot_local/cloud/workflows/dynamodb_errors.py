"""Repair P11: a DynamoDB task's timeout or bad expression keeps its name, not DynamoDB.AmazonDynamoDBException."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_dynamodb import (
    StateTaskServiceDynamoDB,
)

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import original, replace


def install(context: Context) -> None:
    of_dynamodb = original(StateTaskServiceDynamoDB, "_from_error")

    def failure_of(self: Any, env: Any, ex: Exception) -> Any:
        if isinstance(ex, (BotoCoreError, ClientError)):
            return of_dynamodb(self, env=env, ex=ex)
        return StateTaskService._from_error(self, env=env, ex=ex)

    replace(StateTaskServiceDynamoDB, "_from_error", failure_of, digest="a27eaf8b")
