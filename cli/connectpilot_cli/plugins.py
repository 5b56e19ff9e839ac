"""connectpilot plugins: what is registered, what is inside, and uploads with the report that answers them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from connectpilot.domain.plugins.comparison import Content, compare
from connectpilot.usecases.bundle_shelf import Built
from rich.filesize import decimal

from . import contents, reports
from .artifact_cache import restore
from .connectors import api_of
from .options import Json, StackName
from .output import console, indented, show_json, show_table
from .plugin_contents import UNKNOWN, built_of, plugin_built, plugin_named
from .plugin_prune import prune
from .plugin_reports import list_reports, show_report
from .stack import is_local, open_stack

app = typer.Typer(no_args_is_help=True, help="Plugins: what is registered, and what is inside.")
Name = Annotated[str, typer.Argument(help="A plugin's name, or a beginning that only it has.")]


@app.command("list")
def list_all(stack: StackName = "connectpilot", as_json: Json = False) -> None:
    """All plugins that Connectpilot registered, with the connector classes they hold."""
    with api_of(stack) as api:
        plugins = api.get("/connectpilot/plugins")
    if as_json:
        show_json(plugins)
        return
    show_table(
        ["NAME", "STATE", "SIZE", "JAVA", "CONNECTORS"],
        (
            {
                "NAME": plugin["name"],
                "STATE": plugin["state"],
                "SIZE": decimal(plugin["size"]),
                "JAVA": plugin["java_level"],
                "CONNECTORS": ", ".join(
                    one["class_name"].rpartition(".")[2]
                    for one in plugin["classes"]
                    if one["kind"] in ("source", "sink")
                ),
            }
            for plugin in plugins
        ),
        nothing="no plugins yet; `connectpilot plugins upload recipes/debezium-mysql.yaml` makes one",
    )


@app.command()
def show(name: Name, stack: StackName = "connectpilot", as_json: Json = False) -> None:
    """One plugin: where it came from, its classes and files, and what was found."""
    plugin = plugin_named(stack, name)
    built = built_of(stack, plugin) if plugin["bundle_key"] else None
    if as_json:
        show_json({**plugin, **(contents.described(built) if built else {})})
        return
    console.print(f"{plugin['name']}  {plugin['state']}  {plugin['created_at'][:16]}", markup=False)
    console.print(f"from {plugin['origin']}", markup=False)
    console.print(f"{plugin['arn']}", markup=False)
    if built:
        contents.show(built)
        return
    console.print(UNKNOWN)
    for one in plugin["classes"]:
        console.print(f"{one['kind']}: {one['class_name']}", markup=False)


@app.command()
def diff(before: Name, after: Name, stack: StackName = "connectpilot", as_json: Json = False) -> None:
    """What one plugin has that another has not: size, jars, Java level, classes, findings."""
    changes = compare(*(_content(plugin_built(stack, name)) for name in (before, after)))
    if as_json:
        show_json([asdict(change) for change in changes])
        return
    contents.show_changes(changes)
    if not changes:
        console.print("the same inside")


def _content(built: Built) -> Content:
    return Content(built.manifest, built.findings)


@app.command()
def upload(
    file: Annotated[Path, typer.Argument(help="A recipe (YAML), a ZIP or a JAR.", exists=True, dir_okay=False)],
    wait: Annotated[bool, typer.Option(help="Wait for the report; without, it says where the report will be.")] = True,
    stack: StackName = "connectpilot",
    as_json: Json = False,
) -> None:
    """Upload a recipe or an archive, and show the report of what became of it.

    The stack fetches, builds, inspects and registers it; `connectpilot plugins list` then has it, and connectors can
    use its classes.
    """
    found = open_stack(stack)
    if is_local():
        restore(found, [file])
    version = reports.put(found, file)
    if not wait:
        if as_json:
            show_json({"name": file.name, "versionId": version})
            return
        console.print(f"uploaded; `connectpilot plugins report {file.name}` shows the report when there is one")
        return
    report = reports.wait_for_report(found, file.name, version)
    if as_json:
        show_json(report)
    else:
        for line in reports.lines(report):
            console.print(indented(line, 0), markup=False)
    if report["outcome"] not in reports.GOOD:
        raise typer.Exit(1)


app.command("reports")(list_reports)
app.command("report")(show_report)
app.command()(prune)
