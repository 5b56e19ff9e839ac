"""connectpilot plugins prune: remove what no connector uses, once a person has seen it and said yes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from connectpilot.adapters.connectors_table import ConnectorsTable
from connectpilot.adapters.custom_plugins import CustomPlugins
from connectpilot.adapters.msk_connect import MskConnect
from connectpilot.adapters.object_store import S3Bucket
from connectpilot.adapters.plugins_table import PluginsTable
from connectpilot.adapters.release_executions import ReleaseExecutions
from connectpilot.adapters.specs_table import SpecsTable
from connectpilot.domain.plugins.prune_notice import End, Ended
from connectpilot.domain.plugins.pruning import Unused
from connectpilot.usecases.remove_unused import RemoveUnused
from rich.filesize import decimal

from .options import Json, StackName
from .output import console, counted, errors, show_json, show_table
from .stack import Stack, open_stack

_SAID: dict[End, str] = {
    "removed": "removed {one.name}",
    "going": "{one.name} is being deleted by MSK Connect; prune again for its record and its bundle",
    "kept": "{one.name} stays: {why}",
}


def prune(
    older_than: Annotated[int, typer.Option(help="Days; what was wanted since then is never touched.", min=1)] = 30,
    artifacts: Annotated[bool, typer.Option("--artifacts", help="Remove unused artefacts, too.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove without asking.")] = False,
    stack: StackName = "connectpilot",
    as_json: Json = False,
) -> None:
    """Show plugins, bundles and artefacts that nothing uses, with their age; remove them once you say so."""
    remove = _remove_unused(open_stack(stack))
    now = _now()
    look = remove.look(now=now, older_than=timedelta(days=older_than))
    _show(look.unused, now, older_than, as_json=as_json)
    wanted = [one for one in look.unused if artifacts or one.kind != "artifact"]
    if not wanted:
        return
    if not yes and not (errors.is_terminal and typer.confirm(_question(wanted), err=True)):
        errors.print("nothing is removed" + ("" if errors.is_terminal else "; --yes removes without asking"))
        return
    remove.mend()
    ended = []
    for one in remove(look, wanted):
        _tell(one, as_json=as_json)
        ended.append(one)
    if any(one.end == "kept" for one in ended):
        raise typer.Exit(1)


def _now() -> datetime:
    return datetime.now(UTC)


def _remove_unused(found: Stack) -> RemoveUnused:
    """The use case of the schedule, with the caller's rights."""
    tables, connect = found.session.resource("dynamodb"), found.client("kafkaconnect")
    return RemoveUnused(
        records=ConnectorsTable(tables.Table(found.outputs["ConnectorsTable"])),
        specs=SpecsTable(tables.Table(found.outputs["SpecsTable"])),
        plugins=PluginsTable(tables.Table(found.outputs["PluginsTable"])),
        connectors=MskConnect(connect),
        registry=CustomPlugins(connect),
        releases=ReleaseExecutions(found.client("stepfunctions"), found.outputs["ReleasePluginArn"]),
        bundles=S3Bucket(found.client("s3"), found.outputs["BundleBucket"]),
    )


def _show(unused: Iterable[Unused], now: datetime, older_than: int, *, as_json: bool) -> None:
    rows = [
        {
            "KIND": one.kind,
            "NAME": one.name,
            "AGE": f"{(now - one.since).days} d",
            "SIZE": decimal(one.size),
            "WHY": one.why,
        }
        for one in unused
    ]
    if as_json:
        show_json([{key.lower(): value for key, value in row.items()} for row in rows])
    else:
        nothing = f"nothing unused that is older than {older_than} days"
        show_table(["KIND", "NAME", "AGE", "SIZE", "WHY"], rows, nothing=nothing)


def _question(wanted: list[Unused]) -> str:
    plugins = sum(one.kind == "plugin" for one in wanted)
    others = len(wanted) - plugins
    return f"Remove {counted(plugins, 'plugin')} and {counted(others, 'other')}?"


def _tell(ended: Ended, *, as_json: bool) -> None:
    out = errors if as_json or ended.end == "kept" else console
    out.print(_SAID[ended.end].format(one=ended.unused, why=ended.why), markup=False)
