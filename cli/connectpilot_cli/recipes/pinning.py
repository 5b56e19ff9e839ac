"""The digest of a file that is to be pinned: fetched, compared with what its publisher says, and kept in the cache."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import boto3
from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.adapters.object_store import S3Bucket
from connectpilot.domain.errors import ArtifactUnavailableError, DigestMismatchError, InvalidRecipeError
from connectpilot.domain.plugins.archive import CHUNK
from connectpilot.domain.plugins.internet import Place, recipe_place
from connectpilot.domain.plugins.recipe import Artifact, Coordinate
from connectpilot.domain.plugins.release import artifact_key
from connectpilot.ports.releases import Downloads
from pydantic import ValidationError
from rich.filesize import decimal

from ..fetching import Repositories, downloads
from ..kept import kept_size
from ..output import failed

# SHA-256 first: what is kept under it need not be fetched. Repositories publish some of these beside a file, or none.
_PUBLISHED = ("sha256", "sha512", "sha1", "md5")
_MAX_SIDECAR = 4096
NOBODY = "0" * 64
"""A digest until there is one."""


@dataclass(frozen=True, slots=True)
class Pinned:
    sha256: str
    size: int
    source: str
    checked: str
    """Which published digest it was compared with; empty where there is none."""

    def __str__(self) -> str:
        return f"{self.source}  {self.told}"

    @property
    def told(self) -> str:
        how = f"checked by the publisher's .{self.checked}" if self.checked else "as first seen: no digest is published"
        return f"{decimal(self.size)}  {how}"


def nameable(source: str, field: str = "maven") -> Artifact:
    """As a recipe would name it, its digest not known yet; raises InvalidRecipeError where none could."""
    try:
        return Artifact.model_validate({field: source, "sha256": NOBODY})
    except ValidationError as error:
        why = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        # What is said of an URL names it, without the password that may be in it.
        raise InvalidRecipeError(why if "://" in source else f"{source}: {why}") from None


def parsed_coordinate(text: str) -> Coordinate:
    """Raises InvalidRecipeError where a recipe could not name it."""
    nameable(text)
    return Coordinate.parse(text)


def pin_maven(coordinate: Coordinate, repositories: Repositories, store: DirectoryStore) -> Pinned:
    """From the first repository that has it."""
    tried = []
    for place in repositories.places(coordinate.path):
        try:
            return _pin(place, repositories.downloads, store)
        except ArtifactUnavailableError as error:
            tried.append(str(error))
    raise ArtifactUnavailableError(f"{coordinate.file_name} is in none of the repositories: {'; '.join(tried)}")


def pin_url(url: str, store: DirectoryStore, *, expected: str = "") -> Pinned:
    with downloads().fetch(recipe_place(url), trusted=False) as chunks:
        return keep(chunks, url.partition("?")[0], store, kind="sha256" if expected else "", expected=expected)


def pin_s3(bucket: str, key: str, store: DirectoryStore) -> Pinned:
    source = f"s3://{bucket}/{key}"
    try:
        return keep(S3Bucket(boto3.client("s3"), bucket).chunks(key), source, store)
    except (FileNotFoundError, PermissionError) as error:
        raise ArtifactUnavailableError(str(error)) from error


def pin_file(path: Path, store: DirectoryStore, *, expected: str = "") -> Pinned:
    """Ends the command where there is no such file."""
    if not path.is_file():
        raise failed(f"no file {path}")
    return keep(_read(path), str(path), store, kind="sha256" if expected else "", expected=expected)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _pin(place: Place, downloads: Downloads, store: DirectoryStore) -> Pinned:
    kind, digest = _published(place, downloads) or ("", "")
    if kind == "sha256" and (size := kept_size(store, digest)) is not None:
        return Pinned(digest, size, str(place), kind)
    with downloads.fetch(place, trusted=True) as chunks:
        return keep(chunks, str(place), store, kind=kind, expected=digest)


def _published(place: Place, downloads: Downloads) -> tuple[str, str] | None:
    for kind in _PUBLISHED:
        try:
            with downloads.fetch(replace(place, target=f"{place.target}.{kind}"), trusted=True) as chunks:
                text = b"".join(chunks)[:_MAX_SIDECAR].decode("ascii", "replace").strip()
        except ArtifactUnavailableError:
            continue
        # Some tools write the file's name behind the digest.
        digest = text.split()[0].lower() if text else ""
        if len(digest) == hashlib.new(kind, usedforsecurity=False).digest_size * 2:
            return kind, digest
    return None


def keep(chunks: Iterable[bytes], source: str, store: DirectoryStore, *, kind: str = "", expected: str = "") -> Pinned:
    """Into the cache under its digest, once it is whole and agrees with what is published or was given."""
    sha256, size = hashlib.sha256(), 0
    other = hashlib.new(kind or "sha256", usedforsecurity=False)
    with tempfile.TemporaryFile() as file:
        for chunk in chunks:
            sha256.update(chunk)
            other.update(chunk)
            size += len(chunk)
            file.write(chunk)
        if kind and other.hexdigest() != expected:
            raise DigestMismatchError(
                f"{source} ({size:,} bytes) has {kind} {other.hexdigest()}; expected was {expected}"
            )
        store.keep(artifact_key(sha256.hexdigest()), file, sha256=sha256.hexdigest())
    return Pinned(sha256.hexdigest(), size, source, kind)
