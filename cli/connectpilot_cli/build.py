"""connectpilot build: a recipe built and inspected on this machine, by the code that release-plugin runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated, Any

import typer
from connectpilot.domain.errors import ConnectpilotError
from connectpilot.usecases.parse_recipe import parse_recipe

from . import contents
from .assessment import assess, refuse
from .fetching import MavenSecret, MavenUrls, repositories
from .options import Json
from .output import console, show_json
from .whole_file import whole_file


def build(
    recipe: Annotated[Path, typer.Argument(help="A recipe (YAML).", exists=True, dir_okay=False)],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to put the ZIP; NAME-VERSION.zip otherwise.", dir_okay=False),
    ] = None,
    maven_url: MavenUrls = None,
    maven_secret: MavenSecret = None,
    as_json: Json = False,
) -> None:
    """Build the bundle of a recipe on this machine, look inside, and refuse what would not start.

    The same bytes as the stack would build; nothing is uploaded, no AWS account is needed.
    """
    try:
        parsed = parse_recipe(recipe.read_bytes())
        found = assess(parsed, repositories(maven_url, maven_secret))
    except ConnectpilotError as error:
        refuse(error, as_json=as_json)
    described: dict[str, Any] = {"recipe": parsed.title, **contents.described(found.built)}
    if found.bundle is not None:
        file = output or Path(f"{parsed.title}.zip")
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(file) as copy, found.bundle.open("rb") as bundle:
            shutil.copyfileobj(bundle, copy)
        described["file"] = str(file)
    if as_json:
        show_json(described)
    else:
        console.print(described.get("file", f"{parsed.title} is refused: no bundle is written"), markup=False)
        contents.show(found.built)
    if found.is_refused:
        raise typer.Exit(1)
