"""Tell the sender, where they look: a report beside the upload, and the text of the notification."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import final

from ..domain.errors import RefusedPluginError
from ..domain.plugins.plugin_quota import quota_finding
from ..domain.plugins.release import Upload
from ..domain.plugins.report import Outcome, Problem, Report
from ..ports.objects import ObjectStore
from .bundle_shelf import BundleShelf


@final
class ReportRelease:
    def __init__(self, *, intake: ObjectStore, bundles: ObjectStore) -> None:
        self._intake = intake
        self._shelf = BundleShelf(bundles)

    def __call__(
        self,
        upload: Upload,
        *,
        now: datetime,
        outcome: Outcome | None = None,
        build_key: str | None = None,
        plugin: str | None = None,
        plugin_arn: str | None = None,
        plugin_count: int | None = None,
        problem: Problem | None = None,
    ) -> Report:
        """`outcome` is given unless there was a problem, which then decides."""
        refused_by_findings = problem is not None and problem.error == RefusedPluginError.__name__
        read = self._shelf.read_refusal if refused_by_findings else self._shelf.read
        built = read(build_key) if build_key else None
        if problem is not None:
            outcome = "refused" if problem.expected else "failed"
        bundle = None
        if built is not None:
            # Bundle, classes and findings are those of the last build of the same content.
            bundle = (asdict(built.bundle) if built.bundle else {}) | {"javaLevel": built.manifest.java_level}
        refused = problem.finding(upload.key) if problem else None
        quota = quota_finding(plugin_count or 0)
        report = Report(
            upload=upload,
            outcome=outcome or "failed",
            at=now,
            plugin=plugin,
            plugin_arn=plugin_arn,
            bundle=bundle,
            classes=tuple(asdict(one) for one in built.manifest.classes) if built else (),
            findings=(*filter(None, (refused, quota)), *(built.findings if built else ())),
            problem=problem,
        )
        text = json.dumps(report.to_json(), indent=2).encode() + b"\n"
        self._intake.write(upload.report_key, text, content_type="application/json")
        return report
