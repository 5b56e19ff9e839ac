"""Worker log lines as MSK Connect writes them: one event a line, stack traces under the worker's prefix alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from connectpilot_local.engines.base import LogLine


def worker_id(uuid: str, number: int) -> str:
    """A worker's id, the same for the same worker of the same connector."""
    return hashlib.sha256(f"{uuid}/{number}".encode()).hexdigest()[:17]


@dataclass(slots=True)
class WorkerLog:
    """Lines of one connector's workers until somebody takes them."""

    connector: str
    _lines: list[LogLine] = field(default_factory=list)

    def write(self, at: datetime, worker: str, *, level: str, message: str, where: str, task: int | None) -> None:
        """`message` may go on over several lines: those are a stack trace. `where` is class:line."""
        first, *rest = message.split("\n")
        stamp = at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S,") + f"{at.microsecond // 1000:03d}"
        who = self.connector if task is None else f"{self.connector}|task-{task}"
        texts = [f"[Worker-{worker}] [{stamp}] {level} [{who}] {first} ({where})"]
        texts += [f"[Worker-{worker}] {line}" for line in rest]
        self._lines += [LogLine(at, worker, text) for text in texts]

    def take(self) -> list[LogLine]:
        taken, self._lines = self._lines, []
        return taken
