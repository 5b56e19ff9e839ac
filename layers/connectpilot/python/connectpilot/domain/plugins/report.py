"""What a person reads after an upload: what came of it, what was found, and what to do next."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any, Literal

from .. import errors
from .finding import Finding
from .input_kinds import INPUT_KINDS, OF_ERRORS
from .release import Upload

Outcome = Literal["released", "unchanged", "refused", "failed"]

HOW = {
    "InvalidUploadError": "Upload a recipe (YAML), a ZIP with the connector's jars, or a JAR.",
    "InvalidRecipeError": "Mend the recipe where it says, and upload it again (docs/reference/recipes.md).",
    "InvalidArchiveError": "Get the archive anew from its publisher, or pack it anew with an ordinary zip or jar tool.",
    "ArtifactUnavailableError": (
        "Check the name. Where this network cannot reach the host, put the file there yourself with `connectpilot "
        "artifacts add FILE --sha256 DIGEST --stack STACK` (the recipe stays as it is: its digest finds it; a build on "
        "this machine needs no --stack), or name a copy in S3 by `s3: s3://bucket/key`."
    ),
    "ArtifactInterruptedError": "The host was tried several times; upload the recipe again later.",
    "DigestMismatchError": (
        "Compare the pinned digest with the publisher's. If the publisher's file really changed, find out why before "
        "you pin the new digest."
    ),
    "RefusedPluginError": "Mend what the findings say, and upload again.",
    "NameTakenError": "Somebody else registered this name. Delete that plugin, or change the recipe's name or version.",
    "PluginFailedError": "Mend what MSK Connect says, and upload again: what it could not make is deleted first.",
    "QuotaExceededError": (
        "Delete plugins that no connector uses (`connectpilot plugins prune` shows them), or ask AWS for more; then "
        "upload again."
    ),
    "PlatformRefusedError": "Read what AWS says above: a right or a setting is missing.",
    "PlatformThrottledError": "MSK Connect asks to slow down; upload again later.",
    "PlatformUnavailableError": "AWS did not answer in time; upload again.",
    "PluginStillCreating": "MSK Connect takes long. Upload the same again: the plugin is adopted when it is there.",
}
_CODE = re.compile(r"\[([a-z-]+)\]$")
_MOST_TOLD = 20_000
"""Characters of findings in a notification; SNS takes 256 KiB in all, and so does the state that sends it."""
_FAILED = "This should not happen. The execution's history and the functions' logs say more; uploading again is safe."


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it ended early."""

    error: str
    what: str

    @property
    def expected(self) -> bool:
        """Whether a person can mend it: every error class of our own, and what the machine says by name."""
        return self.error in HOW or isinstance(getattr(errors, self.error, None), type)

    @property
    def how(self) -> str:
        return INPUT_KINDS[self._told].how if self._told else HOW.get(self.error, _FAILED)

    @property
    def _told(self) -> str:
        """The finding that the message itself names."""
        told = _CODE.search(self.what)
        return told[1] if told and told[1] in INPUT_KINDS else ""

    def finding(self, where: str) -> Finding | None:
        """The same as a finding, with its page; a refused bundle has findings of its own."""
        code = self._told or OF_ERRORS.get(self.error)
        if code is None:
            return None
        return Finding(code, "error", where, self.what.removesuffix(f" [{code}]"), INPUT_KINDS[code].how)


def problem_of(error: str, cause: str) -> Problem:
    """From what Step Functions caught: a function's error comes as JSON, anything else as text."""
    try:
        document = json.loads(cause)
    except ValueError:
        document = None
    if isinstance(document, dict) and "errorMessage" in document:
        return Problem(error, str(document["errorMessage"]))
    return Problem(error, cause or "no answer in time")


@dataclass(frozen=True, slots=True)
class Report:
    upload: Upload
    outcome: Outcome
    at: datetime
    plugin: str | None = None
    plugin_arn: str | None = None
    bundle: dict[str, Any] | None = None
    classes: tuple[dict[str, Any], ...] = ()
    findings: Sequence[Finding] = ()
    problem: Problem | None = None

    @property
    def summary(self) -> str:
        name = self.upload.key
        if self.outcome == "released":
            return f"{name}: plugin {self.plugin} is ACTIVE and can be used by connectors."
        if self.outcome == "unchanged":
            return f"{name}: nothing changed; the same content is registered already as plugin {self.plugin}."
        what = self.problem.what if self.problem else "no reason was given"
        return f"{name} was {'refused' if self.outcome == 'refused' else 'not released'}: {what}"

    def to_json(self) -> dict[str, Any]:
        document: dict[str, Any] = {
            "outcome": self.outcome,
            "summary": self.summary,
            "whatToDo": self.problem.how if self.problem else None,
            "problem": asdict(self.problem) if self.problem else None,
            "plugin": {"name": self.plugin, "arn": self.plugin_arn} if self.plugin else None,
            "bundle": self.bundle,
            "findings": [asdict(finding) | {"page": finding.page} for finding in self.findings],
            "classes": list(self.classes),
            "upload": self.upload.model_dump(by_alias=True),
            "reportedAt": self.at.isoformat(),
        }
        return {key: value for key, value in document.items() if value is not None}

    @property
    def message(self) -> str:
        """The notification's text."""
        lines = [self.summary]
        if self.problem:
            lines += ["", f"What to do: {self.problem.how}"]
        lines += ["", *self._findings()] if self.findings else []
        lines += ["", f"Report: s3://{self.upload.bucket}/{self.upload.report_key}"]
        return "\n".join(lines)

    def _findings(self) -> list[str]:
        """The first of them, errors before others: a message has its bounds, the report has all."""
        lines = [f"- {self._line(finding)}" for finding in self.findings]
        lengths = accumulate(len(line) for line in lines)
        told = [line for line, length in zip(lines, lengths, strict=True) if length <= _MOST_TOLD]
        more = len(lines) - len(told)
        return [*told, f"- and {more:,} more, which the report lists"] if more else told

    def _line(self, finding: Finding) -> str:
        """What the summary says already is not said again."""
        if finding.why in self.summary:
            return f"{finding.code} ({finding.severity}): see {finding.page}"
        return str(finding)

    @property
    def subject(self) -> str:
        """At most 100 printable characters, as SNS wants it."""
        shown = "".join(char if char.isascii() and char.isprintable() else "?" for char in self.upload.key)
        return f"Connectpilot: {self.outcome}: {shown}"[:100]
