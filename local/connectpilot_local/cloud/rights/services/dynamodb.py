"""DynamoDB: the table, or of a query the index; transactions ask for the action of each item.

Source: Service Authorization Reference and "Using IAM with DynamoDB transactions".
"""

from __future__ import annotations

from typing import Any

from moto.dynamodb.models import dynamodb_backends

from connectpilot_local.cloud.rights.call import Call
from connectpilot_local.cloud.rights.targets import Rule, Target, Values, by_name, given, not_judged, parameter

_TABLE_ACTIONS = """
    CreateTable DeleteItem DeleteTable DescribeContinuousBackups DescribeTable DescribeTimeToLive GetItem PutItem
    UpdateContinuousBackups UpdateItem UpdateTable UpdateTimeToLive
"""
_ITEM_OPERATIONS = ("GetItem", "PutItem", "UpdateItem", "DeleteItem")
_TRANSACTION = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Get": "GetItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}


def table_arn(call: Call, name: str) -> str:
    return name if name.startswith("arn:") else call.arn("dynamodb", f"table/{name}")


def _table(call: Call) -> str:
    return table_arn(call, call.need("TableName"))


def _leading_keys(call: Call, arn: str, items: list[dict[str, Any]]) -> Values:
    """dynamodb:LeadingKeys, when the table's partition key is known and every item has it as a string."""
    name = arn.rsplit("/", 1)[-1]
    table = dynamodb_backends[call.account][call.region].tables.get(name)
    if table is None:
        return {}
    values = [item.get(table.hash_key_attr, {}).get("S") for item in items]
    return {} if None in values else {"dynamodb:leadingkeys": tuple(values)}


def _values(call: Call) -> Values:
    return {"dynamodb:select": given(call.get("Select")), "dynamodb:returnvalues": given(call.get("ReturnValues"))}


def _item(operation: str) -> Rule:
    def targets(call: Call) -> list[Target]:
        arn = _table(call)
        facts = {**_values(call), **_leading_keys(call, arn, [call.get("Key") or call.get("Item") or {}])}
        return [Target(f"dynamodb:{operation}", arn, facts)]

    return targets


def _read_many(operation: str) -> Rule:
    def targets(call: Call) -> list[Target]:
        index = f"/index/{call.get('IndexName')}" if call.get("IndexName") else ""
        return [Target(f"dynamodb:{operation}", _table(call) + index, _values(call))]

    return targets


def _batch_get(call: Call) -> list[Target]:
    found = []
    for name, wanted in call.need("RequestItems").items():
        arn = table_arn(call, name)
        found.append(Target("dynamodb:BatchGetItem", arn, _leading_keys(call, arn, wanted["Keys"])))
    return found


def _batch_write(call: Call) -> list[Target]:
    found = []
    for name, writes in call.need("RequestItems").items():
        arn = table_arn(call, name)
        items = [one["PutRequest"]["Item"] if "PutRequest" in one else one["DeleteRequest"]["Key"] for one in writes]
        found.append(Target("dynamodb:BatchWriteItem", arn, _leading_keys(call, arn, items)))
    return found


def _transaction(call: Call) -> list[Target]:
    found = []
    for step in call.need("TransactItems"):
        for kind, detail in step.items():
            arn = table_arn(call, detail["TableName"])
            facts = {
                "dynamodb:enclosingoperation": (call.operation,),
                **_leading_keys(call, arn, [detail.get("Key") or detail.get("Item") or {}]),
            }
            found.append(Target(f"dynamodb:{_TRANSACTION[kind]}", arn, facts))
    return found


_PARTIQL = not_judged("PartiQL statements are not read")

RULES: dict[str, Rule] = {
    **by_name("dynamodb", _TABLE_ACTIONS, _table),
    **by_name("dynamodb", "ListTagsOfResource TagResource UntagResource", parameter("ResourceArn")),
    **{operation: _item(operation) for operation in _ITEM_OPERATIONS},
    "BatchExecuteStatement": _PARTIQL,
    "BatchGetItem": _batch_get,
    "BatchWriteItem": _batch_write,
    "ExecuteStatement": _PARTIQL,
    "ExecuteTransaction": _PARTIQL,
    "Query": _read_many("Query"),
    "Scan": _read_many("Scan"),
    "TransactGetItems": _transaction,
    "TransactWriteItems": _transaction,
}
