"""State machine executions in memory: started ones are kept, and run when a test says how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any


class FakeWorkflows:
    """The port Workflows; `run` is called with machine and input of each start."""

    def __init__(self, run: Callable[[str, Mapping[str, Any]], None] = lambda machine, given: None) -> None:
        self.run = run
        self.started: dict[tuple[str, str], Mapping[str, Any]] = {}
        self.running: set[tuple[str, str]] = set()

    def start(self, machine: str, name: str, given: Mapping[str, Any]) -> bool:
        assert len(name) <= 80
        if (machine, name) in self.started:
            return False
        self.started[machine, name] = given
        self.run(machine, given)
        return True

    def is_running(self, machine: str, name: str) -> bool:
        return (machine, name) in self.running

    def names(self, machine: str) -> list[str]:
        return [name for of, name in self.started if of == machine]
