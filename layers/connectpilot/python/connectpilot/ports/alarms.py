"""The alarms that watch connectors, as the use cases need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from ..domain.changes.alarms import Alarm


class Alarms(Protocol):
    def named(self, names: Iterable[str]) -> Mapping[str, Alarm]:
        """Those of these alarms that exist."""
        ...

    def names(self, prefix: str) -> set[str]:
        """All alarms whose names begin so."""
        ...

    def ringing(self, prefix: str) -> set[str]:
        """Those of them that are in ALARM."""
        ...

    def put(self, alarm: Alarm) -> None: ...

    def delete(self, names: Iterable[str]) -> None: ...
