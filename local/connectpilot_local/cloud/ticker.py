"""Calls something again and again on the clock from a thread of its own, until the cloud goes down."""

from __future__ import annotations

import threading
from collections.abc import Callable

from connectpilot_local.clock import Clock

# A clock that stands still says that any wait takes no time; look at it a few times a second then.
_SHORTEST_WAIT = 0.05


class Ticker:
    def __init__(
        self,
        name: str,
        clock: Clock,
        every: float,
        tick: Callable[[], None],
        report: Callable[[str, BaseException], None],
    ) -> None:
        self._wait = max(clock.real_seconds(every), _SHORTEST_WAIT)
        self._tick = tick
        self._report = report
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stop.wait(self._wait):
            try:
                self._tick()
            except Exception as error:  # noqa: BLE001 - one bad tick must not end the clockwork
                self._report(self._thread.name, error)
