"""What a person or a pipe sees: tables and colours on a terminal, plain lines in a pipe, JSON when asked for."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

# No emoji: `org.apache.camel:camel:4.0` would be shown with a picture of a camel, and could not be copied.
console = Console(highlight=False, soft_wrap=True, emoji=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

_asked = {"json": False}
_STYLES = {
    "RUNNING": "green",
    "ACTIVE": "green",
    "FAILED": "red",
    "CREATE_FAILED": "red",
    "PAUSED": "yellow",
    "UNASSIGNED": "yellow",
}


def show_json(value: Any) -> None:
    text = json.dumps(value, default=str, indent=2)
    if console.is_terminal:
        console.print_json(text)
    else:
        console.out(text)


def wants_json(wanted: bool) -> bool:
    """The callback of every --json: what ends the command early is then JSON, too."""
    _asked["json"] = wanted
    return wanted


def failed(what: str, how: str = "", *, code: int = 2) -> typer.Exit:
    """To be raised once it is said what is wrong, in its own words, and what the way out is."""
    errors.print(Text.assemble((what, "red"), f"; {how}" if how else ""))
    if _asked["json"]:
        show_json({"refused": False, "problem": what, "whatToDo": how})
    return typer.Exit(code)


def show_table(columns: Iterable[str], rows: Iterable[Mapping[str, Any]], *, nothing: str) -> None:
    """One row per mapping; `nothing` is said where there is none. In a pipe: tab-separated lines without a header."""
    rows, columns = list(rows), list(columns)
    if not rows:
        errors.print(nothing)
        return
    if not console.is_terminal:
        for row in rows:
            console.out("\t".join(_text(row.get(column)) for column in columns))
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        cells = [_text(row.get(column)) for column in columns]
        table.add_row(*(f"[{_STYLES[cell]}]{cell}[/]" if cell in _STYLES else _escaped(cell) for cell in cells))
    console.print(table)


def counted(number: int, thing: str) -> str:
    """1 task, 2 tasks."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def indented(text: str, indent: int) -> str:
    """A line that a terminal has no room for goes on below its own beginning; a pipe gets it whole."""
    if not console.is_terminal:
        return " " * indent + text
    hanging = " " * (indent + 2)
    width = max(console.width, 40)
    return textwrap.fill(
        text,
        width,
        initial_indent=" " * indent,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _text(value: Any) -> str:
    return "-" if value is None else str(value)


def _escaped(text: str) -> str:
    return text.replace("[", "\\[")
