"""connectpilot recipe update: what newer versions would change, before anyone takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

import typer
from connectpilot.domain.errors import ArtifactUnavailableError, ConnectpilotError, InvalidRecipeError
from connectpilot.domain.plugins.comparison import Change, Content, compare
from connectpilot.domain.plugins.recipe import Artifact, Coordinate, Recipe
from connectpilot.domain.plugins.released_together import come_apart
from connectpilot.usecases.parse_recipe import parse_draft, parse_recipe

from ..assessment import Assessment, assess, refuse
from ..contents import show_changes
from ..fetching import MavenSecret, MavenUrls, Repositories, cache, repositories
from ..options import Json
from ..output import console, errors, show_json
from .files import read_recipe, write_recipe
from .lock import RecipeFile, resolved
from .pinning import Pinned, parsed_coordinate, pin_maven
from .resolving import newer_than
from .text import renewed, with_lock

# Metadata names versions of which a repository may not hold this very file.
_TRIED = 5


@dataclass(frozen=True, slots=True)
class Renewal:
    artifact: Artifact
    coordinate: str
    pinned: Pinned


def update(  # noqa: PLR0917  (typer calls it by name)
    recipe: RecipeFile,
    to: Annotated[str | None, typer.Option(help="This version of the first Maven artefact, not the newest.")] = None,
    take: Annotated[bool, typer.Option("--take", help="Write the newer versions into the recipe.")] = False,
    maven_url: MavenUrls = None,
    maven_secret: MavenSecret = None,
    as_json: Json = False,
) -> None:
    """Say what newer versions would change: size, jars, Java level, classes, findings. Writes only with --take.

    For example `connectpilot recipe update orders.yaml --to 3.4.2.Final`. Exit code 1 where the newer bundle would be
    refused, which is never written.
    """
    repos = repositories(maven_url, maven_secret)
    try:
        text = read_recipe(recipe)
        before = parse_recipe(text.encode())
        renewals = _renewals(before, to, repos)
        if not renewals:
            if as_json:
                show_json({"versions": {}, "changes": [], "refused": False, "written": False})
            else:
                console.print(f"{recipe}: {_nothing(before, repos)}", markup=False)
            return
        written = _written(text, before, renewals, repos)
        after = parse_recipe(written.encode())
        old, new = assess(before, repos), assess(after, repos)
    except ConnectpilotError as error:
        refuse(error, as_json=as_json)
    changes = (*come_apart(before, after), *compare(content(old), content(new)))
    taken = take and not new.is_refused
    if taken:
        write_recipe(recipe, written)
    if as_json:
        versions = {one.artifact.maven: one.coordinate for one in renewals}
        told = {"versions": versions, "changes": list(map(asdict, changes))}
        show_json({**told, "refused": new.is_refused, "written": taken})
    else:
        _say(renewals, changes, new)
        if taken:
            console.print(f"{recipe} is renewed: {before.title} -> {after.title}", markup=False)
        else:
            refused = "; mend what the findings say, or ask about another version with --to"
            console.print("not written" + (refused if new.is_refused else "; --take writes it"))
    if new.is_refused:
        raise typer.Exit(1)


def content(found: Assessment) -> Content:
    return Content(found.built.manifest, found.built.findings)


def _nothing(recipe: Recipe, repos: Repositories) -> str:
    if any(one.maven for one in recipe.artifacts):
        return f"nothing newer in {repos}"
    return "no Maven coordinate in it; newer versions are known of those only"


def _say(renewals: Sequence[Renewal], changes: Sequence[Change], new: Assessment) -> None:
    for one in renewals:
        console.print(f"{one.artifact.maven} -> {one.coordinate}", markup=False)
    show_changes(changes)
    if new.is_refused:
        console.print("[red]the newer bundle would be refused[/]")


def _renewals(recipe: Recipe, to: str | None, repos: Repositories) -> list[Renewal]:
    found = []
    asked = [one for one in recipe.artifacts if one.maven]
    if to is not None and not asked:
        raise InvalidRecipeError("--to names a version of a Maven coordinate, and the recipe has none")
    for artifact in asked:
        coordinate = Coordinate.parse(artifact.maven or "")
        versions = (to,) if to is not None else newer_than(coordinate, repos)[:_TRIED]
        for version in versions:
            renewed_to = artifact.maven_at(version)
            try:
                pinned = pin_maven(parsed_coordinate(renewed_to), repos, cache())
            except (ArtifactUnavailableError, InvalidRecipeError) as error:
                if to is not None:
                    raise
                errors.print(f"{version} is named, but not to be had: {error}", markup=False)
                continue
            errors.print(str(pinned), markup=False)
            found.append(Renewal(artifact, renewed_to, pinned))
            break
        if to is not None:
            break
    return found


def _written(text: str, before: Recipe, renewals: Sequence[Renewal], repos: Repositories) -> str:
    """The recipe's text with the newer versions, locked anew."""
    by_coordinate = {one.artifact.maven: one for one in renewals}
    artifacts = tuple(
        one.model_copy(update={"maven": found.coordinate, "sha256": found.pinned.sha256})
        if (found := by_coordinate.get(one.maven))
        else one
        for one in before.artifacts
    )
    version = _version(before, renewals)
    expected = before.model_copy(update={"artifacts": artifacts, "version": version, "locked": ()})
    changes = [(one.artifact.maven or "", one.coordinate) for one in renewals]
    changes += [(one.artifact.sha256, one.pinned.sha256) for one in renewals]
    changes += [(f"version: {before.version}", f"version: {version}")] if version != before.version else []
    bare = renewed(with_lock(text, ()), changes, expected)
    return with_lock(bare, resolved(parse_draft(bare.encode()), repos, cache()))


def _version(before: Recipe, renewals: Sequence[Renewal]) -> str:
    """The recipe's version follows the artefact that it was named after."""
    for one in renewals:
        old, new = Coordinate.parse(one.artifact.maven or "").version, Coordinate.parse(one.coordinate).version
        if old.removesuffix(".Final") == before.version:
            return new.removesuffix(".Final")
    return before.version
