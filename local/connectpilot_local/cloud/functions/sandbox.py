"""One execution environment: one process, one invocation at a time, everything it prints kept per invocation."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from connectpilot_local.cloud.functions.invocation import (
    Invocation,
    Outcome,
    SandboxGoneError,
    answered,
    exited,
    timed_out,
)
from connectpilot_local.cloud.functions.runtime_api import RuntimeApi

# AWS gives a start 10 s; a laptop that starts many at once gets more, since nothing is learned from failing here.
START_LIMIT = 30.0
MARK = "\x00connectpilot-end"


# An invocation (None: a start that ended before any) and the lines it printed.
Printed = Callable[[Invocation | None, list[str]], None]


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start the process of one function."""

    function_name: str
    function_arn: str
    command: tuple[str, ...]
    environment: dict[str, str]
    directory: Path
    timeout: float
    printed: Printed


class Sandbox:
    """A function's process and the talk with it."""

    def __init__(self, launch: Launch) -> None:
        self.launch = launch
        self.idle_since = time.monotonic()
        self._inbox: queue.SimpleQueue[Invocation | None] = queue.SimpleQueue()
        self._outbox: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()
        self._finished: queue.SimpleQueue[Invocation] = queue.SimpleQueue()
        self._current: Invocation | None = None  # what the process works on
        self._waiting: Invocation | None = None  # what it is started for
        self._started = False
        self._closed = Lock()
        self._output = Lock()
        self._output_open = True
        self._api = RuntimeApi(self)
        self._closing = Thread(target=self._api.close, name="lambda-closing", daemon=True)
        read_end, self._write_end = os.pipe()
        self._process = subprocess.Popen(
            launch.command,
            cwd=launch.directory,
            env={**launch.environment, "AWS_LAMBDA_RUNTIME_API": self._api.address},
            stdin=subprocess.PIPE,  # held open: its end tells the process that the cloud is gone
            stdout=self._write_end,
            stderr=self._write_end,
            start_new_session=True,
        )
        Thread(target=self._pump, args=(read_end,), name="lambda-output", daemon=True).start()
        Thread(target=self._reap, name="lambda-reaper", daemon=True).start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def invoke(self, invocation: Invocation) -> Outcome:
        """Run one invocation to its end, whatever that is; raises SandboxGoneError if it never began."""
        begun = time.monotonic()
        self._waiting = invocation
        if not self._started:
            kind, body = self._await(START_LIMIT)
            if kind != "ready":
                return self._ended(invocation, kind, body, begun)
            self._started = True
        self._inbox.put(invocation)
        kind, body = self._await(self.launch.timeout)
        if kind == "exit" and invocation.delivered_at is None:
            self.close()
            raise SandboxGoneError
        return self._ended(invocation, kind, body, invocation.delivered_at or begun)

    def close(self) -> None:
        """Kill the process and whatever it started; its server closes in the background."""
        if not self._closed.acquire(blocking=False):
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._inbox.put(None)
        self._closing.start()
        if self._process.stdin:
            self._process.stdin.close()

    def join(self, seconds: float) -> None:
        """After close: wait until the process and its server are gone."""
        self._closing.join(seconds)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def _await(self, seconds: float) -> tuple[str, bytes]:
        try:
            return self._outbox.get(timeout=seconds)
        except queue.Empty:
            return "timeout", b""

    def _ended(self, invocation: Invocation, kind: str, body: bytes, begun: float) -> Outcome:
        invocation.milliseconds = (time.monotonic() - begun) * 1000
        if kind in ("response", "error"):
            return answered(invocation, body, failed=kind == "error")
        if kind == "init-error":
            outcome = answered(invocation, body, failed=True)
        else:
            outcome = timed_out(invocation) if kind == "timeout" else exited(invocation, int(body))
        self.close()
        return outcome

    # The Runtime API's side

    def next_invocation(self) -> Invocation | None:
        if self._current is not None:
            self._finished.put(self._current)
            self._current = None
            self._mark_end()
        elif not self._started:
            self._outbox.put(("ready", b""))
        invocation = self._inbox.get()
        if invocation is not None:
            self._current = invocation
            invocation.delivered_at = time.monotonic()
        return invocation

    def answer(self, kind: str, body: bytes) -> None:
        self._outbox.put((kind, body))

    # The process's output

    def _mark_end(self) -> None:
        """Write into the process's own output: what it printed for the finished invocation stands before the mark."""
        with self._output:
            if self._output_open:
                os.write(self._write_end, f"{MARK}\n".encode())

    def _pump(self, read_end: int) -> None:
        lines: list[str] = []
        with os.fdopen(read_end, errors="replace", newline="\n") as output:
            for line in output:
                text, marked, _ = line.rstrip("\n").partition(MARK)
                if text or not marked:
                    lines.append(text)
                if marked:
                    self.launch.printed(self._finished.get(), lines)
                    lines = []
        # The process ended: in the middle of an invocation, before its mark came, or before any.
        last = self._current or (None if self._started else self._waiting)
        with contextlib.suppress(queue.Empty):
            last = self._finished.get_nowait()
        if lines or last is not None:
            self.launch.printed(last, lines)

    def _reap(self) -> None:
        code = self._process.wait()
        self._outbox.put(("exit", str(code).encode()))
        # The output ends only now, and with it the current invocation's log: let its caller say why first.
        if not self._closed.locked():
            time.sleep(0.05)
        with self._output:
            self._output_open = False
            os.close(self._write_end)
