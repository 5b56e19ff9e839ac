"""connectpilot plugins prune: remove what no connector uses, once a person has seen it and said yes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from botocore.exceptions import ClientError
from connectpilot.domain.plugins.pruning import Registered, Stored, Unused, unused_objects, unused_plugins

from .connectors import api_of
from .options import Json, StackName
from .output import console, errors, show_json, show_table
from .stack import Stack, open_stack

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class _Plan:
    plugins: tuple[Registered, ...]
    objects: tuple[Unused, ...]

    @property
    def rows(self) -> list[Unused]:
        return [*(Unused("plugin", one.name, one.created_at) for one in self.plugins), *self.objects]


def prune(
    older_than: Annotated[int, typer.Option(help="Days; younger things are never touched.", min=1)] = 30,
    artifacts: Annotated[bool, typer.Option("--artifacts", help="Remove unused artefacts, too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove without asking.")] = False,
    stack: StackName = "connectpilot",
    as_json: Json = False,
) -> None:
    """Show plugins, bundles and artefacts that nothing uses, with their age; remove them once you say so."""
    found = open_stack(stack)
    age = timedelta(days=older_than)
    plan = _plan(found, stack, age)
    now = _now()
    rows = [
        {"KIND": one.kind, "NAME": one.name, "AGE": f"{(now - one.since).days} d", "SIZE": f"{one.size / 1e6:.1f} MB"}
        for one in plan.rows
    ]
    if as_json:
        show_json([{key.lower(): value for key, value in row.items()} for row in rows])
    else:
        show_table(
            ["KIND", "NAME", "AGE", "SIZE"], rows, nothing=f"nothing unused that is older than {older_than} days"
        )
    wanted = [one for one in plan.objects if one.kind == "bundle" or artifacts]
    if not (plan.plugins or wanted):
        return
    if not yes and not (errors.is_terminal and typer.confirm(_question(plan, wanted), err=True)):
        errors.print("nothing is removed" + ("" if errors.is_terminal else "; --yes removes without asking"))
        return
    # Asked again: a connector may have been created while a person was reading.
    again = _plan(found, stack, age)
    for plugin in set(plan.plugins) & set(again.plugins):
        _remove_plugin(found, plugin)
    for one in set(wanted) & set(again.objects):
        found.client("s3").delete_object(Bucket=found.outputs["BundleBucket"], Key=one.name)
        console.print(f"removed {one.name}", markup=False)


def _now() -> datetime:
    return datetime.now(UTC)


def _question(plan: _Plan, objects: list[Unused]) -> str:
    return f"Remove {len(plan.plugins)} plugins and {len(objects)} objects?"


def _plan(found: Stack, stack: str, age: timedelta) -> _Plan:
    now = _now()
    with api_of(stack) as api:
        plugins = [_registered(one) for one in api.get("/connectpilot/plugins")]
    unused = unused_plugins(plugins, _used(found), now=now, older_than=age)
    # The bundle of a plugin that goes now is shown the next time: first the plugin must be gone.
    bundles = [one.bundle_key for one in plugins]
    objects = unused_objects(_objects(found), bundles, _digests(found, bundles), now=now, older_than=age)
    return _Plan(unused, objects)


def _registered(one: dict[str, Any]) -> Registered:
    created = datetime.fromisoformat(one["created_at"])
    return Registered(one["name"], one["recipe"], one["arn"], one["bundle_key"], created)


def _used(found: Stack) -> set[str]:
    """ARNs of plugins on connectors; names in every spec that a connector's record refers to: wanted, good or next."""
    used: set[str] = set()
    for page in found.client("kafkaconnect").get_paginator("list_connectors").paginate():
        for connector in page["connectors"]:
            used |= {one["customPlugin"]["customPluginArn"] for one in connector.get("plugins", [])}
    specs = {one["digest"]["S"]: one.get("plugin", {}).get("S", "") for one in _items(found, "SpecsTable")}
    for record in _items(found, "ConnectorsTable"):
        words = set(_strings(record))
        used |= words | {specs[digest] for digest in words & specs.keys()}
    return used


def _items(found: Stack, table: str) -> Iterator[dict[str, Any]]:
    pages = found.client("dynamodb").get_paginator("scan").paginate(TableName=found.outputs[table], ConsistentRead=True)
    for page in pages:
        yield from page["Items"]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _objects(found: Stack) -> Iterator[Stored]:
    pages = found.client("s3").get_paginator("list_objects_v2").paginate(Bucket=found.outputs["BundleBucket"])
    for page in pages:
        for one in page.get("Contents", []):
            yield Stored(one["Key"], one["Size"], one["LastModified"])


def _digests(found: Stack, bundles: list[str]) -> set[str]:
    """Every digest that a document beside a plugin's bundle names: its inputs are among them."""
    s3, bucket = found.client("s3"), found.outputs["BundleBucket"]
    names = {key.rpartition(".")[0] for key in bundles}
    digests: set[str] = set()
    for one in _objects(found):
        if one.key.endswith(".json") and one.key.startswith(tuple(names)):
            digests |= set(_DIGEST.findall(s3.get_object(Bucket=bucket, Key=one.key)["Body"].read().decode()))
    return digests


def _remove_plugin(found: Stack, plugin: Registered) -> None:
    if plugin.arn:
        try:
            found.client("kafkaconnect").delete_custom_plugin(customPluginArn=plugin.arn)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NotFoundException":
                errors.print(f"[red]{plugin.name} stays[/]: {error}")
                return
    found.client("dynamodb").delete_item(TableName=found.outputs["PluginsTable"], Key={"name": {"S": plugin.name}})
    console.print(f"removed {plugin.name}", markup=False)
