"""Options that several commands share."""

from typing import Annotated

import typer

StackName = Annotated[str, typer.Option("--stack", help="The CloudFormation stack.", envvar="CONNECTPILOT_STACK")]
Json = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]
