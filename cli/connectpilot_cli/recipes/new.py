"""connectpilot recipe new: a recipe for given artefacts, each fetched once and pinned."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from connectpilot.domain.errors import ConnectpilotError, InvalidRecipeError
from connectpilot.domain.plugins.recipe import UNPACKED, Coordinate
from connectpilot.usecases.parse_recipe import parse_draft

from ..assessment import refuse
from ..fetching import MavenSecret, MavenUrls, Repositories, cache, repositories
from ..output import console, errors, failed
from .files import write_recipe
from .lock import resolved
from .pinning import NOBODY, Pinned, nameable, pin_file, pin_maven, pin_s3, pin_url
from .text import with_lock

_VERSION = re.compile(r"-(\d[\w.]*?)(?:-[a-z]+)?\.(?:tar\.gz|tgz|zip|jar)$")
Sources = Annotated[
    list[str],
    typer.Argument(
        help="group:artifact:version (then :type:classifier), an https URL, s3://bucket/key, or a file here."
    ),
]


def new(  # noqa: PLR0917  (typer calls it by name)
    name: Annotated[str, typer.Argument(help="The recipe's name: lower case letters, digits, hyphens.")],
    artifacts: Sources,
    version: Annotated[str | None, typer.Option(help="For people; the first artefact's where left out.")] = None,
    kafka_connect: Annotated[
        list[str] | None, typer.Option(help="What it must run on: 2.7.1, 3.7.x (the default); repeat for both.")
    ] = None,
    dependencies: Annotated[
        bool, typer.Option("--dependencies", help="Add what the coordinates depend on, and lock it.")
    ] = False,
    take: Annotated[
        list[str] | None, typer.Option(help="What to take from the archives, as '*.jar'; everything otherwise.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to; NAME.yaml otherwise.", dir_okay=False)
    ] = None,
    maven_url: MavenUrls = None,
    maven_secret: MavenSecret = None,
) -> None:
    """Write a recipe for these artefacts: each is fetched, compared with what its publisher says, and pinned.

    For example `connectpilot recipe new orders io.debezium:debezium-connector-postgres:3.4.1.Final:tar.gz:plugin`
    makes orders.yaml; `connectpilot build orders.yaml` then builds it here, `connectpilot plugins upload orders.yaml`
    in the stack.
    """
    file = output or Path(f"{name}.yaml")
    if file.exists():
        raise failed(f"{file} is there already", "`connectpilot recipe update` renews a recipe")
    try:
        repos = repositories(maven_url, maven_secret)
        head = _head(name, version or _version(artifacts[0]), kafka_connect or ["3.7.x"])
        for source in artifacts:
            nameable(_named(source), _field(source))
        unpinned = [Pinned(NOBODY, 0, source, "") for source in artifacts]
        _check(head + _entries(artifacts, unpinned, dependencies=dependencies, take=take or []), dependencies)
        pins = [_pin(source, repos) for source in artifacts]
        text = head + _entries(artifacts, pins, dependencies=dependencies, take=take or [])
        draft = parse_draft(text.encode())
        text = with_lock(text, resolved(draft, repos, cache()))
    except ConnectpilotError as error:
        refuse(error)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_recipe(file, text)
    console.print(f"{file} is written; `connectpilot inspect {file}` says what is inside", markup=False)
    for source in artifacts:
        if _field(source) == "file":
            errors.print(f"before you upload it: connectpilot artifacts add {source} --stack STACK", markup=False)


def _check(text: str, dependencies: bool) -> None:
    """What is wrong with the words is said before anything is fetched."""
    draft = parse_draft(text.encode())
    if dependencies and not any(one.dependencies for one in draft.artifacts):
        raise InvalidRecipeError(
            "--dependencies: none of these is a jar from a Maven repository; archives bring their own"
        )


def _version(source: str) -> str:
    if _field(source) == "maven":
        return source.split(":")[2].removesuffix(".Final") if source.count(":") > 1 else "1"
    found = _VERSION.search(source.partition("?")[0])
    return found[1] if found else "1"


def _field(source: str) -> str:
    if "://" in source:
        return "s3" if source.startswith("s3://") else "url"
    return "file" if ":" not in source or Path(source).exists() else "maven"


def _named(source: str) -> str:
    """As the recipe names it: a file without its folders, since it is found by its digest."""
    return Path(source).name if _field(source) == "file" else source


def _pin(source: str, repositories: Repositories) -> Pinned:
    artifact = nameable(_named(source), _field(source))
    if artifact.file is not None:
        pinned = pin_file(Path(source), cache())
    elif artifact.s3_place is not None:
        pinned = pin_s3(*artifact.s3_place, cache())
    elif artifact.url is not None:
        pinned = pin_url(artifact.url, cache())
    else:
        pinned = pin_maven(Coordinate.parse(source), repositories, cache())
    errors.print(str(pinned), markup=False)
    return pinned


def _head(name: str, version: str, kafka_connect: list[str]) -> str:
    return (
        f"name: {name}\nversion: {version}\ndescription: {name}\n"
        f"kafkaConnect: [{', '.join(kafka_connect)}]\nartifacts:\n"
    )


def _entries(sources: Sequence[str], pins: Sequence[Pinned], *, dependencies: bool, take: Sequence[str]) -> str:
    pairs = zip(sources, pins, strict=True)
    return "".join(_entry(source, pinned, dependencies=dependencies, take=take) for source, pinned in pairs)


def _entry(source: str, pinned: Pinned, *, dependencies: bool, take: Sequence[str]) -> str:
    asks = dependencies and _field(source) == "maven" and Coordinate.parse(source).type == "jar"
    takes = take and _named(source).partition("?")[0].endswith(UNPACKED)
    if _field(source) == "file":
        note = "  # No repository has it: `connectpilot artifacts add` puts it where its digest finds it.\n"
    else:
        note = "" if pinned.checked else "  # Its publisher gives no digest: pinned as first seen.\n"
    return (
        f"{note}  - {_field(source)}: {_named(source)}\n    sha256: {pinned.sha256}\n"
        + ("    dependencies: true\n" if asks else "")
        + (f"    take: {json.dumps(take)}\n" if takes else "")
    )
