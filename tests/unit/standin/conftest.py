"""Tests of a whole world run under each of its truths."""

from fakes.switches import assumptions

__all__ = ["assumptions"]
