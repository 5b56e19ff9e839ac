"""Warm sandboxes per function, more of them when busy, and the limits that make AWS say TooManyRequests."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable
from threading import Lock

from connectpilot_local.cloud.functions.invocation import Invocation, Outcome, SandboxGoneError, ThrottledError
from connectpilot_local.cloud.functions.sandbox import Launch, Sandbox

# An account has a limit too (1,000 on AWS); a laptop's is what its memory bears.
ACCOUNT_LIMIT = 64
# Idle processes end after a while, as idle execution environments do.
IDLE_SECONDS = 120.0


class Pool:
    """All sandboxes of one cloud. A key stands for one configuration of a function: another one gets new processes."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._idle: dict[str, list[Sandbox]] = defaultdict(list)
        self._running: Counter[str] = Counter()
        self._all: set[Sandbox] = set()
        self._closed = False

    def invoke(self, key: str, make: Callable[[], Launch], invocation: Invocation, reserved: int | None) -> Outcome:
        """Run one invocation, or raise ThrottledError when the function has no room for it."""
        name = invocation.function_arn
        self._enter(name, reserved)
        try:
            while True:
                sandbox = self._take(key, make)
                try:
                    return sandbox.invoke(invocation)
                except SandboxGoneError:
                    continue
                finally:
                    self._give_back(key, sandbox)
        finally:
            with self._lock:
                self._running[name] -= 1

    def pids(self) -> list[int]:
        with self._lock:
            return [sandbox.pid for sandbox in self._all if sandbox.alive()]

    def close(self) -> None:
        with self._lock:
            self._closed = True
            doomed, self._all = self._all, set()
            self._idle.clear()
        for sandbox in doomed:
            sandbox.close()
        for sandbox in doomed:
            sandbox.join(1.0)

    def _enter(self, name: str, reserved: int | None) -> None:
        with self._lock:
            if reserved is not None and self._running[name] >= reserved:
                raise ThrottledError("ReservedFunctionConcurrentInvocationLimitExceeded")
            if self._running.total() >= ACCOUNT_LIMIT:
                raise ThrottledError("ConcurrentInvocationLimitExceeded")
            self._running[name] += 1

    def _take(self, key: str, make: Callable[[], Launch]) -> Sandbox:
        with self._lock:
            while self._idle[key]:
                sandbox = self._idle[key].pop()
                if sandbox.alive():
                    return sandbox
                self._all.discard(sandbox)
        sandbox = Sandbox(make())
        with self._lock:
            self._all.add(sandbox)
            closed = self._closed
        if closed:
            sandbox.close()
        return sandbox

    def _give_back(self, key: str, sandbox: Sandbox) -> None:
        sandbox.idle_since = now = time.monotonic()
        with self._lock:
            if not sandbox.alive() or self._closed:
                self._all.discard(sandbox)
            else:
                self._idle[key].append(sandbox)
            old = [one for idle in self._idle.values() for one in idle if now - one.idle_since > IDLE_SECONDS]
            for one in old:
                self._all.discard(one)
            for idle_key, idle in self._idle.items():
                self._idle[idle_key] = [one for one in idle if one not in old]
        for one in old:
            one.close()
