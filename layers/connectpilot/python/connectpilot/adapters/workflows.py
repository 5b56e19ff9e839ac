"""State machine executions over Step Functions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, final

from ..domain.care.sweep import Machine
from ..domain.errors import ConnectpilotError
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_stepfunctions.client import SFNClient


class _ExistsAlready(ConnectpilotError):
    """An execution of this name was started before."""


class _NoSuchExecution(ConnectpilotError):
    """No execution has this name."""


@final
class StepFunctionsWorkflows:
    """The `Workflows` port over standard workflows."""

    def __init__(self, client: SFNClient, arns: Mapping[Machine, str]) -> None:
        self._client = client
        self._arns = arns

    def start(self, machine: Machine, name: str, given: Mapping[str, Any]) -> bool:
        try:
            with told_apart({"ExecutionAlreadyExists": _ExistsAlready}):
                self._client.start_execution(
                    stateMachineArn=self._arns[machine], name=name, input=json.dumps(dict(given), sort_keys=True)
                )
        except _ExistsAlready:
            return False
        return True

    def is_running(self, machine: Machine, name: str) -> bool:
        arn = f"{self._arns[machine].replace(':stateMachine:', ':execution:')}:{name}"
        try:
            with told_apart({"ExecutionDoesNotExist": _NoSuchExecution}):
                return self._client.describe_execution(executionArn=arn)["status"] == "RUNNING"
        except _NoSuchExecution:
            return False
