"""Which states, Choice rules and Catches the tests of a machine have been through, and which not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from rules import states_of

Way = tuple[str, str, int | None]  # kind, state, number of the rule or catcher (None: the state itself, or Default)

_REACHED: dict[str, set[Way]] = defaultdict(set)


def reached(machine: str, ways: Iterable[Way]) -> None:
    _REACHED[machine].update(ways)


def never_reached(machine: str, definition: dict[str, Any]) -> list[str]:
    return [_say(way) for way in ways_of(definition) if way not in _REACHED[machine]]


def ways_of(definition: dict[str, Any]) -> Iterator[Way]:
    """Every state, every rule and the Default of every Choice, every Catch."""
    for name, state in states_of(definition):
        yield "state", name, None
        for number, _ in enumerate(state.get("Choices", [])):
            yield "choice", name, number
        if state["Type"] == "Choice" and "Default" in state:
            yield "choice", name, None
        for number, _ in enumerate(state.get("Catch", [])):
            yield "catch", name, number


def _say(way: Way) -> str:
    kind, name, number = way
    if kind == "state":
        return name
    if kind == "choice":
        return f"{name}: " + ("Default" if number is None else f"rule {number + 1}")
    return f"{name}: Catch {(number or 0) + 1}"
