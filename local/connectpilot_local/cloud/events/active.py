"""Which run of the local cloud moto's repaired methods answer to: repairs live in classes, runs come and go."""

from __future__ import annotations

from typing import TypeVar

Part = TypeVar("Part")

_PARTS: dict[type, object] = {}


def set_active(*parts: object) -> None:
    """These parts of a run answer from now on; none: no run is up."""
    _PARTS.clear()
    _PARTS.update({type(part): part for part in parts})


def active(kind: type[Part]) -> Part | None:
    """The part of the run that is up, or None: then every repaired method is moto's own again."""
    part = _PARTS.get(kind)
    return part if isinstance(part, kind) else None
