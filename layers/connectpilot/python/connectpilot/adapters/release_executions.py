"""Executions of release-plugin over Step Functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_stepfunctions.client import SFNClient


@final
class ReleaseExecutions:
    """The `Releases` port."""

    def __init__(self, client: SFNClient, machine_arn: str) -> None:
        self._client = client
        self._machine_arn = machine_arn

    def running(self) -> bool:
        with told_apart():
            found = self._client.list_executions(
                stateMachineArn=self._machine_arn, statusFilter="RUNNING", maxResults=1
            )
        return bool(found["executions"])

    def newest(self) -> str | None:
        # Sorted by time, the most recent first (API reference, ListExecutions).
        with told_apart():
            found = self._client.list_executions(stateMachineArn=self._machine_arn, maxResults=1)["executions"]
        return found[0]["executionArn"] if found else None
