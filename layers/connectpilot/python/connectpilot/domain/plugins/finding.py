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
    accepted: str | None = None
    """The reason for which the recipe takes it nevertheless."""

    @property
    def page(self) -> str:
        return f"docs/findings/{self.code}.md"

    def __str__(self) -> str:
        if self.accepted:
            return f"{self.code} ({self.severity}, accepted: {self.accepted}) in {self.where}: {self.why}"
        return f"{self.code} ({self.severity}) in {self.where}: {self.why} {self.how}"


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that refuse the plugin."""
    return tuple(finding for finding in findings if finding.severity == "error" and not finding.accepted)
