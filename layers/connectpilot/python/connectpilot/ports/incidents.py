"""The incidents table, as the use cases need it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from ..domain.care.incident import Entry, Incident


class Incidents(Protocol):
    """Timelines, by connector and the time they were opened."""

    def open(self, incident: Incident) -> None:
        """Put it where there is none of this connector and time; else leave what is there."""
        ...

    def get(self, connector: str, opened_at: str) -> Incident | None:
        """A consistent read."""
        ...

    def add(
        self,
        connector: str,
        opened_at: str,
        *entries: Entry,
        after: int,
        diagnosis: str | None = None,
        trace: str | None = None,
    ) -> bool:
        """Append to a timeline of `after` entries; `diagnosis` and `trace` replace those before.

        False, and nothing is written, where somebody else has written since.
        """
        ...

    def close(self, connector: str, opened_at: str, entry: Entry) -> None:
        """Append the last entry and close, once: a second call changes nothing."""
        ...

    def of(self, connector: str, *, limit: int = 20) -> Iterable[Incident]:
        """A connector's, the newest first."""
        ...

    def open_ones(self, *, since: datetime | None = None, limit: int = 100) -> Iterable[Incident]:
        """Those that are open in the whole fleet, the newest first."""
        ...
