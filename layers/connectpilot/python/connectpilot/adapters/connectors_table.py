"""The connectors table over DynamoDB; the lease is taken and released by the state machine, renewed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, final

from ..domain.errors import ConnectorBusyError, ConnectpilotError, LeaseLostError, PlatformRefusedError
from ..domain.record import ConnectorRecord, Lease
from .aws_errors import told_apart
from .connectors_items import FIELDS, attribute, stored, to_record

if TYPE_CHECKING:
    from types_boto3_dynamodb.service_resource import Table


class _ForgottenError(ConnectpilotError):
    """There is no record of this name any more."""


class _AnotherRequestError(ConnectpilotError):
    """The request that is pending is not this one."""


class _AnotherIncidentError(ConnectpilotError):
    """Another incident is open, or nobody has the connector any more."""


@final
class ConnectorsTable:
    """The `ConnectorRecords` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, name: str) -> ConnectorRecord | None:
        with told_apart():
            item = self._table.get_item(Key={"name": name}, ConsistentRead=True).get("Item")
        return None if item is None else to_record(item)

    def all(self, unreadable: list[str] | None = None) -> Iterator[ConnectorRecord]:
        ask: dict[str, Any] = {"ConsistentRead": True}
        while True:
            with told_apart():
                page = self._table.scan(**ask)
            for item in page["Items"]:
                try:
                    record = to_record(item)
                except (KeyError, TypeError, ValueError):
                    if unreadable is None:
                        raise
                    unreadable.append(str(item["name"]))
                else:
                    yield record
            if "LastEvaluatedKey" not in page:
                return
            ask["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def write(self, name: str, **fields: Any) -> None:
        with suppress(_ForgottenError):
            self._update(name, fields, condition="attribute_exists(#name)", otherwise=_ForgottenError)

    def begin_incident(self, name: str, opened_at: str, **fields: Any) -> bool:
        none_other = "(attribute_not_exists(#incidentOpenedAt) OR #incidentOpenedAt = :incidentOpenedAt)"
        try:
            self._update(
                name,
                fields | {"incident_opened_at": opened_at},
                condition=f"attribute_exists(#name) AND {none_other}",
                otherwise=_AnotherIncidentError,
            )
        except _AnotherIncidentError:
            return False
        return True

    def draft(self, name: str, **fields: Any) -> None:
        self._update(name, fields)

    def accept(self, name: str, request_id: str, request: str, **fields: Any) -> None:
        try:
            self._update(
                name,
                fields | {"request": request, "request_id": request_id},
                condition="attribute_not_exists(#request) OR #requestId = :requestId",
                otherwise=_AnotherRequestError,
            )
        except _AnotherRequestError:
            raise ConnectorBusyError(
                f"Connector {name}: an earlier request is still being carried out; try again when it has ended"
            ) from None

    def conclude(self, name: str, request_id: str, **fields: Any) -> None:
        ended = fields | {"request": None, "request_id": None}
        try:
            self._update(
                name,
                ended,
                condition="#requestId = :concluded",
                values={":concluded": request_id},
                otherwise=_AnotherRequestError,
            )
        except _AnotherRequestError:
            self.write(name, **fields)

    def forget(self, name: str) -> None:
        with told_apart():
            self._table.delete_item(Key={"name": name})

    def renew_lease(self, name: str, lease: Lease) -> None:
        with told_apart({"ConditionalCheckFailedException": LeaseLostError}):
            self._table.update_item(
                Key={"name": name},
                UpdateExpression="SET leaseUntil = :until",
                ConditionExpression="leaseOwner = :owner AND fence = :fence",
                ExpressionAttributeValues={
                    ":until": int(lease.until.timestamp()),
                    ":owner": lease.owner,
                    ":fence": lease.fence,
                },
            )

    def _update(
        self,
        name: str,
        fields: Mapping[str, Any],
        *,
        condition: str = "",
        values: Mapping[str, Any] | None = None,
        otherwise: type[ConnectpilotError] = PlatformRefusedError,
    ) -> None:
        if unknown := fields.keys() - FIELDS:
            raise TypeError(f"not fields of a connector's record: {sorted(unknown)}")
        attributes = {attribute(field): stored(value) for field, value in fields.items()}
        kept = {key: value for key, value in attributes.items() if value is not None}
        expression = "SET " + ", ".join(f"#{key} = :{key}" for key in kept) if kept else ""
        if removed := sorted(attributes.keys() - kept.keys()):
            expression += " REMOVE " + ", ".join(f"#{key}" for key in removed)
        ask: dict[str, Any] = {
            "Key": {"name": name},
            "UpdateExpression": expression.strip(),
            "ExpressionAttributeNames": {f"#{key}": key for key in attributes},
        }
        if "#name" in condition:
            ask["ExpressionAttributeNames"]["#name"] = "name"
        if bound := {f":{key}": value for key, value in kept.items()} | dict(values or {}):
            ask["ExpressionAttributeValues"] = bound
        if condition:
            ask["ConditionExpression"] = condition
        with told_apart({"ConditionalCheckFailedException": otherwise}):
            self._table.update_item(**ask)
