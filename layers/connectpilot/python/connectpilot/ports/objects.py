"""Buckets of objects: S3, or a folder on a laptop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from ..domain.plugins.stored import Stored


@dataclass(frozen=True, slots=True)
class StoredObject:
    key: str
    version_id: str
    size: int


class ObjectStore(Protocol):
    """One bucket. Reading raises FileNotFoundError and PermissionError, as files do."""

    def find(self, key: str, version_id: str | None = None) -> StoredObject | None: ...

    def chunks(self, key: str, version_id: str | None = None) -> Iterator[bytes]: ...

    def keep(self, key: str, body: BinaryIO, *, sha256: str) -> StoredObject:
        """Store under a content-addressed key, unless it is there; the digest is verified on the way."""
        ...

    def keep_stream(self, key: str, chunks: Iterable[bytes]) -> StoredObject | None:
        """Store what comes, as it comes, unless the key is there: then none, and not all may have been read."""
        ...

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        """Store, or replace what is there."""
        ...


class ListedStore(ObjectStore, Protocol):
    """One bucket that can be looked through."""

    def list(self, prefix: str) -> Iterator[Stored]:
        """All objects whose keys begin so, by key."""
        ...

    def delete(self, key: str) -> None:
        """The versions that were are kept for a while, as the bucket's rules say."""
        ...
