"""An object of a bucket, as a listing tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stored:
    key: str
    size: int
    modified_at: datetime
