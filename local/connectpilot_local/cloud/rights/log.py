"""What was asked and how it was judged: the "used" side of granted = used, and the list of refusals."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any

from connectpilot_local.cloud.rights.verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of request; equal ones are counted, not repeated."""

    role: str
    action: str
    resource: str
    reason: Reason
    detail: str

    def to_json(self, count: int) -> dict[str, Any]:
        return {
            "role": self.role,
            "action": self.action,
            "resource": self.resource,
            "verdict": self.reason.value,
            "detail": self.detail,
            "count": count,
        }


class RightsLog:
    """Everything that was judged since the cloud started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: Counter[Entry] = Counter()

    def record(self, role: str, action: str, resource: str, verdict: Verdict) -> None:
        with self._lock:
            self._entries[Entry(role, action, resource, verdict.reason, verdict.detail)] += 1

    def counted(self) -> dict[Entry, int]:
        with self._lock:
            return dict(self._entries)

    @property
    def used(self) -> list[Entry]:
        return [entry for entry in self.counted() if entry.reason in (Reason.GRANTED, Reason.OFF)]

    @property
    def refused(self) -> list[Entry]:
        """Every refusal, those that could not be judged included."""
        return [entry for entry in self.counted() if entry.reason not in (Reason.GRANTED, Reason.OFF)]

    @property
    def not_judged(self) -> list[Entry]:
        return [entry for entry in self.counted() if entry.reason is Reason.NOT_JUDGED]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
