"""The control table over DynamoDB: healing's kill switch and its budget of restarts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, final

from ..domain.errors import ConnectorBusyError
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_dynamodb.service_resource import Table

SWITCH = "healing"
BUDGET = "restart-budget"


@final
class ControlTable:
    """The `ControlRecords` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def healing_is_on(self) -> bool:
        return not self._switch().get("off", False)

    def healing_switched_at(self) -> str | None:
        """ISO; None where it never was, or by whoever wrote the item by hand."""
        at = self._switch().get("since")
        return None if at is None else str(at)

    def switch_healing(self, now: datetime, *, on: bool) -> None:
        """What is so already stays, with the time since when it is."""
        if self.healing_is_on() is not on:
            with told_apart():
                self._table.put_item(
                    Item={"name": SWITCH, "off": not on, "since": now.astimezone(UTC).isoformat(timespec="seconds")}
                )

    def take_restart(self, now: datetime, per_minute: int) -> bool:
        minute = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
        within = {":minute": minute, ":one": 1, ":budget": per_minute}
        if self._update("ADD used :one", "#minute = :minute AND used < :budget", within):
            return True
        if per_minute < 1:
            return False
        anew = {":minute": minute, ":one": 1}
        if self._update(
            "SET #minute = :minute, used = :one", "attribute_not_exists(#minute) OR #minute < :minute", anew
        ):
            return True
        # The minute's first restart may have been taken by another one just now.
        return self._update("ADD used :one", "#minute = :minute AND used < :budget", within)

    def _switch(self) -> Mapping[str, Any]:
        with told_apart():
            return self._table.get_item(Key={"name": SWITCH}, ConsistentRead=True).get("Item", {})

    def _update(self, expression: str, condition: str, values: dict[str, Any]) -> bool:
        try:
            with told_apart({"ConditionalCheckFailedException": ConnectorBusyError}):
                self._table.update_item(
                    Key={"name": BUDGET},
                    UpdateExpression=expression,
                    ConditionExpression=condition,
                    ExpressionAttributeNames={"#minute": "minute"},
                    ExpressionAttributeValues=values,
                )
        except ConnectorBusyError:
            return False
        return True
