"""Connectpilot's own memory, as the use cases need it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from ..domain.plugin import Plugin
from ..domain.record import ConnectorRecord, Lease
from ..domain.spec import ConnectorSpec
from ..domain.target import Target


class ConnectorRecords(Protocol):
    """The connectors table."""

    def get(self, name: str) -> ConnectorRecord | None:
        """A consistent read."""
        ...

    def all(self, unreadable: list[str] | None = None) -> Iterable[ConnectorRecord]:
        """Those that cannot be read: their names are put into `unreadable`; without it the first one is an error."""
        ...

    def write(self, name: str, **fields: Any) -> None:
        """Set these fields of a record (None removes one), the lease excepted; one that was forgotten stays so."""
        ...

    def begin_incident(self, name: str, opened_at: str, **fields: Any) -> bool:
        """`write` with the time when this incident was opened; False, and nothing is written, where another one is open
        or the record was forgotten."""
        ...

    def draft(self, name: str, **fields: Any) -> None:
        """`write`, and makes the record where there is none: of what is wanted, without asking the door."""
        ...

    def accept(self, name: str, request_id: str, request: str, **fields: Any) -> None:
        """Record a request as pending, in one write with `fields`; raises ConnectorBusyError while one is pending."""
        ...

    def conclude(self, name: str, request_id: str, **fields: Any) -> None:
        """`write`, and the pending request is no longer pending if it is this one; another one stays."""
        ...

    def forget(self, name: str) -> None:
        """Remove the item: the connector is gone and nobody wants it."""
        ...

    def renew_lease(self, name: str, lease: Lease) -> None:
        """Raises LeaseLostError when owner or fence are another's, or the lease has run out and was taken."""
        ...


class Specs(Protocol):
    """The specs table: digest -> spec."""

    def put(self, spec: ConnectorSpec) -> str: ...

    def get(self, digest: str) -> ConnectorSpec:
        """Raises InvalidSpecError for a digest that is not there."""
        ...

    def plugin_of(self, digest: str) -> str | None:
        """The plugin that was chosen for it; None where there is no such spec, or it names none."""
        ...


class Plugins(Protocol):
    """The plugins table."""

    def get(self, name: str) -> Plugin | None: ...

    def all(self) -> Iterable[Plugin]:
        """A consistent read: what is marked as going is given to no connector from then on."""
        ...

    def put(self, plugin: Plugin) -> None: ...

    def note_wanted(self, name: str, at: datetime) -> None:
        """Of a plugin that is there; one that was forgotten stays so."""
        ...

    def forget(self, name: str) -> None: ...


class Targets(Protocol):
    def get(self, name: str) -> Target:
        """Raises UnknownTargetError with the names there are."""
        ...


class ControlRecords(Protocol):
    """The control table: kill switch, breaker, rate budget."""

    def healing_is_on(self) -> bool: ...

    def take_restart(self, now: datetime, per_minute: int) -> bool:
        """Take one of this minute's budget; False where it is used up."""
        ...
