"""A finding: what a check says about a bundle, where, why it matters and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """An error keeps a plugin from being registered; a warning is shown; an info is only noted."""

    code: str
    severity: Severity
    where: str
    why: str
    how: str

    def __str__(self) -> str:
        return f"{self.code} ({self.severity}) in {self.where}: {self.why} {self.how}"


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.severity == "error")
