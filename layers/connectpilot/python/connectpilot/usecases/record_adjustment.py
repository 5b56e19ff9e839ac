"""Writes down what became of an adjustment, or why there was none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, final

from ..domain.care.incident import Incident, Moment, entry
from ..ports.incidents import Incidents
from ..ports.records import ConnectorRecords

_TOOK_EFFECT = frozenset({"changed", "unhealthy", "timedOut"})
_COOLS_DOWN = _TOOK_EFFECT | {"rolledBack"}


@dataclass(frozen=True, slots=True)
class AdjustmentEnd:
    """How a look at the capacity ended; `outcome` is "none" where nothing was asked of the door."""

    connector: str
    opened_at: str
    hint: str
    reason: str
    outcome: str
    outcome_reason: str = ""
    digest: str | None = None
    from_digest: str | None = None


@final
@dataclass(frozen=True, slots=True)
class RecordAdjustment:
    records: ConnectorRecords
    incidents: Incidents

    def __call__(self, end: AdjustmentEnd, *, now: datetime) -> dict[str, Any]:
        record = self.records.get(end.connector)
        if record is None:
            return {"connector": end.connector, "outcome": "forgotten"}
        fields: dict[str, Any] = {}
        if end.outcome in _COOLS_DOWN:
            fields["last_adjustment_at"] = now
        # A person may have applied another spec meanwhile: theirs stays.
        if end.outcome in _TOOK_EFFECT and record.wanted_digest == end.from_digest:
            fields["wanted_digest"] = end.digest
        if fields:
            self.records.write(end.connector, **fields)
        text = end.reason if end.outcome == "none" else f"{end.outcome}: {end.reason}"
        if end.outcome_reason:
            text += f" ({end.outcome_reason})"
        self.incidents.open(
            Incident(
                end.connector,
                end.opened_at,
                kind="adjustment",
                open=False,
                closed_at=now,
                entries=(
                    entry(datetime.fromisoformat(end.opened_at), Moment.ALARM, end.hint),
                    entry(now, Moment.ADJUSTMENT, text, end.outcome),
                ),
            )
        )
        return {"connector": end.connector, "outcome": end.outcome}
