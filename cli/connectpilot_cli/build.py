"""connectpilot build: a recipe built and inspected on this machine, by the code that release-plugin runs."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any, NoReturn

import boto3
import typer
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.adapters.http_fetch import HttpDownloads
from connectpilot.adapters.object_store import S3Bucket
from connectpilot.domain.errors import ConnectpilotError
from connectpilot.domain.recipe import Artifact, Recipe
from connectpilot.domain.report import HOW
from connectpilot.usecases.build_bundle import BuildBundle
from connectpilot.usecases.bundle_shelf import Built
from connectpilot.usecases.fetch_artifact import FetchArtifact
from connectpilot.usecases.parse_recipe import parse_recipe

from .artifact_cache import directory
from .local_cloud import maven_central
from .options import Json
from .output import console, errors, show_json


def build(
    recipe: Annotated[Path, typer.Argument(help="A recipe (YAML).", exists=True, dir_okay=False)],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to put the ZIP.")] = None,
    maven_url: Annotated[
        str | None,
        typer.Option(help="Maven repository to fetch from instead of Central.", envvar="CONNECTPILOT_MAVEN_URL"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Build the bundle of a recipe on this machine, look inside, and refuse what would not start."""
    store = DirectoryStore(directory().parent)
    try:
        parsed = parse_recipe(recipe.read_bytes())
        for artifact in parsed.artifacts:
            _fetch(store, artifact, maven_url)
        with errors.status("building and inspecting ..."):
            built = BuildBundle(bundles=store, scratch=tempfile.TemporaryFile)(parsed)
    except ConnectpilotError as error:
        _refuse(error)
    file = output or Path(f"{parsed.title}.zip")
    shutil.copyfile(store.path_of(_bundle_key(built)), file)
    _show(parsed, built, file, as_json=as_json)


def _fetch(store: DirectoryStore, artifact: Artifact, maven_url: str | None) -> None:
    fetch = FetchArtifact(
        bundles=store,
        bucket=lambda name: S3Bucket(boto3.client("s3"), name),
        downloads=HttpDownloads(),
        repositories=[maven_url or maven_central()],
        scratch=tempfile.TemporaryFile,
    )
    with errors.status(f"fetching {artifact.file_name} ..."):
        fetched = fetch(artifact)
    errors.print(f"{fetched.file_name}  {fetched.size / 1e6:.1f} MB  {fetched.source}", markup=False)


def _bundle_key(built: Built) -> str:
    if built.bundle is None:
        raise RuntimeError("a built bundle is always kept")
    return built.bundle.key


def _show(recipe: Recipe, built: Built, file: Path, *, as_json: bool) -> None:
    described: dict[str, Any] = {
        "recipe": recipe.title,
        "file": str(file),
        "sha256": built.bundle.sha256 if built.bundle else None,
        "size": file.stat().st_size,
        "findings": [str(finding) for finding in built.findings],
    }
    if as_json:
        show_json(described)
        return
    console.print(f"{file}  {described['size'] / 1e6:.1f} MB  SHA-256 {described['sha256']}", markup=False)
    for finding in described["findings"]:
        console.print(f"- {finding}", markup=False)


def _refuse(error: ConnectpilotError) -> NoReturn:
    errors.print(f"[red]refused:[/] {error}", markup=True)
    if how := HOW.get(type(error).__name__):
        errors.print(f"what to do: {how}", markup=False)
    raise typer.Exit(1)
