"""What a person is told when healing gives up, or undid a change: what, why, the evidence, the next step."""

from __future__ import annotations

from .diagnosis import Diagnosis
from .incident import Incident, Moment
from .remedy import Escalate, RollBack

_SUBJECT = 99  # SNS: under 100 characters of ASCII
_TRIED = 10


def notice(incident: Incident, diagnosis: Diagnosis, remedy: Escalate | RollBack) -> dict[str, str]:
    """Subject and message of one notification."""
    what = "needs a person" if isinstance(remedy, Escalate) else "goes back to its last healthy spec"
    subject = f"Connectpilot: {incident.connector} {what} ({diagnosis.code})"
    tried = [
        f"  {entry.at:%Y-%m-%d %H:%M} UTC {entry.text}"
        for entry in incident.entries
        if entry.moment in (Moment.OUTCOME, Moment.REFUSED)
    ]
    lines = [
        f"Connector {incident.connector}: {diagnosis.symptom.title}.",
        "",
        f"Why you are told: {remedy.reason}",
        f"Evidence: {diagnosis.evidence}",
        f"Next step: {diagnosis.symptom.fix}",
        f"Runbook: {diagnosis.runbook}",
        f"Incident: {incident.id}",
        "",
        "Tried so far:" if tried else "Nothing was tried.",
        *tried[-_TRIED:],
    ]
    if isinstance(remedy, Escalate):
        lines += ["", "Healing leaves it alone until somebody applies, restarts or resumes it, or it is healthy again."]
    return {"subject": subject.encode("ascii", "replace").decode()[:_SUBJECT], "message": "\n".join(lines)}
