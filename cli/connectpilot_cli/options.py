"""Options that several commands share."""

from typing import Annotated

import typer

from .output import wants_json

StackName = Annotated[
    str,
    typer.Option("--stack", help="The name that Connectpilot's stack was deployed under.", envvar="CONNECTPILOT_STACK"),
]
Json = Annotated[bool, typer.Option("--json", help="JSON, for scripts.", callback=wants_json)]
