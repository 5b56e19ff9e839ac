"""Carries out jobs in the background, now or at a later instant of the clock, and tells when all is delivered."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from datetime import datetime

from connectpilot_local.clock import Clock

Job = Callable[[], None]
_LONGEST_NAP = 0.5
_SHORTEST_NAP = 0.02


class Courier:
    """A few workers over one heap of (due, job); a job that raises is reported and does not end its worker."""

    def __init__(self, clock: Clock, report: Callable[[str, BaseException], None], workers: int = 4) -> None:
        self._clock = clock
        self._report = report
        self._heap: list[tuple[datetime, int, str, Job]] = []
        self._order = itertools.count()
        self._busy = 0
        self._stopping = False
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=self._work, name=f"courier-{n}", daemon=True) for n in range(workers)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        for thread in self._threads:
            if thread.ident is not None and thread is not threading.current_thread():
                thread.join(timeout=2)

    def submit(self, what: str, job: Job, due: datetime | None = None) -> None:
        with self._changed:
            heapq.heappush(self._heap, (due or self._clock.now(), next(self._order), what, job))
            self._changed.notify_all()

    def drain(self, timeout: float = 10.0) -> None:
        """Wait until nothing is in flight and nothing is due by now; what is due later stays."""
        deadline = time.monotonic() + timeout
        with self._changed:
            self._changed.notify_all()
            while self._busy or self._is_due():
                remaining = deadline - time.monotonic()
                if remaining <= 0:
                    raise TimeoutError(f"{self._busy} jobs are still running after {timeout} s")
                self._changed.wait(min(remaining, _SHORTEST_NAP))

    def waiting(self) -> int:
        """How many jobs wait for a later instant."""
        with self._changed:
            return len(self._heap)

    def _is_due(self) -> bool:
        return bool(self._heap) and self._heap[0][0] <= self._clock.now()

    def _nap(self) -> float | None:
        if not self._heap:
            return None
        until_due = (self._heap[0][0] - self._clock.now()).total_seconds()
        return max(_SHORTEST_NAP, min(self._clock.real_seconds(until_due), _LONGEST_NAP))

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._stopping and not self._is_due():
                    self._changed.wait(self._nap())
                if self._stopping:
                    return
                _, _, what, job = heapq.heappop(self._heap)
                self._busy += 1
            try:
                job()
            except Exception as error:  # noqa: BLE001 - a worker survives whatever one job does
                self._report(what, error)
            finally:
                with self._changed:
                    self._busy -= 1
                    self._changed.notify_all()
