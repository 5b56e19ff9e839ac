"""Restart, recreate, pause, resume, stop and delete: asked by a person, carried out by the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, final

from ..domain.connector import ConnectorState
from ..domain.errors import (
    ConnectorBusyError,
    ConnectorNotFoundError,
    ConnectorNotOursError,
    ConnectorNotRunningError,
)
from ..domain.names import request_id
from ..domain.record import ConnectorRecord, Lifecycle
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords
from ..ports.workflows import Workflows
from .hand_over import hand_over

Change = Literal["restart", "recreate", "pause", "resume", "stop", "delete"]

_LIFECYCLE = {
    "pause": Lifecycle.PAUSED,
    "resume": Lifecycle.RUNNING,
    "stop": Lifecycle.STOPPED,
    "delete": Lifecycle.DELETED,
}


@final
@dataclass(frozen=True, slots=True)
class RequestChange:
    """Record what is wanted of a connector and ask the door for it."""

    records: ConnectorRecords
    connectors: Connectors
    workflows: Workflows

    def __call__(
        self, name: str, change: Change, *, caller: str, cause: str, only_failed_tasks: bool = False
    ) -> ConnectorRecord:
        """Raises ConnectorNotFoundError, ConnectorNotOursError, ConnectorNotRunningError or ConnectorBusyError."""
        record = self._ours(name)
        if record.lifecycle is Lifecycle.DELETED and change != "delete":
            raise ConnectorBusyError(f"Connector {name} is being deleted")
        if change == "recreate" and record.lifecycle is Lifecycle.STOPPED:
            raise ConnectorNotRunningError(f"Connector {name} is stopped: resume it, which creates it again")
        if change == "restart":
            self._must_run(name)
        if change in ("pause", "resume") and record.lifecycle is not Lifecycle.STOPPED:
            self._must_not_have_failed(name, change)
        request = self._request(record, change, caller, cause)
        if only_failed_tasks:
            request["onlyFailedTasks"] = True
        fields: dict[str, Any] = {"quarantine": None, "attempts": 0}
        if change in _LIFECYCLE:
            request["formerLifecycle"] = record.lifecycle.value
            fields["lifecycle"] = _LIFECYCLE[change]
        hand_over(self.records, self.workflows, request, **fields)
        return record

    def _ours(self, name: str) -> ConnectorRecord:
        record = self.records.get(name)
        if record is None:
            if any(found.name == name for found in self.connectors.list(name)):
                raise ConnectorNotOursError(
                    f"Connector {name} was not made by Connectpilot, which therefore only shows it;"
                    f" adopt it first: POST /connectpilot/connectors/{name}/adopt"
                )
            raise ConnectorNotFoundError(f"Connector {name} not found")
        return record

    def _must_run(self, name: str) -> None:
        found = self.connectors.find(name)
        if found is None or found.state is not ConnectorState.RUNNING:
            state = found.state if found else "not there"
            raise ConnectorNotRunningError(
                f"Connector {name} is {state}: MSK Connect restarts only RUNNING connectors."
                f" A FAILED one is made again by PUT /connectors/{name}/config"
            )

    def _must_not_have_failed(self, name: str, change: Change) -> None:
        """Said to who asks: accepted, it would only be refused by the door, which looks again."""
        found = self.connectors.find(name)
        if found is not None and found.state is ConnectorState.FAILED:
            raise ConnectorNotRunningError(
                f"Connector {name} is FAILED: MSK Connect cannot {change} it. Mend what its worker log names, then make"
                f" it again: POST /connectpilot/connectors/{name}/recreate, or PUT /connectors/{name}/config"
            )

    @staticmethod
    def _request(record: ConnectorRecord, change: Change, caller: str, cause: str) -> dict[str, Any]:
        stopped = record.lifecycle is Lifecycle.STOPPED
        intent = "apply" if change == "resume" and stopped else change
        request: dict[str, Any] = {
            "requestId": request_id(record.name, intent, cause),
            "connector": record.name,
            "intent": intent,
            "requestedBy": caller,
            "reason": f"{change} asked by its user",
        }
        if intent in ("apply", "recreate"):
            request |= {"specDigest": record.wanted_digest or "", "mayRecreate": True}
        return request
