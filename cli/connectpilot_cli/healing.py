"""connectpilot healing: the switch that stops healing, scaling and the sweep's changes for the whole fleet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import typer
from connectpilot.adapters.control_table import ControlTable
from connectpilot.domain.errors import ConnectpilotError

from .options import StackName
from .output import console, failed
from .stack import open_stack

app = typer.Typer(no_args_is_help=True, help="Switch healing off and on for the whole fleet.")
_MEANS = {
    True: "incidents are healed, capacity is adjusted, and what was changed behind Connectpilot's back is brought back",
    False: "connectors are only observed: incidents say what would have been done, and nothing is changed that"
    " nobody asked for",
}


@app.command()
def status(stack: StackName = "connectpilot") -> None:
    """Whether healing is on, and since when."""
    _carry_out(stack, None)


@app.command()
def off(stack: StackName = "connectpilot") -> None:
    """Only observe, from now on. Requests that people make are carried out as ever."""
    _carry_out(stack, on=False)


@app.command("on")
def switch_on(stack: StackName = "connectpilot") -> None:
    """Heal, scale and bring back again."""
    _carry_out(stack, on=True)


def _carry_out(stack: str, on: bool | None) -> None:
    control = _control(stack)
    try:
        if on is not None:
            control.switch_healing(datetime.now(UTC), on=on)
        is_on, since = control.healing_is_on(), control.healing_switched_at()
    except ConnectpilotError as error:
        raise failed(f"The control table cannot be used: {error}", code=1) from None
    console.print(f"healing is {'on' if is_on else 'off'}{f' since {since}' if since else ''}: {_MEANS[is_on]}")


def _control(stack: str) -> ControlTable:
    found = open_stack(stack)
    resource: Any = found.session.resource("dynamodb")
    return ControlTable(resource.Table(found.outputs["ControlTable"]))
