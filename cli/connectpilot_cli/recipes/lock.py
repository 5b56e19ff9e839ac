"""connectpilot recipe lock: resolve once what artefacts depend on, and write every jar with its digest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.domain.errors import ConnectpilotError, InvalidRecipeError
from connectpilot.domain.plugins.recipe import Coordinate, Locked, Recipe
from connectpilot.usecases.parse_recipe import parse_draft

from ..assessment import refuse
from ..fetching import MavenSecret, MavenUrls, Repositories, cache, repositories
from ..output import console, counted, errors
from .files import read_recipe, write_recipe
from .pinning import parsed_coordinate, pin_maven
from .resolving import Needed, needed_by
from .text import with_lock

RecipeFile = Annotated[Path, typer.Argument(help="A recipe (YAML).", exists=True, dir_okay=False)]


def lock(recipe: RecipeFile, maven_url: MavenUrls = None, maven_secret: MavenSecret = None) -> None:
    """Resolve what `dependencies: true` asks for, as Maven would, and write it into the recipe with its digests.

    Do it once, and again after you changed a version or `exclude`; a build then resolves nothing.
    """
    try:
        text = read_recipe(recipe)
        before = parse_draft(text.encode())
        locked = resolved(before, repositories(maven_url, maven_secret), cache())
        written = with_lock(text, locked)
    except ConnectpilotError as error:
        refuse(error)
    told = f"{counted(len({one.maven for one in locked}), 'jar')} locked"
    if written == text:
        console.print(f"{recipe}: nothing to change; {told}", markup=False)
        return
    write_recipe(recipe, written)
    for line in changes(before.locked, locked):
        console.print(line, markup=False)
    console.print(f"{recipe}: {told}", markup=False)


def resolved(recipe: Recipe, repositories: Repositories, store: DirectoryStore) -> tuple[Locked, ...]:
    """The lock that the recipe needs now."""
    askers = [one for one in recipe.artifacts if one.dependencies]
    if not askers:
        return ()
    with errors.status("resolving ..."):
        needed = needed_by(askers, repositories)
    idle = {one.maven for one in askers} - {one.asked_by for one in needed}
    if idle:
        raise InvalidRecipeError(f"{', '.join(map(str, idle))} depends on nothing; leave out `dependencies: true`")
    coordinates = {one.coordinate: _lockable(one) for one in needed}
    pins = {}
    for text, coordinate in coordinates.items():
        pins[text] = pin_maven(coordinate, repositories, store)
        errors.print(f"{text}  {pins[text].told}", markup=False)
    return tuple(
        Locked.model_validate({"maven": one.coordinate, "sha256": pins[one.coordinate].sha256, "for": one.asked_by})
        for one in needed
    )


def _lockable(needed: Needed) -> Coordinate:
    """Raises InvalidRecipeError for what no recipe could name: a snapshot, a library for one platform."""
    try:
        return parsed_coordinate(needed.coordinate)
    except InvalidRecipeError as error:
        group, artifact = needed.coordinate.split(":")[:2]
        raise InvalidRecipeError(
            f"{needed.asked_by} needs what cannot be locked: {error}; leave it out by "
            f'`exclude: ["{group}:{artifact}"]`, or take another version'
        ) from None


def changes(before: Sequence[Locked], after: Sequence[Locked]) -> list[str]:
    old, new = {one.maven for one in before}, {one.maven for one in after}
    return [f"- {one}" for one in sorted(old - new)] + [f"+ {one}" for one in sorted(new - old)]
