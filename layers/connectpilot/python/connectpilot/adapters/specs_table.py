"""The specs table over DynamoDB: what people wrote, by its digest."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, final

from ..domain.errors import InvalidSpecError
from ..domain.spec import ConnectorSpec, parse_spec
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_dynamodb.service_resource import Table


@final
class SpecsTable:
    """The `Specs` port."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, spec: ConnectorSpec) -> str:
        # One text, not a map: DynamoDB would give back other types than were sent.
        text = json.dumps(dict(spec.wanted), sort_keys=True)
        with told_apart():
            self._table.put_item(
                Item={"digest": spec.digest, "name": spec.name, "wanted": text}
                | ({"plugin": spec.plugin} if spec.plugin else {})
            )
        return spec.digest

    def get(self, digest: str) -> ConnectorSpec:
        with told_apart():
            item = self._table.get_item(Key={"digest": digest}, ConsistentRead=True).get("Item")
        if item is None:
            raise InvalidSpecError(f"no spec is stored under digest {digest}: send the configuration again")
        spec = parse_spec(str(item["name"]), json.loads(str(item["wanted"])))
        # The plugin that was chosen when the spec was accepted: a newer one must not slip in by a later restart.
        return replace(spec, plugin=str(item["plugin"])) if "plugin" in item else spec

    def plugin_of(self, digest: str) -> str | None:
        with told_apart():
            item = self._table.get_item(Key={"digest": digest}, ConsistentRead=True).get("Item", {})
        return str(item["plugin"]) if "plugin" in item else None
