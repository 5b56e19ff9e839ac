"""connectpilot incidents: what went wrong, what was done about it, and why."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from .connectors import api_of
from .options import Json, StackName
from .output import console, errors, show_json


def incidents(
    connector: Annotated[str | None, typer.Argument(help="Only this connector, closed incidents included.")] = None,
    stack: StackName = "connectpilot",
    as_json: Json = False,
) -> None:
    """Timelines of incidents: the open ones, or all of one connector."""
    with api_of(stack) as api:
        found = api.get("/connectpilot/incidents", **({"connector": connector} if connector else {}))
    if as_json:
        show_json(found)
        return
    if not found:
        errors.print("no incident is open" if connector is None else f"no incidents of {connector}")
    for incident in found:
        show_timeline(incident)


def show_timeline(incident: dict[str, Any]) -> None:
    state = "open" if incident["open"] else f"closed {incident['closedAt']}"
    what = incident["diagnosis"] or incident["kind"]
    console.print(f"[bold]{incident['connector']}[/]  {incident['openedAt']}  {what}  ({state})")
    for entry in incident["entries"]:
        clock = str(entry["at"])[11:19]
        console.print(f"  {clock}  {entry['moment']:<10} ", end="")
        console.print(entry["text"].splitlines()[0] if entry["text"] else "", markup=False)
