"""Uploads that no execution brought to its end: a pure function of the upload, its claim and the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from ..care.sweep import Start
from ..names import execution_name
from .release import Upload

_PATIENCE = timedelta(minutes=10)
"""Events may be late; who is at work after that has a claim and runs."""
_REMEMBERED = timedelta(days=13)
"""Claims expire after fourteen days: of older uploads nobody can say whether they were handled."""
_TRIES = 3
_TELL_AGAIN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What S3 holds now under a key."""

    upload: Upload
    at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """The newest execution that took up a key's uploads."""

    claimed_by: str
    sequencer: str
    version_id: str
    ended: bool


def is_of_age(uploaded: Uploaded, now: datetime) -> bool:
    return _PATIENCE <= now - uploaded.at < _REMEMBERED


def is_settled(upload: Upload, claim: Claim | None) -> bool:
    """Reported, and whoever is subscribed was told."""
    return claim is not None and claim.ended and claim.version_id == upload.version_id


def tries(upload: Upload, claim: Claim | None, now: datetime) -> list[Start]:
    """What to start for it, in this order, each once it is clear that the one before has ended in vain."""
    stem = sha256(str(upload).encode()).hexdigest()[:20]
    names = [execution_name("again", stem, str(number)) for number in range(1, _TRIES + 1)]
    told = execution_name("given-up", stem, str(int(now.timestamp() // _TELL_AGAIN.total_seconds())))
    given = {
        "detail": {
            "bucket": {"name": upload.bucket},
            # Without a claim nobody knows the sequencer: an empty one is older than every event that may still come.
            "object": {
                "key": upload.key,
                "version-id": upload.version_id,
                "sequencer": claim.sequencer if claim else "",
            },
        },
        "takesOver": claim.claimed_by if claim else "",
    }
    reason = f"release-plugin was started again {_TRIES} times and ended each time without a report (last: {names[-1]})"
    again = [Start("release-plugin", name, given) for name in names]
    return [*again, Start("release-plugin", told, given | {"givenUp": reason})]
