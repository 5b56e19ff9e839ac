"""What judging a request ends in: allowed or refused, always with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

NOT_JUDGED_CODE = "LocalRightsNotJudged"


class Reason(StrEnum):
    GRANTED = "granted"
    NOT_GRANTED = "not granted"
    DENIED = "denied"
    BOUNDARY = "not within the permissions boundary"
    NOT_JUDGED = "not judged"
    OFF = "rights are off"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a request is allowed; `detail` says by which statement, or what was not understood."""

    reason: Reason
    detail: str = ""

    @property
    def allowed(self) -> bool:
        return self.reason in (Reason.GRANTED, Reason.OFF)
