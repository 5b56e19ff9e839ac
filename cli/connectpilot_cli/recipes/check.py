"""connectpilot recipe check: what can be said of a recipe without fetching anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from connectpilot.domain.errors import ConnectpilotError
from connectpilot.usecases.parse_recipe import parse_recipe

from ..options import Json
from ..output import console, show_json

Recipes = Annotated[list[Path], typer.Argument(help="Recipes (YAML).", exists=True, dir_okay=False)]


def check(recipes: Recipes, as_json: Json = False) -> None:
    """Say whether recipes can be used: fields, digests, versions, locks. Fetches nothing; `inspect` looks inside."""
    told = [_check(path) for path in recipes]
    if as_json:
        show_json(told)
    for one in told if not as_json else ():
        if one["problem"]:
            console.print(f"[red]no[/] {one['file']}:", end=" ")
            console.print(one["problem"], markup=False)
        else:
            console.print(f"[green]ok[/] {one['file']}: {one['artifacts']} artefacts, {one['locked']} of them locked")
    if any(one["problem"] for one in told):
        raise typer.Exit(1)


def _check(path: Path) -> dict[str, str | int | None]:
    try:
        recipe = parse_recipe(path.read_bytes())
    except ConnectpilotError as error:
        return {"file": str(path), "problem": str(error), "artifacts": 0, "locked": 0}
    return {
        "file": str(path),
        "problem": None,
        "artifacts": len(recipe.all_artifacts),
        "locked": len(recipe.all_artifacts) - len(recipe.artifacts),
    }
