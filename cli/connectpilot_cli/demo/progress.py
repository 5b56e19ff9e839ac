"""What the demo shows while it waits: for what, since when, and what it saw last."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import typer

from ..output import console, errors, indented

T = TypeVar("T")


@dataclass(slots=True)
class Progress:
    """The demo's own story, and how long each of its steps took."""

    started: float = field(default_factory=time.monotonic)
    steps: list[tuple[str, float]] = field(default_factory=list)
    _step: tuple[str, float] | None = None

    def step(self, title: str) -> None:
        self.end_step()
        self._step = title, time.monotonic()
        console.print(f"\n[bold cyan]{len(self.steps) + 1}. {title}[/]")

    def end_step(self) -> None:
        if self._step:
            title, since = self._step
            self.steps.append((title, time.monotonic() - since))
            self._step = None

    def say(self, text: str, *, style: str = "", indent: int = 3) -> None:
        console.print(indented(text, indent), style=style, markup=False)

    def wait_for(self, what: str, look: Callable[[], tuple[T | None, str]], *, seconds: float = 300) -> T:
        """Look until there is a result; `look` answers it (or None) and what it saw. Each new sight is a line."""
        start, last = time.monotonic(), ""
        # Lines push the spinner down only where both are written by the same hand.
        screen = console if console.is_terminal else errors
        with screen.status(f"waiting for {what}") as spinner:
            while time.monotonic() - start < seconds:
                found, seen = look()
                waited = time.monotonic() - start
                if seen != last:
                    self.say(f"{waited:4.1f} s  {what}: {seen}")
                    last = seen
                if found is not None:
                    return found
                spinner.update(f"waiting for {what} since {waited:.0f} s, last seen: {seen}")
                time.sleep(0.25)
        errors.print(f"[red]{what} did not come within {seconds:.0f} s; last seen: {last}[/]")
        raise typer.Exit(1)
