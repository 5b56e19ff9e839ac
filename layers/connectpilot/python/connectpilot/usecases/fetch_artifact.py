"""Bring one artefact into the bundle bucket, under its digest and only once that was verified."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, final

from ..domain.errors import ArtifactInterruptedError, ArtifactUnavailableError, DigestMismatchError
from ..domain.plugins.internet import recipe_place, repository_place
from ..domain.plugins.recipe import Artifact, Coordinate
from ..domain.plugins.release import MAX_ARCHIVE_BYTES, artifact_key
from ..ports.objects import ObjectStore
from ..ports.releases import Downloads

KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Fetched:
    file_name: str
    sha256: str
    size: int
    source: str
    """Where it came from; KEPT where it was there already."""


@final
class FetchArtifact:
    def __init__(
        self,
        *,
        bundles: ObjectStore,
        bucket: Callable[[str], ObjectStore],
        downloads: Downloads,
        repositories: Sequence[str],
        scratch: Callable[[], BinaryIO],
    ) -> None:
        self._bundles = bundles
        self._bucket = bucket
        self._downloads = downloads
        self._repositories = repositories
        self._scratch = scratch

    def __call__(self, artifact: Artifact) -> Fetched:
        key = artifact_key(artifact.sha256)
        there = self._bundles.find(key)
        if there is not None:
            return Fetched(artifact.file_name, artifact.sha256, there.size, KEPT)
        with self._scratch() as file:
            source, size = self._fetch(artifact, file)
            self._bundles.keep(key, file, sha256=artifact.sha256)
        return Fetched(artifact.file_name, artifact.sha256, size, source)

    def _fetch(self, artifact: Artifact, file: BinaryIO) -> tuple[str, int]:
        if artifact.file is not None:
            raise ArtifactUnavailableError(
                f"{artifact.file} (SHA-256 {artifact.sha256}) is in no repository, and nobody has put it here yet: "
                f"`connectpilot artifacts add {artifact.file}` does, into a stack with --stack NAME"
            )
        if artifact.s3_place is not None:
            return self._copy(artifact, *artifact.s3_place, file)
        if artifact.coordinate is not None:
            return self._from_repositories(artifact, artifact.coordinate, file)
        place = recipe_place(artifact.url or "")
        with self._downloads.fetch(place, trusted=False) as chunks:
            return str(place), _write_verified(artifact, str(place), chunks, file)

    def _copy(self, artifact: Artifact, bucket: str, key: str, file: BinaryIO) -> tuple[str, int]:
        source = f"s3://{bucket}/{key}"
        try:
            return source, _write_verified(artifact, source, self._bucket(bucket).chunks(key), file)
        except (FileNotFoundError, PermissionError) as error:
            raise ArtifactUnavailableError(str(error)) from error

    def _from_repositories(self, artifact: Artifact, coordinate: Coordinate, file: BinaryIO) -> tuple[str, int]:
        if not self._repositories:
            raise ArtifactUnavailableError(
                f"{artifact.maven}: no Maven repository is configured (stack parameter MavenRepositoryUrls)"
            )
        tried, again = [], False
        for base in self._repositories:
            place = repository_place(f"{base.rstrip('/')}/{coordinate.path}")
            try:
                with self._downloads.fetch(place, trusted=True) as chunks:
                    return str(place), _write_verified(artifact, str(place), chunks, file)
            except (ArtifactUnavailableError, ArtifactInterruptedError) as error:
                # The digest decides what it is, wherever it comes from: a repository that is down keeps nobody.
                tried.append(str(error))
                again = again or isinstance(error, ArtifactInterruptedError)
        text = f"{artifact.maven} came from none of the configured repositories: {'; '.join(tried)}"
        raise ArtifactInterruptedError(text) if again else ArtifactUnavailableError(text)


def _write_verified(artifact: Artifact, source: str, chunks: Iterable[bytes], file: BinaryIO) -> int:
    """The size; what was written counts for nothing before this returns."""
    file.seek(0)
    file.truncate()
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        if size > MAX_ARCHIVE_BYTES:
            raise ArtifactUnavailableError(f"{source}: more than {MAX_ARCHIVE_BYTES:,} bytes")
        file.write(chunk)
    if digest.hexdigest() != artifact.sha256:
        raise DigestMismatchError(
            f"{artifact.file_name} from {source} ({size:,} bytes) has SHA-256 {digest.hexdigest()}, "
            f"the recipe pins {artifact.sha256}"
        )
    return size
