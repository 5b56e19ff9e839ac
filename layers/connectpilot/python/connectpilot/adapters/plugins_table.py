"""The plugins table over DynamoDB: every plugin we released, with what is inside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, final

from ..domain.errors import ConnectpilotError
from ..domain.plugin import Plugin, PluginClass
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_dynamodb.service_resource import Table


class _ForgottenError(ConnectpilotError):
    """There is no record of this name any more."""


@final
class PluginsTable:
    """The `Plugins` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, name: str) -> Plugin | None:
        with told_apart():
            item = self._table.get_item(Key={"name": name}, ConsistentRead=True).get("Item")
        return to_plugin(item) if item else None

    def all(self) -> Iterator[Plugin]:
        page: dict[str, Any] = {"ConsistentRead": True}
        while True:
            with told_apart():
                answer = self._table.scan(**page)
            yield from map(to_plugin, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            page["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def put(self, plugin: Plugin) -> None:
        with told_apart():
            self._table.put_item(Item=to_item(plugin))

    def note_wanted(self, name: str, at: datetime) -> None:
        with suppress(_ForgottenError), told_apart({"ConditionalCheckFailedException": _ForgottenError}):
            self._table.update_item(
                Key={"name": name},
                UpdateExpression="SET wantedAt = :at",
                ConditionExpression="attribute_exists(#name)",
                ExpressionAttributeNames={"#name": "name"},
                ExpressionAttributeValues={":at": at.isoformat()},
            )

    def forget(self, name: str) -> None:
        with told_apart():
            self._table.delete_item(Key={"name": name})


def to_item(plugin: Plugin) -> dict[str, Any]:
    item = {
        "name": plugin.name,
        "recipe": plugin.recipe,
        "bundleKey": plugin.bundle_key,
        "sha256": plugin.sha256,
        "size": plugin.size,
        "javaLevel": plugin.java_level,
        "classes": [{"className": one.class_name, "kind": one.kind, "version": one.version} for one in plugin.classes],
        "state": plugin.state,
        "origin": plugin.origin,
        "createdAt": plugin.created_at.isoformat(),
    }
    if plugin.wanted_at:
        item["wantedAt"] = plugin.wanted_at.isoformat()
    return item | ({"arn": plugin.arn} if plugin.arn else {})


def to_plugin(item: Any) -> Plugin:
    return Plugin(
        name=item["name"],
        recipe=item["recipe"],
        bundle_key=item["bundleKey"],
        sha256=item["sha256"],
        size=int(item["size"]),
        java_level=int(item["javaLevel"]),
        classes=tuple(PluginClass(one["className"], one["kind"], one["version"]) for one in item["classes"]),
        arn=item.get("arn"),
        state=item["state"],
        origin=item["origin"],
        created_at=datetime.fromisoformat(item["createdAt"]),
        wanted_at=datetime.fromisoformat(item["wantedAt"]) if "wantedAt" in item else None,
    )
