"""What healing asks of the door, one remedy in one request."""

from __future__ import annotations

from typing import Any

from ..connector import Connector, ConnectorState
from ..record import ConnectorRecord
from .incident import Incident
from .remedy import Act, Recreate, RestartTasks, RollBack

_REASON = 500


def door_request(
    record: ConnectorRecord, connector: Connector | None, remedy: Act, incident: Incident
) -> dict[str, Any]:
    """operate-connector's input; its id stays the same until the incident has an answer, and is used once."""
    return {
        "requestId": f"{incident.id}-{incident.acts + 1}",
        "connector": record.name,
        "requestedBy": "heal-connector",
        "reason": remedy.reason[:_REASON],
        "incidentId": incident.id,
        **_intent(record, connector, remedy),
    }


def _intent(record: ConnectorRecord, connector: Connector | None, remedy: Act) -> dict[str, Any]:
    if isinstance(remedy, RollBack):
        # MSK Connect updates no FAILED connector: going back means to create it again.
        failed = connector is not None and connector.state is ConnectorState.FAILED
        version = {"expects": {"version": connector.version}} if connector else {}
        return {"intent": "recreate" if failed else "apply", "specDigest": remedy.digest, **version}
    if isinstance(remedy, Recreate):
        intent = "apply" if connector is None else "recreate"  # what is gone needs no deletion
        return {"intent": intent, "specDigest": record.wanted_digest or ""}
    if isinstance(remedy, RestartTasks):
        return {"intent": "restart", "onlyFailedTasks": True, "expects": {"erroredTasks": True}}
    return {"intent": "restart"}
