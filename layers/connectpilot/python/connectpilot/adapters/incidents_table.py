"""The incidents table over DynamoDB."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, final

from boto3.dynamodb.conditions import ConditionBase, Key

from ..domain.care.incident import Entry, Incident, Moment
from ..domain.errors import ConnectpilotError
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_dynamodb.service_resource import Table

_OPEN = "open"
_INDEX = "open-incidents"


@final
class IncidentsTable:
    """The `Incidents` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def open(self, incident: Incident) -> None:
        self._unless_done(
            lambda: self._table.put_item(Item=to_item(incident), ConditionExpression="attribute_not_exists(connector)")
        )

    def get(self, connector: str, opened_at: str) -> Incident | None:
        with told_apart():
            item = self._table.get_item(Key=_key(connector, opened_at), ConsistentRead=True).get("Item")
        return None if item is None else to_incident(item)

    def add(
        self,
        connector: str,
        opened_at: str,
        *entries: Entry,
        after: int,
        diagnosis: str | None = None,
        trace: str | None = None,
    ) -> bool:
        latest = {"diagnosis": diagnosis, "trace": trace}
        kept = {key: value for key, value in latest.items() if value is not None}
        sets = ["entries = list_append(entries, :entries)", *(f"{key} = :{key}" for key in kept)]
        return self._unless_done(
            lambda: self._table.update_item(
                Key=_key(connector, opened_at),
                UpdateExpression="SET " + ", ".join(sets),
                ConditionExpression="size(entries) = :after",
                ExpressionAttributeValues={
                    ":after": after,
                    ":entries": [_entry_item(entry) for entry in entries],
                    **{f":{key}": value for key, value in kept.items()},
                },
            )
        )

    def close(self, connector: str, opened_at: str, entry: Entry) -> None:
        self._unless_done(
            lambda: self._table.update_item(
                Key=_key(connector, opened_at),
                UpdateExpression="SET closedAt = :at, entries = list_append(entries, :entries) REMOVE #open",
                ConditionExpression="attribute_exists(#open)",
                ExpressionAttributeNames={"#open": _OPEN},
                ExpressionAttributeValues={":at": entry.at.isoformat(), ":entries": [_entry_item(entry)]},
            )
        )

    def of(self, connector: str, *, limit: int = 20) -> Iterable[Incident]:
        with told_apart():
            found = self._table.query(
                KeyConditionExpression=Key("connector").eq(connector), ScanIndexForward=False, Limit=limit
            )
        return [to_incident(item) for item in found["Items"]]

    def open_ones(self, *, since: datetime | None = None, limit: int = 100) -> Iterable[Incident]:
        condition: ConditionBase = Key(_OPEN).eq(_OPEN)
        if since is not None:
            condition = condition & Key("openedAt").gte(since.isoformat(timespec="seconds"))
        with told_apart():
            found = self._table.query(
                IndexName=_INDEX, KeyConditionExpression=condition, ScanIndexForward=False, Limit=limit
            )
        return [to_incident(item) for item in found["Items"]]

    @staticmethod
    def _unless_done(write: Callable[[], object]) -> bool:
        try:
            with told_apart({"ConditionalCheckFailedException": _Done}):
                write()
        except _Done:
            return False
        return True


class _Done(ConnectpilotError):
    """The write had been made before, or somebody else's was."""


def _key(connector: str, opened_at: str) -> dict[str, Any]:
    return {"connector": connector, "openedAt": opened_at}


def to_item(incident: Incident) -> dict[str, Any]:
    item = _key(incident.connector, incident.opened_at) | {
        "id": incident.id,
        "kind": incident.kind,
        "open": _OPEN if incident.open else None,
        "closedAt": incident.closed_at.isoformat() if incident.closed_at else None,
        "diagnosis": incident.diagnosis,
        "trace": incident.trace,
        "entries": [_entry_item(entry) for entry in incident.entries],
    }
    return {key: value for key, value in item.items() if value is not None}


def _entry_item(entry: Entry) -> dict[str, Any]:
    item = {"at": entry.at.isoformat(), "moment": str(entry.moment), "text": entry.text, "what": entry.what}
    return {key: value for key, value in item.items() if value is not None}


def to_incident(item: Mapping[str, Any]) -> Incident:
    closed = item.get("closedAt")
    return Incident(
        connector=item["connector"],
        opened_at=item["openedAt"],
        kind=item.get("kind", "illness"),
        open=_OPEN in item,
        closed_at=datetime.fromisoformat(closed) if closed else None,
        diagnosis=item.get("diagnosis"),
        trace=item.get("trace"),
        entries=tuple(
            Entry(datetime.fromisoformat(entry["at"]), Moment(entry["moment"]), entry["text"], entry.get("what"))
            for entry in item.get("entries", ())
        ),
    )
