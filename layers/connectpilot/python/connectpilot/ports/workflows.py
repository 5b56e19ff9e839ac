"""State machine executions, as the use cases need them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ..domain.care.sweep import Machine


class Workflows(Protocol):
    def start(self, machine: Machine, name: str, given: Mapping[str, Any]) -> bool:
        """Start an execution of this name; False where one of this name exists already, running or ended."""
        ...

    def is_running(self, machine: Machine, name: str) -> bool:
        """False for one that has ended or never was."""
        ...
