"""connectpilot inspect: what is inside a file, a recipe's bundle or a registered plugin, and what is wrong with it."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, BinaryIO, NoReturn

import typer
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.domain.errors import ConnectpilotError, InvalidArchiveError, InvalidRecipeError
from connectpilot.domain.plugins.archive import JAR
from connectpilot.domain.plugins.java import JAVA
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import artifact_key
from connectpilot.domain.plugins.zip_reader import zip_entries
from connectpilot.usecases.bundle_shelf import Built
from connectpilot.usecases.parse_recipe import parse_recipe
from connectpilot.usecases.read_upload import archive_kind
from pydantic import ValidationError

from . import contents
from .assessment import Assessment, assess, assess_kept, refuse
from .fetching import MavenSecret, MavenUrls, repositories
from .options import Json, StackName
from .output import errors, failed, show_json
from .plugin_contents import plugin_built
from .sarif import of_findings, of_problem

_RECIPES = (".yaml", ".yml")
_ARCHIVES = (".zip", ".jar", ".tar.gz", ".tgz")
Subject = Annotated[str, typer.Argument(help="A ZIP, JAR or tar.gz; a recipe (YAML); or a plugin's name.")]
KafkaConnect = Annotated[
    list[str] | None, typer.Option(help="For a file: the Kafka Connect it must run on (2.7.1, 3.7.x); repeat for both.")
]
Sarif = Annotated[bool, typer.Option("--sarif", help="SARIF 2.1.0, for CI.")]


def inspect(  # noqa: PLR0917  (typer calls it by name)
    subject: Subject,
    kafka_connect: KafkaConnect = None,
    maven_url: MavenUrls = None,
    maven_secret: MavenSecret = None,
    stack: StackName = "connectpilot",
    as_json: Json = False,
    sarif: Sarif = False,
) -> None:
    """Say what is inside and what is wrong with it; exit code 1 where MSK Connect's workers could not run it.

    For example `connectpilot inspect my-connector.zip --kafka-connect 2.7.1`. What each finding means is in
    docs/findings.
    """
    try:
        if subject.endswith(_RECIPES):
            _must_be_there(Path(subject))
            built = assess(parse_recipe(Path(subject).read_bytes()), repositories(maven_url, maven_secret)).built
        else:
            built = _built(subject, kafka_connect, stack)
    except ConnectpilotError as error:
        _report(subject, error, as_json=as_json, sarif=sarif)
    if sarif:
        show_json(of_findings(subject, built.findings))
    elif as_json:
        show_json({"subject": subject, **contents.described(built)})
    else:
        contents.show(built)
    if built.bundle is None:
        if not (as_json or sarif):
            errors.print("[red]this would be refused[/]: mend what the errors say")
        raise typer.Exit(1)


def _built(subject: str, kafka_connect: Sequence[str] | None, stack: str) -> Built:
    path = Path(subject)
    if subject.lower().endswith(_ARCHIVES):
        _must_be_there(path)
        return of_file(path, kafka_connect or [max(JAVA, key=JAVA.__getitem__)]).built
    if path.is_file():
        raise failed(f"{path} is neither a recipe nor an archive", f"those end in .yaml, .yml, {', '.join(_ARCHIVES)}")
    return plugin_built(stack, subject)


def of_file(path: Path, kafka_connect: Sequence[str]) -> Assessment:
    """As if it were the only artefact of a recipe: every check is the same."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file_name = _file_name(path, file)
    with tempfile.TemporaryDirectory(prefix="connectpilot-") as directory:
        store = DirectoryStore(Path(directory))
        kept = store.path_of(artifact_key(digest))
        kept.parent.mkdir(parents=True)
        shutil.copyfile(path, kept)
        # The bundle goes with the directory; whether there was one is what counts.
        return assess_kept(_recipe_of(file_name, digest, kafka_connect), store)


def _file_name(path: Path, file: BinaryIO) -> str:
    """As a recipe takes it; a ZIP of classes is a JAR whatever it is called, as when it is uploaded."""
    ending = next(one for one in _ARCHIVES if path.name.lower().endswith(one))
    stem = re.sub(r"[^\x21-\x7e]|[?#/]", "-", path.name[: -len(ending)])
    if ending == ".zip":
        with suppress(InvalidArchiveError):  # what is wrong with it is told where it is read
            if archive_kind(path.name, [entry.name for entry in zip_entries(file, JAR)]) == "jar":
                ending = ".jar"
    return stem + ending


def _recipe_of(file_name: str, digest: str, kafka_connect: Sequence[str]) -> Recipe:
    name = re.sub(r"[^a-z0-9]+", "-", file_name.lower()).strip("-")[:60].strip("-") or "file"
    artifact = {"s3": f"s3://this-machine/{file_name}", "sha256": digest}
    document = {"name": name, "version": "1", "kafkaConnect": list(kafka_connect), "artifacts": [artifact]}
    try:
        return Recipe.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidRecipeError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def _must_be_there(path: Path) -> None:
    if not path.is_file():
        raise failed(f"no file {path}", "a plugin is named without an ending")


def _report(subject: str, error: ConnectpilotError, *, as_json: bool, sarif: bool) -> NoReturn:
    if sarif:
        show_json(of_problem(subject, error))
        raise typer.Exit(1)
    refuse(error, as_json=as_json, subject=subject)
