"""How long MSK Connect takes, in virtual seconds: one table, each row with its source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def _row(seconds: float, source: str) -> Any:
    return field(default=seconds, metadata={"source": source})


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """Replace single rows: Durations(create_connector=30)."""

    create_plugin: float = _row(30, "assumed: seconds to a few minutes")
    delete_plugin: float = _row(10, "assumed")
    delete_worker_configuration: float = _row(5, "assumed")
    workers_start: float = _row(180, "assumed: workers are up halfway through a creation")
    create_connector: float = _row(360, "assumed: creations commonly take 5 to 15 minutes")
    create_fails: float = _row(1200, "reported: just over 20 minutes until FAILED")
    delete_connector: float = _row(180, "assumed")
    update: float = _row(240, "assumed; a failing update was reported at 73 s")
    roll_back: float = _row(120, "assumed")
    restart: float = _row(60, "assumed")
    pause: float = _row(30, "assumed")
    resume: float = _row(30, "assumed")
    autoscaling_window: float = _row(300, "assumed: evaluation period and cool-down are not documented")
