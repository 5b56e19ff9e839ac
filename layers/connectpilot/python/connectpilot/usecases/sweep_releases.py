"""Finish what release-plugin left unfinished: uploads whose event was lost or whose execution is gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import final

from ..domain.plugins.lost_release import Uploaded, is_of_age, is_settled, tries
from ..domain.plugins.release import Upload
from ..ports.releases import Claims, Uploads
from ..ports.workflows import Workflows

_MOST_STARTS = 20
"""In one sweep; the next one goes on."""


@final
@dataclass(slots=True)
class SweepReleases:
    uploads: Uploads
    claims: Claims
    workflows: Workflows
    _settled: set[Upload] = field(default_factory=set)
    """What was brought to its end stays so: it is asked for once."""

    def __call__(self, *, now: datetime) -> list[str]:
        """The executions that were started."""
        started: list[str] = []
        for uploaded in self.uploads.newest():
            if len(started) == _MOST_STARTS:
                break
            if is_of_age(uploaded, now) and (name := self._take_up(uploaded, now)):
                started.append(name)
        return started

    def _take_up(self, uploaded: Uploaded, now: datetime) -> str | None:
        upload = uploaded.upload
        if upload in self._settled:
            return None
        claim = self.claims.of(upload)
        if is_settled(upload, claim):
            self._settled.add(upload)
            return None
        if claim and self.workflows.is_running("release-plugin", claim.claimed_by):
            return None
        for start in tries(upload, claim, now):
            if self.workflows.is_running(start.machine, start.name):
                return None
            if self.workflows.start(start.machine, start.name, start.given):
                return f"{start.machine} {start.name}"
        return None
