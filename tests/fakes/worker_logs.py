"""Worker logs in memory."""

from __future__ import annotations

from datetime import datetime

from connectpilot.domain.care.worker_log import LogEvent


class FakeWorkerLogs:
    """The port WorkerLogs; `fail` writes what a task's failure leaves in the log."""

    def __init__(self) -> None:
        self.events: list[LogEvent] = []

    def fail(self, connector: str, at: datetime, trace: str, task: int = 0) -> None:
        stamp = at.strftime("%Y-%m-%d %H:%M:%S,000")
        head = f"[Worker-0a1] [{stamp}] ERROR [{connector}|task-{task}] Task threw an uncaught exception (WorkerTask:1)"
        texts = [head, *(f"[Worker-0a1] {line}" for line in trace.split("\n"))]
        self.events += [LogEvent(at, text, stream=f"{connector}-worker") for text in texts]

    def around_errors(self, log_group: str, connector: str, *, since: datetime, until: datetime) -> list[LogEvent]:
        return [event for event in self.events if since <= event.at <= until]
