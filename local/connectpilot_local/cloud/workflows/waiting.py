"""How the interpreter waits: on the clock, until the execution is stopped or its deadline comes, whichever is first."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from connectpilot_local.clock import Clock

LOOK_EVERY_SECONDS = 0.1  # real: how soon a stop is noticed


@runtime_checkable
class SkippableClock(Protocol):
    """A clock that jumps over a wait instead of spending it (tests run a machine's hours in no time)."""

    def skip(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Deadline:
    """When an execution's own TimeoutSeconds end, and the environment to be told."""

    at: datetime
    root: Any


# An execution and the frames of its branches and items share one event manager, and nothing else that is theirs alone.
_DEADLINES: WeakKeyDictionary[Any, Deadline] = WeakKeyDictionary()


def set_deadline(clock: Clock, env: Any, seconds: float) -> Deadline:
    _DEADLINES[env.event_manager] = deadline = Deadline(clock.now() + timedelta(seconds=seconds), env)
    return deadline


def pause(clock: Clock, env: Any, seconds: float) -> None:
    """Wait for virtual seconds within an execution."""
    deadline = _DEADLINES.get(env.event_manager)
    left = (deadline.at - clock.now()).total_seconds() if deadline else seconds
    _spend(clock, env, min(seconds, left))
    if deadline and left < seconds and env.is_running():
        deadline.root.set_timed_out()


def _spend(clock: Clock, env: Any, seconds: float) -> None:
    if isinstance(clock, SkippableClock):
        clock.skip(seconds)
        return
    until = time.monotonic() + clock.real_seconds(seconds)
    while env.is_running() and (left := until - time.monotonic()) > 0:
        env.program_state_event.wait(min(left, LOOK_EVERY_SECONDS))
