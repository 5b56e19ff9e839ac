"""How long healing waits between two attempts: Strimzi's curve, each connector a little off it."""

from __future__ import annotations

import hashlib
from datetime import timedelta

_LONGEST = 60  # minutes
_SPREAD = 0.2  # of the interval: connectors of one dead database do not come back all at once


def interval(attempts: int) -> timedelta:
    """n² + n minutes after the n-th attempt, at most an hour: 2, 6, 12, 20, 30, 42, 56, 60, 60 …"""
    if attempts < 0:
        raise ValueError(f"attempts cannot be {attempts}")
    return timedelta(minutes=min(attempts * attempts + attempts, _LONGEST))


def delay(connector: str, attempts: int) -> timedelta:
    """The interval and this connector's own share of the spread; the same at each call."""
    return interval(attempts) * (1 + _SPREAD * _share(connector, attempts))


def _share(connector: str, attempts: int) -> float:
    digest = hashlib.sha256(f"{connector}/{attempts}".encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
