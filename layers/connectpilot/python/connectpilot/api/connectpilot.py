"""/connectpilot: what Kafka Connect's contract has no words for: outcomes, incidents, adoption, recreation."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from ..bootstrap import api as bootstrap
from ..domain.care.incident import Incident
from ..domain.errors import ConnectorNotFoundError
from ..domain.record import ConnectorRecord
from .requests import caller, cause

router = APIGatewayHttpRouter()


@router.get("/connectpilot/connectors")
def list_records() -> list[dict[str, Any]]:
    return [_record(record) for record in sorted(bootstrap.records().all(), key=lambda record: record.name)]


@router.get("/connectpilot/connectors/<name>")
def get_record(name: str) -> dict[str, Any]:
    """What Connectpilot remembers: the last outcome with its reason, when it looks next, why it gave up."""
    record = bootstrap.records().get(name)
    if record is None:
        raise ConnectorNotFoundError(f"Connector {name} is not managed by Connectpilot")
    return _record(record)


@router.post("/connectpilot/connectors/<name>/adopt")
def adopt(name: str) -> Response[Any]:
    event = router.current_event
    target = (event.query_string_parameters or {}).get("target", "default")
    bootstrap.adopt_connector()(name, target, caller=caller(event), cause=cause(event))
    return Response(202)


@router.post("/connectpilot/connectors/<name>/recreate")
def recreate(name: str) -> Response[Any]:
    """Delete and create again: for what MSK Connect cannot change; refused where its position would be lost."""
    event = router.current_event
    bootstrap.request_change()(name, "recreate", caller=caller(event), cause=cause(event))
    return Response(202)


@router.get("/connectpilot/incidents")
def list_incidents() -> list[dict[str, Any]]:
    """The open ones of the whole fleet; `?connector=` gives all of one connector."""
    connector = (router.current_event.query_string_parameters or {}).get("connector")
    incidents = bootstrap.incidents()
    return [_incident(one) for one in (incidents.of(connector) if connector else incidents.open_ones())]


def _record(record: ConnectorRecord) -> dict[str, Any]:
    seen = record.sighting
    return {
        "name": record.name,
        "type": record.kind,
        "lifecycle": record.lifecycle,
        "state": seen.state if seen else None,
        "runningTasks": seen.running_tasks if seen else None,
        "erroredTasks": seen.errored_tasks if seen else None,
        "seenAt": _iso(seen.at) if seen else None,
        "pending": record.request is not None,
        "outcome": record.outcome,
        "outcomeReason": record.outcome_reason,
        "outcomeAt": _iso(record.outcome_at),
        "difference": f"differs from its spec: {record.difference}" if record.difference else None,
        "nextCheckAt": _iso(record.next_check_at),
        "attempts": record.attempts,
        "quarantine": record.quarantine,
        "lastAdjustmentAt": _iso(record.last_adjustment_at),
    }


def _incident(incident: Incident) -> dict[str, Any]:
    return {
        "connector": incident.connector,
        "openedAt": incident.opened_at,
        "kind": incident.kind,
        "open": incident.open,
        "closedAt": _iso(incident.closed_at),
        "diagnosis": incident.diagnosis,
        "entries": [
            {"at": _iso(entry.at), "moment": entry.moment, "what": entry.what, "text": entry.text}
            for entry in incident.entries
        ],
    }


def _iso(at: Any) -> str | None:
    return at.isoformat(timespec="seconds") if at else None
