"""What became of uploads: the newest reports in short, and one of them whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, final

from ..domain.errors import ReportNotFoundError
from ..domain.plugins.release import REPORTS, report_key
from ..ports.objects import ListedStore
from .stored_document import read_document

MOST = 100
"""Each one that is shown is read."""


@final
@dataclass(frozen=True, slots=True)
class ShowReports:
    intake: ListedStore

    def newest(self, *, limit: int, offset: int = 0) -> list[dict[str, Any]]:
        """In short, the newest first; S3 tells them by name, so all names are listed to find the newest."""
        found = [one for one in self.intake.list(REPORTS) if one.key.endswith(".json")]
        found.sort(key=lambda one: one.modified_at, reverse=True)
        return [
            _in_short(one.key.removeprefix(REPORTS).removesuffix(".json"), read_document(self.intake, one.key) or {})
            for one in found[offset : offset + min(limit, MOST)]
        ]

    def one(self, name: str) -> dict[str, Any]:
        """The report as it was written; raises ReportNotFoundError."""
        document = read_document(self.intake, report_key(name))
        if document is None:
            raise ReportNotFoundError(
                f"no report on {name}: nothing was uploaded as uploads/{name}, or its release has not ended yet; "
                "GET /connectpilot/reports lists the reports there are, and the executions of release-plugin what runs"
            )
        return document


def _in_short(name: str, document: dict[str, Any]) -> dict[str, Any]:
    plugin, upload = document.get("plugin") or {}, document.get("upload") or {}
    findings = [one.get("severity") for one in document.get("findings", ())]
    return {
        "name": name,
        "outcome": document.get("outcome"),
        "summary": document.get("summary", "no report that can be read stands under this name; upload the file again"),
        "plugin": plugin.get("name"),
        "errors": findings.count("error"),
        "warnings": findings.count("warning"),
        "versionId": upload.get("versionId"),
        "reportedAt": document.get("reportedAt"),
    }
