"""What releasing a plugin needs of the world: downloads, MSK Connect's custom plugins, and what others are at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from ..domain.plugins.internet import Place
from ..domain.plugins.lost_release import Claim, Uploaded
from ..domain.plugins.release import Bundle, Upload


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
