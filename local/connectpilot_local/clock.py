"""The one clock of the local cloud: waits, alarms, metric timestamps, schedules and the functions' own now agree."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

CLOCK_VARIABLE = "CONNECTPILOT_LOCAL_CLOCK"


class Clock(Protocol):
    """What everything local asks for the time; seconds and instants are the cloud's own, not this machine's."""

    def now(self) -> datetime: ...

    def real_seconds(self, seconds: float) -> float: ...


@dataclass(frozen=True, slots=True)
class ScaledClock:
    """Virtual time that started at `origin` and runs `speed` times as fast as this machine's."""

    speed: float = 1.0
    origin: datetime = field(default_factory=lambda: datetime.now(UTC))

    def now(self) -> datetime:
        elapsed = datetime.now(UTC) - self.origin
        return self.origin + elapsed * self.speed

    def real_seconds(self, seconds: float) -> float:
        """How long `seconds` of virtual time last on this machine."""
        return seconds / self.speed

    def to_variable(self) -> str:
        """The value of CLOCK_VARIABLE by which a process of its own shares this clock."""
        return f"{self.origin.isoformat()} {self.speed}"

    @classmethod
    def from_variable(cls, value: str) -> ScaledClock:
        origin, speed = value.split()
        return cls(speed=float(speed), origin=datetime.fromisoformat(origin))


class DrivenClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def real_seconds(self, seconds: float) -> float:
        return 0.0

    def advance(self, **by: float) -> datetime:
        """Move on by a timedelta given in its own keywords: advance(minutes=5)."""
        self._now += timedelta(**by)
        return self._now


def sleep(clock: Clock, seconds: float, wake: threading.Event | None = None) -> None:
    """Sleep for virtual seconds, or until `wake` is set."""
    if wake is None:
        time.sleep(clock.real_seconds(seconds))
    else:
        wake.wait(clock.real_seconds(seconds))
