"""What releasing a plugin needs of the world: objects, downloads and MSK Connect's custom plugins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from ..domain.plugins.internet import Place
from ..domain.plugins.lost_release import Claim, Uploaded
from ..domain.plugins.release import Bundle, Upload
from ..domain.plugins.stored import Stored


@dataclass(frozen=True, slots=True)
class StoredObject:
    key: str
    version_id: str
    size: int
    sha256: str | None
    """Where the store knows it."""


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


class Releases(Protocol):
    """Executions of release-plugin. Step Functions lists them as best it can: one of this second may be missing."""

    def running(self) -> bool: ...

    def newest(self) -> str | None:
        """The one that began last, whether it has ended or not."""
        ...


class Downloads(Protocol):
    def fetch(self, place: Place, *, trusted: bool) -> AbstractContextManager[Iterator[bytes]]:
        """The bytes behind an URL. `trusted` places are the operator's own: their addresses are not judged.

        Raises ArtifactUnavailableError (a second try cannot help) and ArtifactInterruptedError (it may).
        """
        ...


@dataclass(frozen=True, slots=True)
class RegisteredPlugin:
    """A custom plugin as MSK Connect describes it."""

    arn: str
    name: str
    state: str
    reason: str
    """MSK Connect's words where it could not be made."""
    md5: str | None
    size: int | None


class PluginRegistry(Protocol):
    """MSK Connect's custom plugins; errors as in ports/msk_connect.py."""

    def find(self, name: str) -> RegisteredPlugin | None: ...

    def describe(self, arn: str) -> RegisteredPlugin | None: ...

    def create(self, name: str, bundle: Bundle, *, description: str, tags: Mapping[str, str]) -> str:
        """The ARN; raises NameTakenError where a plugin of this name exists."""
        ...

    def count(self) -> int:
        """How many there are in the account and Region, whoever made them."""
        ...

    def delete(self, arn: str) -> None:
        """Begin to delete it; one that is gone already is no error."""
        ...


class Uploads(Protocol):
    def newest(self) -> Iterable[Uploaded]:
        """The newest version of each object that people uploaded; what they deleted is not among them."""
        ...


class Claims(Protocol):
    def of(self, upload: Upload) -> Claim | None:
        """The claim on the key of this upload, by whichever version; a consistent read."""
        ...
