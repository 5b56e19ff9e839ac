"""Reads failures out of a worker log: one event per line, a trace's lines carrying only the worker's prefix."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

# [Worker-<id>] [yyyy-MM-dd HH:mm:ss,SSS] LEVEL [<connector>|task-N] message (class:line)
_LINE = re.compile(r"\[Worker-(?P<worker>[^\]]*)\] ?(?P<rest>.*)", re.DOTALL)
_HEAD = re.compile(
    r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}\] (?P<level>[A-Z]+) "
    r"(?:\[(?P<connector>[A-Za-z0-9-]+)(?:\|(?P<part>[^\]]+))?\] )?(?P<message>.*)",
    re.DOTALL,
)
_TASK = re.compile(r"task-(\d+)")


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One line as CloudWatch Logs has it."""

    at: datetime
    text: str
    stream: str = ""


@dataclass(frozen=True, slots=True)
class LoggedFailure:
    """An ERROR or FATAL line with the trace below it."""

    at: datetime
    worker: str
    connector: str | None
    """None: a line of the worker itself."""
    task: int | None
    text: str


def failures(events: Iterable[LogEvent]) -> tuple[LoggedFailure, ...]:
    """Every failure that the lines show, the newest first; workers write into one another's lines."""
    found: list[LoggedFailure] = []
    growing: dict[str, LoggedFailure | None] = {}
    for event in sorted(events, key=lambda event: event.at):  # stable: lines of one instant stay in order
        line = _LINE.match(event.text)
        worker, rest = (f"{event.stream}/{line['worker']}", line["rest"]) if line else (event.stream, event.text)
        head = _HEAD.match(rest)
        if head is None:
            below = growing.get(worker)
            if below is not None:
                growing[worker] = _with_line(below, rest)
            continue
        _finish(found, growing.get(worker))
        growing[worker] = _failure(event.at, worker, head) if head["level"] in ("ERROR", "FATAL") else None
    for last in growing.values():
        _finish(found, last)
    return tuple(sorted(found, key=lambda failure: failure.at, reverse=True))


def failures_of(connector: str, events: Iterable[LogEvent]) -> tuple[LoggedFailure, ...]:
    """Its own failures; where it has none, those that a worker wrote without naming a connector."""
    seen = failures(events)
    own = tuple(failure for failure in seen if failure.connector == connector)
    return own or tuple(failure for failure in seen if failure.connector is None)


def _failure(at: datetime, worker: str, head: re.Match[str]) -> LoggedFailure:
    task = _TASK.match(head["part"] or "")
    return LoggedFailure(at, worker, head["connector"], int(task[1]) if task else None, head["message"])


def _with_line(failure: LoggedFailure, line: str) -> LoggedFailure:
    return LoggedFailure(failure.at, failure.worker, failure.connector, failure.task, f"{failure.text}\n{line}")


def _finish(found: list[LoggedFailure], failure: LoggedFailure | None) -> None:
    if failure is not None:
        found.append(failure)
