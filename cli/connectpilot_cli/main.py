"""Which commands there are."""

from __future__ import annotations

from typing import Annotated

import typer
from connectpilot import VERSION

from . import artifacts, connectors, healing, local, plugins, recipes
from .build import build
from .demo import demo
from .incidents import incidents
from .inspect import inspect

app = typer.Typer(
    name="connectpilot",
    no_args_is_help=True,
    rich_markup_mode="markdown",  # else a line of a docstring is a line of the help, however wide the terminal
    pretty_exceptions_show_locals=False,  # a traceback's locals could hold a secret
    help="Event-driven automation for Amazon MSK Connect: plugins from recipes, connectors by Kafka Connect's own API,"
    " healing, scaling.\n\nStart here: `connectpilot demo` shows the main job on this machine;"
    " `connectpilot local` gives you the same to play with.\n\nA first plugin and connector:"
    " `connectpilot plugins upload recipes/debezium-mysql.yaml`,"
    " `connectpilot connectors apply examples/connectors/orders-cdc.json`, `connectpilot connectors list`.",
)
app.command()(demo)
app.add_typer(local.app, name="local")
app.add_typer(recipes.app, name="recipe")
app.command()(build)
app.command()(inspect)
app.add_typer(artifacts.app, name="artifacts")
app.add_typer(plugins.app, name="plugins")
app.add_typer(connectors.app, name="connectors")
app.command()(incidents)
app.add_typer(healing.app, name="healing")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"connectpilot {VERSION}")
        raise typer.Exit


@app.callback()
def _of_all_commands(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show which version this is.")
    ] = False,
) -> None:
    del version
