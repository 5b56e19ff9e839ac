"""connectpilot recipe check: what can be said of a recipe without fetching anything."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer
from connectpilot.domain.errors import ConnectpilotError, InvalidRecipeError
from connectpilot.domain.plugins.finding_kinds import KINDS
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.usecases.parse_recipe import parse_recipe

from ..options import Json
from ..output import console, counted, show_json

Recipes = Annotated[list[Path], typer.Argument(help="Recipes (YAML).", exists=True, dir_okay=False)]


def check(recipes: Recipes, as_json: Json = False) -> None:
    """Say whether recipes can be used: fields, digests, versions, locks. Fetches nothing; `inspect` looks inside."""
    told = [_check(path) for path in recipes]
    if as_json:
        show_json(told)
    for one in told if not as_json else ():
        if one["problem"]:
            console.print("no", style="red", end=" ")
            console.print(f"{one['file']}: {one['problem']}", markup=False)
        else:
            console.print("ok", style="green", end=" ")
            said = f"{one['file']}: {counted(one['artifacts'], 'artefact')}, {one['locked']} locked"
            console.print(said, markup=False)
    if any(one["problem"] for one in told):
        raise typer.Exit(1)


def _check(path: Path) -> dict[str, Any]:
    try:
        recipe = parse_recipe(path.read_bytes())
        _check_codes(recipe)
    except ConnectpilotError as error:
        return {"file": str(path), "problem": str(error), "artifacts": 0, "locked": 0}
    return {
        "file": str(path),
        "problem": None,
        "artifacts": len(recipe.all_artifacts),
        "locked": len(recipe.all_artifacts) - len(recipe.artifacts),
    }


def _check_codes(recipe: Recipe) -> None:
    for one in recipe.accept:
        if one.finding not in KINDS:
            near = get_close_matches(one.finding, KINDS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "; docs/findings/README.md lists them"
            raise InvalidRecipeError(f"accept: {one.finding!r} is no finding{hint}")
