"""connectpilot artifacts: put what has no registry, or cannot be reached, where recipes find it by its digest."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from connectpilot.adapters.object_store import S3Bucket
from connectpilot.domain.errors import ConnectpilotError
from connectpilot.domain.plugins.recipe import UNPACKED, WHOLE
from connectpilot.domain.plugins.release import artifact_key
from rich.filesize import decimal

from .assessment import refuse
from .fetching import cache
from .options import Json
from .output import console, errors, failed, show_json
from .recipes.pinning import Pinned, pin_file, pin_url
from .stack import open_stack

app = typer.Typer(no_args_is_help=True, help="Artefacts: the files that bundles are made of; put one there by hand.")
Source = Annotated[str, typer.Argument(help="A file, or an https URL: .zip, .jar, .tar.gz or .tgz.")]


@app.callback()
def _group() -> None:
    """Keeps `add` a command of its own while it is the only one."""


@app.command()
def add(
    source: Source,
    sha256: Annotated[str | None, typer.Option(help="The digest that it must have; anything else is refused.")] = None,
    stack: Annotated[
        str | None,
        typer.Option(help="The stack that gets it as well; this machine only otherwise.", envvar="CONNECTPILOT_STACK"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Keep a file under its SHA-256, here and with --stack in the bundle bucket: no recipe fetches it again.

    For files that no repository has, or that your network cannot reach: a recipe that names this digest finds it,
    wherever its `file:`, `url:` or `maven:` points. For example
    `connectpilot artifacts add confluentinc-kafka-connect-s3-10.5.0.zip --stack connectpilot`.
    """
    named = source.partition("?")[0]
    if not named.endswith(UNPACKED + WHOLE):
        raise failed(f"{named} is none of {', '.join(UNPACKED + WHOLE)}")
    try:
        pinned = _pinned(source, (sha256 or "").lower())
    except ConnectpilotError as error:
        refuse(error, as_json=as_json)
    told = {"source": pinned.source, "size": pinned.size, "sha256": pinned.sha256}
    if stack:
        told["object"] = _share(stack, pinned)
    if as_json:
        show_json(told)
        return
    console.print(f"{pinned.source}  {decimal(pinned.size)}", markup=False)
    console.print(f"sha256: {pinned.sha256}")
    if stack:
        console.print(told["object"], markup=False)


def _pinned(source: str, sha256: str) -> Pinned:
    if "://" in source:
        return pin_url(source, cache(), expected=sha256)
    return pin_file(Path(source), cache(), expected=sha256)


def _share(stack: str, pinned: Pinned) -> str:
    found = open_stack(stack)
    bucket = found.outputs["BundleBucket"]
    key = artifact_key(pinned.sha256)
    with cache().path_of(key).open("rb") as file, errors.status(f"to s3://{bucket}/{key} ..."):
        S3Bucket(found.client("s3"), bucket).keep(key, file, sha256=pinned.sha256)
    return f"s3://{bucket}/{key}"
