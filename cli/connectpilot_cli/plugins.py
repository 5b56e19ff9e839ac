"""connectpilot plugins: list, and upload with the report that answers it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from .connectors import api_of
from .options import Json, StackName
from .output import console, errors, show_json, show_table
from .stack import Stack, open_stack

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
    since = put(found, file)
    if not wait:
        console.print(f"uploaded; the report will be at s3://{found.outputs['IntakeBucket']}/{report_key(file.name)}")
        return
    report = wait_for_report(found, file.name, since)
    show_json(report) if as_json else console.print(report.get("text") or json.dumps(report, indent=2), markup=False)
    if report.get("outcome") == "refused":
        raise typer.Exit(1)


def put(stack: Stack, file: Path) -> str:
    """Upload to uploads/; returns the object's version, by which its report is known."""
    answer = stack.client("s3").put_object(
        Bucket=stack.outputs["IntakeBucket"], Key=f"uploads/{file.name}", Body=file.read_bytes()
    )
    return str(answer["VersionId"])


def report_key(name: str) -> str:
    return f"reports/{name}.json"


def read_report(stack: Stack, name: str, version: str) -> dict[str, Any] | None:
    """The report about this version of an upload; None while there is none."""
    s3 = stack.client("s3")
    try:
        text = s3.get_object(Bucket=stack.outputs["IntakeBucket"], Key=report_key(name))["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None
    report: dict[str, Any] = json.loads(text)
    return report if version in json.dumps(report) else None


def wait_for_report(stack: Stack, name: str, version: str, *, seconds: float = 1800) -> dict[str, Any]:
    end = time.monotonic() + seconds
    with errors.status(f"{name}: building, inspecting, registering ..."):
        while time.monotonic() < end:
            if report := read_report(stack, name, version):
                return report
            time.sleep(0.5)
    errors.print(f"[red]no report about {name} after {seconds:.0f} s[/]; look at the executions of release-plugin")
    raise typer.Exit(1)
