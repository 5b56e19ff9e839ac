"""The door, as those who ask it need it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Door(Protocol):
    def ask(self, request: Mapping[str, Any]) -> None:
        """Hand an intent to operate-connector; the same `requestId` twice is one request."""
        ...
