"""Which world answers moto's requests: one at a time, as there is one moto in a process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from connectpilot_local.msk_connect.world import World

_worlds: list[World] = []


def world_in_use() -> World:
    if not _worlds:
        raise RuntimeError("no MSK Connect stand-in is installed")
    return _worlds[-1]


def use(world: World) -> None:
    """Answer with this world from now on."""
    _worlds[:] = [world]


@contextmanager
def using(world: World) -> Iterator[World]:
    """Answer with this world meanwhile."""
    _worlds.append(world)
    try:
        yield world
    finally:
        _worlds.remove(world)
