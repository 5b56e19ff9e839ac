"""Replaces methods of moto, and refuses loudly when moto is no longer the one this was written for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

MARK = "connectpilot_repair"


class MotoChangedError(RuntimeError):
    """The installed moto is not the one a repair was written for: read the new code before repairing it."""


def repair(owner: Any, name: str, parameters: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Put `make(original)` in the place of `owner.name`, once, if it still takes `parameters` (space-separated)."""
    where = f"{getattr(owner, '__name__', owner)}.{name}"
    original = getattr(owner, name, None)
    if original is None:
        raise MotoChangedError(f"moto has no {where} any more")
    if hasattr(original, MARK):
        return
    found = " ".join(inspect.signature(original).parameters)
    if found != parameters:
        raise MotoChangedError(f"moto's {where} takes ({found}) now, not ({parameters})")
    replacement = make(original)
    setattr(replacement, MARK, True)
    setattr(owner, name, replacement)
