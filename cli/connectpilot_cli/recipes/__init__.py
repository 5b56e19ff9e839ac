"""connectpilot recipe: write, check, lock and renew recipes."""

from __future__ import annotations

import typer

from .check import check
from .lock import lock
from .new import new
from .update import update

app = typer.Typer(
    no_args_is_help=True,
    help="Recipes: YAML files that say what a plugin is made of, each part with its digest.",
)
app.command()(new)
app.command()(check)
app.command()(lock)
app.command()(update)
