"""Artefacts onto this machine: into the cache by digest, with a progress bar on a terminal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Annotated, final

import boto3
import typer
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.adapters.http_fetch import Credentials, HttpDownloads
from connectpilot.adapters.object_store import S3Bucket
from connectpilot.adapters.repository_credentials import RepositoryCredentials
from connectpilot.domain.errors import InvalidRecipeError
from connectpilot.domain.plugins.internet import Place, repository_place
from connectpilot.domain.plugins.recipe import Artifact
from connectpilot.ports.releases import Downloads
from connectpilot.usecases.fetch_artifact import KEPT, FetchArtifact
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from .artifact_cache import directory
from .kept import kept_size
from .local_cloud import maven_central
from .output import errors

MavenUrls = Annotated[
    list[str] | None,
    typer.Option(
        "--maven-url",
        help="Maven repository instead of Central; repeat for several, asked in this order.",
        envvar="CONNECTPILOT_MAVEN_URL",
    ),
]
MavenSecret = Annotated[
    str | None,
    typer.Option(
        "--maven-secret",
        help="Secret in Secrets Manager that holds the repositories' credentials: its name, as in MavenSecretName.",
        envvar="CONNECTPILOT_MAVEN_SECRET",
    ),
]
_SECONDS = 900.0
_COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    DownloadColumn(),
    TransferSpeedColumn(),
    TimeRemainingColumn(),
)


@dataclass(frozen=True, slots=True)
class Repositories:
    """Maven repositories, asked in this order, and the way to them."""

    urls: tuple[str, ...]
    downloads: Downloads

    def __str__(self) -> str:
        return ", ".join(self.urls)

    def places(self, path: str) -> Iterator[Place]:
        """Where each of them would have a file."""
        return (repository_place(f"{url}/{path}") for url in self.urls)


def repositories(urls: Sequence[str] | None, secret: str | None) -> Repositories:
    """Central where none is named; the secret is read when the first file is asked for, and once."""
    for url in urls or ():
        try:
            repository_place(f"{url.rstrip('/')}/")
        except InvalidRecipeError as error:
            errors.print(f"--maven-url: {error}", style="red", markup=False)
            raise typer.Exit(2) from None
    credentials = RepositoryCredentials(boto3.client("secretsmanager"), secret) if secret else None
    return Repositories(tuple(url.rstrip("/") for url in urls or [maven_central()]), downloads(credentials))


def cache() -> DirectoryStore:
    return DirectoryStore(directory().parent)


def downloads(credentials: Credentials | None = None) -> Downloads:
    return _Watched(credentials or _none)


def _none(_: Place) -> str | None:
    return None


def fetch_all(artifacts: Sequence[Artifact], repositories: Repositories, *, store: DirectoryStore) -> None:
    """Each into the cache, unless it is there; says what came from where."""
    fetch = FetchArtifact(
        bundles=store,
        bucket=lambda name: S3Bucket(boto3.client("s3"), name),
        downloads=repositories.downloads,
        repositories=repositories.urls,
        scratch=tempfile.TemporaryFile,
    )
    kept = 0
    for artifact in artifacts:
        kept_size(store, artifact.sha256)  # a damaged one is fetched again
        fetched = fetch(artifact)
        if fetched.source == KEPT:
            kept += 1
        else:
            errors.print(f"{fetched.source}  {decimal(fetched.size)}", markup=False)
    if kept:
        errors.print(f"{kept} of {len(artifacts)} artefacts are kept here from earlier")


@final
class _Watched:
    """The `Downloads` port, with what comes shown as it comes; nothing is drawn into a pipe."""

    def __init__(self, credentials: Credentials) -> None:
        self._inner = HttpDownloads(seconds=_SECONDS, credentials=credentials, seen=self._seen)
        self._bar: tuple[Progress, TaskID] | None = None

    def fetch(self, place: Place, *, trusted: bool) -> AbstractContextManager[Iterator[bytes]]:
        return self._fetch(place, trusted=trusted)

    @contextmanager
    def _fetch(self, place: Place, *, trusted: bool) -> Iterator[Iterator[bytes]]:
        with Progress(*_COLUMNS, console=errors, transient=True, disable=not errors.is_terminal) as progress:
            self._bar = progress, progress.add_task(place.path.rpartition("/")[2], total=None)
            with self._inner.fetch(place, trusted=trusted) as chunks:
                yield chunks

    def _seen(self, count: int, total: int | None) -> None:
        if self._bar:
            progress, task = self._bar
            progress.update(task, completed=count, total=total)
