"""What is inside a bundle and what was found, as a person reads it and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from connectpilot.domain.plugins.comparison import Change
from connectpilot.domain.plugins.finding import Finding
from connectpilot.usecases.bundle_shelf import Built
from rich.filesize import decimal
from rich.text import Text

from .output import console, counted, indented

_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}


def described(built: Built) -> dict[str, Any]:
    manifest = built.manifest
    return {
        "refused": built.bundle is None,
        "sha256": built.bundle.sha256 if built.bundle else None,
        "size": built.bundle.size if built.bundle else sum(file.size for file in manifest.files),
        "javaLevel": manifest.java_level,
        "classes": [asdict(one) for one in manifest.classes],
        "files": [asdict(one) for one in manifest.files],
        "findings": [asdict(one) for one in built.findings],
    }


def show(built: Built) -> None:
    manifest = built.manifest
    jars = sum(file.is_jar for file in manifest.files)
    size = built.bundle.size if built.bundle else sum(file.size for file in manifest.files)
    counted = "1 jar" if jars == 1 else f"{jars} jars"
    needs = f"needs Java {manifest.java_level}" if manifest.java_level else "no classes"
    console.print(f"{decimal(size)}, {counted}, {needs}")
    if built.bundle:
        console.print(f"SHA-256 {built.bundle.sha256}")
    for one in manifest.classes:
        console.print(f"{one.kind}: {one.class_name} {one.version}".rstrip(), markup=False)
    for finding in built.findings:
        show_finding(finding)


def show_changes(changes: Sequence[Change]) -> None:
    """Findings that are the same in many places are one line; JSON has them all."""
    for _, same in groupby(changes, key=lambda one: (one.what, one.before is None, one.after is None)):
        first, *more = same
        others = f" (and {counted(len(more), 'place')} more)" if more else ""
        console.print(indented(f"{first}{others}", 0), markup=False)


def show_finding(finding: Finding) -> None:
    style = "dim" if finding.accepted else _STYLES.get(finding.severity, "")
    head = f"{finding.severity} {finding.code}"
    what_now = f"Accepted: {finding.accepted}" if finding.accepted else finding.how
    text = Text(indented(f"{head} in {finding.where}: {finding.why} {what_now}", 0))
    text.stylize(style, 0, len(head))
    console.print(text)
