"""connectpilot build: a recipe built and inspected on this machine."""

from __future__ import annotations


def build() -> None:
    """Not reached: replaced below."""
