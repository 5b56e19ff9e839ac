"""A recipe built and inspected on this machine by the code that release-plugin runs, refused or not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import typer
from botocore.exceptions import NoCredentialsError, NoRegionError
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.domain.errors import ConnectpilotError, RefusedPluginError
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.report import Problem
from connectpilot.usecases.build_bundle import BuildBundle
from connectpilot.usecases.bundle_shelf import Built, BundleShelf

from .fetching import Repositories, cache, fetch_all
from .kept import drop_damaged_bundle
from .output import errors, show_json

_HOW = {
    "InvalidRecipeError": "Mend what it says (docs/reference/recipes.md has every field).",
    "ArtifactInterruptedError": "The host was tried several times; try again later.",
    "ArtifactUnavailableError": (
        "Check the name, and the repositories (--maven-url). A file that this network cannot reach comes in by "
        "`connectpilot artifacts add FILE`; a recipe that names its digest then finds it."
    ),
}
"""What to do on this machine, where nothing is uploaded; what is not here is the same everywhere."""


@dataclass(frozen=True, slots=True)
class Assessment:
    built: Built
    """Without a bundle where it was refused."""
    bundle: Path | None

    @property
    def is_refused(self) -> bool:
        return self.bundle is None


def assess(recipe: Recipe, repositories: Repositories) -> Assessment:
    """What is inside and what was found; raises ConnectpilotError where it could not be put together at all."""
    fetch_all(recipe.all_artifacts, repositories, store=cache())
    return assess_kept(recipe, cache())


def assess_kept(recipe: Recipe, store: DirectoryStore) -> Assessment:
    """Of artefacts that are all there."""
    drop_damaged_bundle(store, recipe)
    build = BuildBundle(bundles=store, scratch=tempfile.TemporaryFile)
    with errors.status(f"building and inspecting {recipe.title} ..."):
        built = built_or_refused(store, recipe.build_key, lambda: build(recipe))
    return Assessment(built, store.path_of(built.bundle.key) if built.bundle else None)


def built_or_refused(store: DirectoryStore, build_key: str, build: Callable[[], Built]) -> Built:
    """Where findings refused it, what was written down of it: without a bundle."""
    try:
        return build()
    except RefusedPluginError:
        refused = BundleShelf(store).read_refusal(build_key)
        if refused is None:
            raise
        return refused


def refuse(error: ConnectpilotError, *, as_json: bool = False, **told: str) -> NoReturn:
    """Ends the command with what is wrong and what to do; `told` is what JSON says besides."""
    kind, what, how, code = type(error).__name__, str(error), "", 1
    problem = Problem(kind, what)
    if isinstance(error.__cause__, NoCredentialsError | NoRegionError):
        code, what = 2, "AWS cannot be asked: no credentials or no region; set AWS_PROFILE and AWS_REGION"
    elif problem.expected:
        how = _HOW.get(kind, problem.how)
    if as_json:
        show_json({**told, "refused": code == 1, "problem": what, "error": kind, "whatToDo": how})
        raise typer.Exit(code)
    if code == 1:
        errors.print("[red]refused:[/] ", end="")
    errors.print(what, markup=False)
    if how:
        errors.print(f"what to do: {how}", markup=False)
    raise typer.Exit(code)
