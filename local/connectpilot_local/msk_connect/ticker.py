"""Keeps a world up with its clock between requests."""

from __future__ import annotations

import threading
import traceback

from connectpilot_local.clock import sleep
from connectpilot_local.cloud.context import Context
from connectpilot_local.msk_connect.world import World

_TICK_SECONDS = 10
# However fast time runs, the thread leaves this machine's cores to others.
_SHORTEST_REAL_SECONDS = 0.05


class Ticker:
    """A background thread that calls `advance` several times per virtual minute until it is stopped."""

    def __init__(self, world: World, context: Context) -> None:
        self._world = world
        self._context = context
        self._clock = context.clock
        self._stop = context.stop
        self._thread = threading.Thread(target=self._run, name="msk-connect", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Also where it was never started: the world is to be closed all the same."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=5)
        self._world.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._world.advance()
            except Exception:  # noqa: BLE001 - a thread has no caller; the cloud keeps what it could not say
                self._context.fail("msk_connect", "the stand-in could not go on", traceback.format_exc())
            if self._clock.real_seconds(_TICK_SECONDS) < _SHORTEST_REAL_SECONDS:
                self._stop.wait(_SHORTEST_REAL_SECONDS)
            else:
                sleep(self._clock, _TICK_SECONDS, self._stop)
