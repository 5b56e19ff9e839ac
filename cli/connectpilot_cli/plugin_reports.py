"""connectpilot plugins reports, report: what became of uploads, as the API tells it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from . import reports
from .connectors import api_of
from .options import Json, StackName
from .output import console, indented, show_json, show_table

Limit = Annotated[int, typer.Option(help="How many, the newest first.", min=1, max=100)]
Offset = Annotated[int, typer.Option(help="How many of the newest to leave out.", min=0)]


def list_reports(
    limit: Limit = 20, offset: Offset = 0, stack: StackName = "connectpilot", as_json: Json = False
) -> None:
    """The newest reports: how each upload ended, and when."""
    with api_of(stack) as api:
        found = api.get("/connectpilot/reports", limit=str(limit), offset=str(offset))
    if as_json:
        show_json(found)
        return
    show_table(
        ["NAME", "OUTCOME", "PLUGIN", "ERRORS", "WARNINGS", "REPORTED"],
        (
            {
                "NAME": one["name"],
                "OUTCOME": one["outcome"],
                "PLUGIN": one["plugin"],
                "ERRORS": one["errors"],
                "WARNINGS": one["warnings"],
                "REPORTED": (one["reportedAt"] or "-")[:16],
            }
            for one in found
        ),
        nothing="no reports here; `connectpilot plugins upload recipes/debezium-mysql.yaml` makes the first",
    )


def show_report(
    file: Annotated[str, typer.Argument(help="The upload's name, as below uploads/; or the file that was uploaded.")],
    stack: StackName = "connectpilot",
    as_json: Json = False,
) -> None:
    """The report on one upload, as `upload` shows it."""
    name = Path(file).name if Path(file).is_file() else file
    with api_of(stack) as api:
        report = api.get(f"/connectpilot/reports/{quote(name)}")
    if as_json:
        show_json(report)
        return
    for line in reports.lines(report):
        console.print(indented(line, 0), markup=False)
