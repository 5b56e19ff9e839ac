"""The timeline of one illness, or of one look at a connector's capacity."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

_READABLE = 40  # an execution's name may have 80 characters: this, the time, the attempt
_LONGEST_TEXT = 1500


class Moment(StrEnum):
    """What an entry of the timeline tells of."""

    ALARM = "alarm"
    DIAGNOSIS = "diagnosis"
    REMEDY = "remedy"
    OUTCOME = "outcome"
    REFUSED = "refused"
    """An attempt that was not made: the door was busy, refused or failed."""
    ESCALATED = "escalated"
    HEALTHY = "healthy"
    CLOSED = "closed"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    moment: Moment
    text: str
    what: str | None = None
    """A word for machines: the diagnosis's code, the remedy's name, the outcome."""


@dataclass(frozen=True, slots=True)
class Incident:
    """An item of the incidents table."""

    connector: str
    opened_at: str
    """ISO; the sort key, so kept as it is written."""
    kind: Literal["illness", "adjustment"] = "illness"
    open: bool = True
    closed_at: datetime | None = None
    diagnosis: str | None = None
    trace: str | None = None
    entries: tuple[Entry, ...] = field(default=())

    @property
    def id(self) -> str:
        return incident_id(self.connector, self.opened_at)

    @property
    def healthy_since(self) -> datetime | None:
        """Since when it has been healthy, if that is the last thing seen."""
        last = self.entries[-1] if self.entries else None
        return last.at if last is not None and last.moment is Moment.HEALTHY else None

    @property
    def acts(self) -> int:
        """How often the door was asked, whatever it said."""
        return sum(entry.moment in (Moment.OUTCOME, Moment.REFUSED) for entry in self.entries)

    def count(self, moment: Moment, what: str | None = None) -> int:
        """Since a person was told last: what was tried before they acted is not held against what comes after."""
        told = max((n for n, entry in enumerate(self.entries, 1) if entry.moment is Moment.ESCALATED), default=0)
        return sum(entry.moment is moment and (what is None or entry.what == what) for entry in self.entries[told:])


def opening(now: datetime) -> str:
    """The sort key of an incident opened now: its minute, so that two alarms at once open one and ask for one act."""
    return now.astimezone(UTC).replace(second=0, microsecond=0).isoformat()


def incident_id(connector: str, opened_at: str) -> str:
    """The same each time; fits, with an attempt behind it, into an execution's name."""
    stamp = datetime.fromisoformat(opened_at).astimezone(UTC).strftime("%Y%m%dT%H%M%S")
    if len(connector) > _READABLE:
        digest = hashlib.sha256(connector.encode()).hexdigest()[:8]
        return f"{connector[: _READABLE - 9].rstrip('-')}-{digest}-{stamp}"
    return f"{connector}-{stamp}"


def entry(at: datetime, moment: Moment, text: str, what: str | None = None) -> Entry:
    return Entry(at, moment, text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + " …", what)
