"""The `Door` port over Step Functions: one execution of operate-connector per request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, final

from ..domain.names import execution_name

if TYPE_CHECKING:
    from types_boto3_stepfunctions.client import SFNClient


@final
class StepFunctionsDoor:
    """Starts `operate-connector`; a name that exists is this request, asked before."""

    def __init__(self, client: SFNClient, state_machine_arn: str) -> None:
        self._client = client
        self._arn = state_machine_arn

    def ask(self, request: Mapping[str, Any]) -> None:
        try:
            self._client.start_execution(
                stateMachineArn=self._arn, name=execution_name(request["requestId"]), input=json.dumps(dict(request))
            )
        except self._client.exceptions.ExecutionAlreadyExists:
            return
