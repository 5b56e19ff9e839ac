"""Executions that were asked for, in memory."""

from __future__ import annotations


class RecordedWorkflows:
    """The port Workflows: remembers what was started; nothing runs."""

    def __init__(self) -> None:
        self.started: dict[str, dict] = {}

    def start(self, machine, name, given) -> bool:
        if name in self.started:
            return False
        self.started[name] = {"machine": machine, **given}
        return True

    def is_running(self, machine, name) -> bool:
        return name in self.started
