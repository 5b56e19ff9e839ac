"""Asynchronous invocations: accepted at once, retried twice, then handed to the failure destinations.

AWS Lambda developer guide, "Asynchronous invocation": a failing event is tried again after one and after two minutes;
a throttled one for as long as the event may live, with a growing pause.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectpilot_local.clock import Clock
from connectpilot_local.cloud.functions.invocation import Outcome, ThrottledError

PAUSES = (60.0, 120.0)
LONGEST_THROTTLE_PAUSE = 300.0
DEFAULT_AGE = 6 * 3600
DEFAULT_RETRIES = 2


@dataclass(slots=True)
class AsyncEvent:
    """One accepted event and how far it has come."""

    function: Any
    payload: bytes
    client_context: str | None
    accepted: datetime
    request_id: str
    attempts: int = 0
    throttles: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """How an event ended; `outcome` is None if no attempt was let in."""

    event: AsyncEvent
    condition: str  # Success, RetriesExhausted, EventAgeExceeded
    outcome: Outcome | None


Run = Callable[[AsyncEvent], Outcome]
Conclude = Callable[[Ending], None]


class AsynchronousInvocations:
    """The queue between an event's acceptance and its end."""

    def __init__(self, clock: Clock, run: Run, conclude: Conclude, broke: Callable[[str], None]) -> None:
        self._clock = clock
        self._run = run
        self._conclude = conclude
        self._broke = broke
        self._workers = ThreadPoolExecutor(max_workers=32, thread_name_prefix="lambda-async")
        self._timers: set[threading.Timer] = set()
        self._open = 0
        self._closed = False
        self._changed = threading.Condition()

    def accept(self, event: AsyncEvent) -> None:
        with self._changed:
            if self._closed:
                return
            self._open += 1
        self._workers.submit(self._attempt, event)

    def wait_until_idle(self, seconds: float) -> bool:
        """For tests: whether every accepted event came to its end in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._open == 0, timeout=seconds)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            timers, self._timers = self._timers, set()
        for timer in timers:
            timer.cancel()
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _attempt(self, event: AsyncEvent) -> None:
        try:
            self._attempt_once(event)
        except Exception as error:  # noqa: BLE001 - nobody waits for this thread
            self._end()
            if not self._closed:
                self._broke(f"{event.function.function_name}: {type(error).__name__}: {error}")

    def _attempt_once(self, event: AsyncEvent) -> None:
        retries, age = limits_of(event.function)
        try:
            outcome: Outcome | None = self._run(event)
        except ThrottledError:
            event.throttles += 1
            self._again(event, min(LONGEST_THROTTLE_PAUSE, 2.0 ** (event.throttles - 1)), age, None)
            return
        event.attempts += 1
        if outcome is not None and not outcome.failed:
            self._finish(Ending(event, "Success", outcome))
        elif event.attempts > retries:
            self._finish(Ending(event, "RetriesExhausted", outcome))
        else:
            self._again(event, PAUSES[min(event.attempts, len(PAUSES)) - 1], age, outcome)

    def _again(self, event: AsyncEvent, pause: float, age: float, outcome: Outcome | None) -> None:
        if self._clock.now() + timedelta(seconds=pause) > event.accepted + timedelta(seconds=age):
            self._finish(Ending(event, "EventAgeExceeded", outcome))
            return

        def go() -> None:
            with self._changed:
                self._timers.discard(timer)
                if self._closed:
                    return
            self._workers.submit(self._attempt, event)

        timer = threading.Timer(self._clock.real_seconds(pause), go)
        timer.daemon = True
        with self._changed:
            if self._closed:
                return
            self._timers.add(timer)
        timer.start()

    def _finish(self, ending: Ending) -> None:
        self._conclude(ending)
        self._end()

    def _end(self) -> None:
        with self._changed:
            self._open -= 1
            self._changed.notify_all()


def limits_of(function: Any) -> tuple[int, float]:
    """Retries and age of the function's event-invoke configuration, or AWS's defaults."""
    config = function.event_invoke_config[0].config if function.event_invoke_config else {}
    retries = config.get("MaximumRetryAttempts")
    return DEFAULT_RETRIES if retries is None else int(retries), float(
        config.get("MaximumEventAgeInSeconds") or DEFAULT_AGE
    )
