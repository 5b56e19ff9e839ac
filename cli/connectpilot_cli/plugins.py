"""connectpilot plugins: list, and upload with the report that answers it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from . import reports
from .connectors import api_of
from .options import Json, StackName
from .output import console, show_json, show_table
from .stack import open_stack

app = typer.Typer(no_args_is_help=True, help="Plugins: what is registered, and what is inside.")


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
                "SIZE": f"{plugin['size'] / 1e6:.1f} MB",
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
def upload(
    file: Annotated[Path, typer.Argument(help="A recipe (YAML), a ZIP or a JAR.", exists=True, dir_okay=False)],
    wait: Annotated[bool, typer.Option(help="Wait for the report.")] = True,
    stack: StackName = "connectpilot",
    as_json: Json = False,
) -> None:
    """Upload a recipe or an archive, and show the report of what became of it."""
    found = open_stack(stack)
    version = reports.put(found, file)
    if not wait:
        key = reports.key_of(file.name)
        console.print(f"uploaded; the report will be at s3://{found.outputs['IntakeBucket']}/{key}")
        return
    report = reports.wait_for_report(found, file.name, version)
    if as_json:
        show_json(report)
    else:
        for line in reports.lines(report):
            console.print(line, markup=False)
    if report["outcome"] not in reports.GOOD:
        raise typer.Exit(1)
