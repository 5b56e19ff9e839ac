"""What is wrong with a connector, from its state, its metrics and its worker log."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .observation import Condition, Observation
from .symptom import Kind, RestartHelps, Symptom
from .symptoms import GONE, NO_METRICS, NO_TASKS, STALLED, STUCK, SYMPTOMS, UNKNOWN

_CAUSED_BY = re.compile(r"^\s*Caused by: ", re.MULTILINE)
_FRAME = re.compile(r"^\s*(?:at |\.\.\. \d+ more)", re.MULTILINE)
_SHOWN = 500
_SHOWN_BY_ITSELF = {
    Condition.GONE: GONE,
    Condition.STALLED: STALLED,
    Condition.STUCK: STUCK,
    Condition.UNSEEN: NO_METRICS,
}
"""What needs no worker log to be told apart."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The best match and the evidence for it."""

    symptom: Symptom
    evidence: str
    """The line that shows it, secrets erased."""

    @property
    def code(self) -> str:
        return self.symptom.code

    @property
    def kind(self) -> Kind:
        return self.symptom.kind

    @property
    def restart(self) -> RestartHelps:
        return self.symptom.restart

    @property
    def runbook(self) -> str:
        return f"docs/runbooks/{self.kind}.md#{self.code}"


def diagnose(seen: Observation, trace: str | None) -> Diagnosis:
    """The most specific known cause; where there is none it says so.

    `trace`: the worker log's newest failure, already without secrets.
    """
    if seen.condition in _SHOWN_BY_ITSELF:
        return Diagnosis(_SHOWN_BY_ITSELF[seen.condition], seen.summary)
    texts = [text for text in (trace, seen.state_message) if text]
    found = [match for text in texts for match in _matches(text)]
    best = next((match for match in found if _says_why(match)), found[0] if found else None)
    if best is not None:
        return best
    if seen.condition is Condition.IDLE:
        return Diagnosis(NO_TASKS, seen.summary)
    return Diagnosis(UNKNOWN, _shown(trace) if trace else seen.summary)


def _says_why(match: Diagnosis) -> bool:
    return not match.symptom.wrapper and match.symptom.code != "last-operation-failed"


def _matches(text: str) -> list[Diagnosis]:
    """From the deepest "Caused by" outwards; in each, the table's order."""
    found: list[Diagnosis] = []
    for part in reversed(_CAUSED_BY.split(text)):
        message = _message(part)
        found += (Diagnosis(row, _shown(message)) for row in SYMPTOMS if row.pattern.search(message))
    return found


def _message(part: str) -> str:
    """Without the stack frames: class names in them are no symptoms."""
    frame = _FRAME.search(part)
    return " ".join((part[: frame.start()] if frame else part).split())


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + " …"
