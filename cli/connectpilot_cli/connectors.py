"""connectpilot connectors: what there is, and changes to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from .api import Api, ApiError
from .options import Json, StackName
from .output import console, failed, show_json, show_table
from .stack import open_stack

app = typer.Typer(no_args_is_help=True, help="Connectors: what there is, and changes to them.")
_WRONG = ("refused", "unhealthy", "timedOut", "rolledBack")
Name = Annotated[str, typer.Argument(help="The connector's name: letters, digits and hyphens.")]


@contextmanager
def api_of(stack: str) -> Iterator[Api]:
    """The stack's API; a refusal ends the command with the API's own words and exit code 1."""
    found = open_stack(stack)
    try:
        yield Api(found.api_url, found.session)
    except ApiError as error:
        raise failed(f"{error.status:d} {error}", code=1) from None


@app.command("list")
def list_all(stack: StackName = "connectpilot", as_json: Json = False) -> None:
    """All connectors of the account: state, tasks, what was asked last and how that ended."""
    with api_of(stack) as api:
        statuses = api.get("/connectors", expand="status")
        records = {record["name"]: record for record in api.get("/connectpilot/connectors")}
    if as_json:
        show_json({name: {**found, "record": records.get(name)} for name, found in statuses.items()})
        return
    show_table(
        ["NAME", "TYPE", "STATE", "TASKS", "LAST OUTCOME", "NOTE"],
        (_row(name, found["status"], records.get(name)) for name, found in statuses.items()),
        nothing="no connectors yet; examples/ has some to apply",
    )


def _row(name: str, status: dict[str, Any], record: dict[str, Any] | None) -> dict[str, Any]:
    tasks = [task["state"] for task in status["tasks"]]
    return {
        "NAME": name,
        "TYPE": status["type"],
        "STATE": status["connector"]["state"],
        "TASKS": f"{tasks.count('RUNNING')}/{len(tasks)} running",
        "LAST OUTCOME": record["outcome"] if record else None,
        "NOTE": _note(record),
    }


def _note(record: dict[str, Any] | None) -> str:
    if record is None:
        return "not managed by Connectpilot"
    if record["pending"]:
        return "a change is under way"
    if record["quarantine"]:
        return f"in quarantine: {record['quarantine']}"
    return record["outcomeReason"] or "" if record["outcome"] in _WRONG else ""


@app.command()
def show(name: Name, stack: StackName = "connectpilot") -> None:
    """One connector as JSON: status, configuration, and what Connectpilot remembers of it."""
    with api_of(stack) as api:
        answer = {"status": api.get(f"/connectors/{name}/status"), **api.get(f"/connectors/{name}")}
        try:
            answer["record"] = api.get(f"/connectpilot/connectors/{name}")
        except ApiError:
            answer["record"] = None
    show_json(answer)


@app.command()
def apply(
    file: Annotated[Path, typer.Argument(help="JSON: {name, config}, as for POST /connectors.", exists=True)],
    stack: StackName = "connectpilot",
) -> None:
    """Create the connector, or change it to what the file says."""
    name, config = _read_connector(file)
    with api_of(stack) as api:
        api.call("PUT", f"/connectors/{name}/config", config)
    console.print(f"asked for {name}; `connectpilot connectors list` tells how it goes")


def _read_connector(file: Path) -> tuple[str, dict[str, Any]]:
    """Ends the command with what is wrong with the file."""
    try:
        wanted = json.loads(file.read_text())
    except (ValueError, RecursionError) as error:
        _refuse(file, f"it is not JSON ({error})")
    if not isinstance(wanted, dict):
        _refuse(file, "it must be a JSON object")
    name, config = wanted.get("name"), wanted.get("config")
    if not isinstance(name, str) or not isinstance(config, dict):
        _refuse(file, 'it needs "name", a string, and "config", an object, as for POST /connectors')
    return name, config


def _refuse(file: Path, why: str) -> NoReturn:
    raise failed(f"{file} is not a connector: {why}")


@app.command()
def restart(
    name: Name,
    only_failed: Annotated[
        bool, typer.Option("--only-failed", help="Restart failed tasks only (Kafka Connect 3.7).")
    ] = False,
    stack: StackName = "connectpilot",
) -> None:
    """Restart a RUNNING connector, or only its failed tasks."""
    _ask(stack, "POST", f"/connectors/{name}/restart", onlyFailed=str(only_failed).lower())


@app.command()
def recreate(name: Name, stack: StackName = "connectpilot") -> None:
    """Delete it and create it again, for what MSK Connect cannot change; refused where its position would be lost."""
    _ask(stack, "POST", f"/connectpilot/connectors/{name}/recreate")


@app.command()
def pause(name: Name, stack: StackName = "connectpilot") -> None:
    """Pause: position and workers are kept, and paid for."""
    _ask(stack, "PUT", f"/connectors/{name}/pause")


@app.command()
def resume(name: Name, stack: StackName = "connectpilot") -> None:
    """Go on after a pause or a stop."""
    _ask(stack, "PUT", f"/connectors/{name}/resume")


@app.command()
def stop(name: Name, stack: StackName = "connectpilot") -> None:
    """End the connector and its bill; its spec and its position are kept for resume."""
    _ask(stack, "PUT", f"/connectors/{name}/stop")


@app.command()
def delete(name: Name, stack: StackName = "connectpilot") -> None:
    """Delete the connector, its alarms and its record."""
    _ask(stack, "DELETE", f"/connectors/{name}")


@app.command()
def adopt(
    name: Name,
    target: Annotated[str, typer.Option(help="The target it belongs to.")] = "default",
    stack: StackName = "connectpilot",
) -> None:
    """Take over a connector that was made by other means; nothing of it is changed."""
    _ask(stack, "POST", f"/connectpilot/connectors/{name}/adopt", target=target)


def _ask(stack: str, method: str, path: str, **query: str) -> None:
    with api_of(stack) as api:
        api.call(method, path, query=query)
    console.print("asked; `connectpilot connectors list` tells how it goes")
