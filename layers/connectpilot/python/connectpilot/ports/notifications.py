"""The notification topic, as the use cases need it."""

from __future__ import annotations

from typing import Protocol


class Notifications(Protocol):
    def tell(self, subject: str, message: str) -> None:
        """`subject` is of at most 100 printable ASCII characters."""
        ...
