"""Artefacts onto this machine: into the cache by digest, with a progress bar on a terminal."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Annotated, final

import boto3
import typer
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.adapters.http_fetch import HttpDownloads
from connectpilot.adapters.object_store import S3Bucket
from connectpilot.adapters.repository_credentials import RepositoryCredentials
from connectpilot.domain.plugins.internet import Place, repository_place
from connectpilot.domain.plugins.recipe import Artifact
from connectpilot.ports.releases import Downloads
from connectpilot.usecases.fetch_artifact import FetchArtifact, Fetched
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from .artifact_cache import directory
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
    credentials = RepositoryCredentials(boto3.client("secretsmanager"), secret) if secret else None
    return Repositories(tuple(url.rstrip("/") for url in urls or [maven_central()]), downloads(credentials))


def cache() -> DirectoryStore:
    return DirectoryStore(directory().parent)


def downloads(credentials: RepositoryCredentials | None = None) -> Downloads:
    return _Watched(HttpDownloads(seconds=_SECONDS, credentials=credentials or _none))


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
    for artifact in artifacts:
        say(fetch(artifact))


def say(fetched: Fetched) -> None:
    errors.print(f"{fetched.file_name}  {fetched.size / 1e6:.1f} MB  {fetched.source}", markup=False)


@contextmanager
def shown_progress(words: str) -> Iterator[Callable[[int], None]]:
    """Gives what counts the bytes that came; nothing is drawn into a pipe."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as progress:
        task = progress.add_task(words, total=None)
        yield lambda count: progress.update(task, advance=count)


@final
class _Watched:
    """The `Downloads` port, with what comes shown as it comes."""

    def __init__(self, inner: Downloads) -> None:
        self._inner = inner

    def fetch(self, place: Place, *, trusted: bool) -> AbstractContextManager[Iterator[bytes]]:
        return self._fetch(place, trusted=trusted)

    @contextmanager
    def _fetch(self, place: Place, *, trusted: bool) -> Iterator[Iterator[bytes]]:
        with (
            shown_progress(place.path.rpartition("/")[2]) as count,
            self._inner.fetch(place, trusted=trusted) as chunks,
        ):
            yield _counted(chunks, count)


def _counted(chunks: Iterator[bytes], count: Callable[[int], None]) -> Iterator[bytes]:
    for chunk in chunks:
        count(len(chunk))
        yield chunk
