"""connectpilot incidents: what went wrong, what was done about it, and why."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from .connectors import api_of
from .options import Json, StackName
from .output import console, errors, indented, show_json

# CloudWatch's reason for a state: "... 1 datapoints [92.0 (20/11/26 12:58:00)] was greater than ... (minimum 1 ...)."
_DATAPOINTS = re.compile(r" \[[^\]]*\](?= (?:was|were) )| \(minimum \d+ datapoints? for [^)]*\)")


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
    state = "open" if incident["open"] else f"closed {_instant(incident['closedAt'])}"
    what = incident["diagnosis"] or incident["kind"]
    console.print(f"[bold]{incident['connector']}[/]  {_instant(incident['openedAt'])}  {what}  ({state})")
    for entry in incident["entries"]:
        console.print(indented(in_one_line(entry), 2), markup=False)


def in_one_line(entry: dict[str, Any], label: str | None = None) -> str:
    """When, what (or whose), and the text's first line, of which a person needs no list of datapoints."""
    text = str(entry["text"]).partition("\n")[0]
    return f"{str(entry['at'])[11:19]}  {label or entry['moment']:<10} {_DATAPOINTS.sub('', text)}"


def _instant(iso: str) -> str:
    return f"{iso[:10]} {iso[11:19]} UTC"
