"""Which run of the local cloud moto's repaired methods answer to: repairs live in classes, runs come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connectpilot_local.cloud.events.parts import Events


class _Slot:
    """Holds the one run; a module variable would need `global`."""

    events: Events | None = None


def set_active(events: Events | None) -> None:
    _Slot.events = events


def active() -> Events | None:
    """The run that is up, or None: then every repaired method is moto's own again."""
    return _Slot.events
