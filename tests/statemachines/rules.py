"""The house rules for definitions as functions: each takes a definition and gives what is wrong with it, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def states_of(definition: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every state, those inside of Map and Parallel included."""
    for name, state in definition["States"].items():
        yield name, state
        for inner in [*state.get("Branches", []), state.get("ItemProcessor"), state.get("Iterator")]:
            if inner:
                yield from states_of(inner)
