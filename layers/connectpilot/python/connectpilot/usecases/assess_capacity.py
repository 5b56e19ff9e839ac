"""Looks at a connector's load and decides whether its capacity fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, final

from ..domain.care.adjustment import LOW_WINDOW, Adjust, Adjustment, Keep, Load, choose_adjustment, with_capacity
from ..domain.care.hint import read_hint
from ..domain.care.incident import incident_id, opening
from ..domain.care.observation import Condition, progress_queries
from ..domain.metrics import of_connector
from ..domain.record import ConnectorRecord, Lifecycle
from ..domain.spec import ConnectorSpec, parse_spec
from ..ports.metrics import Metrics
from ..ports.records import ConnectorRecords, ControlRecords, Specs
from .gather_evidence import Evidence, GatherEvidence, topics

_SPAN = LOW_WINDOW + timedelta(minutes=5)


@final
@dataclass(frozen=True, slots=True)
class AssessCapacity:
    """Reads, chooses, stores the new spec; the door applies it."""

    records: ConnectorRecords
    control: ControlRecords
    specs: Specs
    metrics: Metrics
    gather: GatherEvidence

    def __call__(self, event: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
        hint = read_hint(event)
        record = self.records.get(hint.connector) if hint.connector else None
        if record is None:
            reason = "Connectpilot does not manage a connector of this name" if hint.connector else hint.text
            return {"connector": hint.connector or "", "adjustment": "Keep", "reason": reason, "record": False}
        evidence = self.gather(record, now=now)
        spec = evidence.spec
        adjustment: Adjustment = Keep("its spec is not stored: apply it once")
        if spec is not None:
            adjustment = choose_adjustment(
                spec,
                self._load(record, spec, evidence, now=now),
                blocked=_blocked(record, spec, evidence, now) or self._switched_off(),
                last_adjustment_at=record.last_adjustment_at,
                now=now,
            )
        if isinstance(adjustment, Keep) and adjustment.stalled and record.next_check_at is None:
            self.records.write(record.name, next_check_at=now)
        answer: dict[str, Any] = {
            "connector": record.name,
            "adjustment": type(adjustment).__name__,
            "reason": adjustment.reason,
            "hint": hint.text,
            # To the microsecond: an illness of the same minute has its own timeline.
            "openedAt": now.astimezone(UTC).isoformat(timespec="microseconds"),
            # The sweep asks again and again while an alarm lasts: the same refusal is no news.
            "record": isinstance(adjustment, Adjust) or not hint.by_sweep,
        }
        if isinstance(adjustment, Adjust) and spec is not None:
            answer |= self._request(record, spec, adjustment, evidence, now)
        return answer

    def _switched_off(self) -> str | None:
        return None if self.control.healing_is_on() else "only observed, since healing is off"

    def _load(self, record: ConnectorRecord, spec: ConnectorSpec, evidence: Evidence, *, now: datetime) -> Load:
        cpu = of_connector(record.name, "CpuUtilization")
        cluster = evidence.target.cluster_name if evidence.target and record.kind == "sink" else None
        lags = progress_queries(record.name, topics(spec), cluster)[1:]
        series = self.metrics.series([cpu, *lags], since=now - _SPAN, until=now)
        stalled = evidence.seen.condition is Condition.STALLED
        return Load(series.get(cpu, ()), tuple(series.get(lag, ()) for lag in lags), stalled)

    def _request(
        self, record: ConnectorRecord, spec: ConnectorSpec, adjustment: Adjust, evidence: Evidence, now: datetime
    ) -> dict[str, Any]:
        # Another capacity, the same plugin: what was chosen when the spec was accepted stays.
        adjusted = replace(parse_spec(spec.name, with_capacity(spec, adjustment.capacity)), plugin=spec.plugin)
        digest = self.specs.put(adjusted)
        request: dict[str, Any] = {
            "requestId": f"{incident_id(record.name, opening(now))}-scale",
            "connector": record.name,
            "intent": "apply",
            "specDigest": digest,
            "requestedBy": "scale-connector",
            "reason": adjustment.reason,
        }
        if evidence.connector is not None:
            request["expects"] = {"version": evidence.connector.version}
        return {"request": request, "fromDigest": record.wanted_digest}


def _blocked(record: ConnectorRecord, spec: ConnectorSpec, evidence: Evidence, now: datetime) -> str | None:
    if record.lifecycle is not Lifecycle.RUNNING:
        return f"a person wants it {record.lifecycle}"
    if record.request or (record.lease is not None and record.lease.until > now):
        return "an operation runs on it"
    if record.incident_opened_at is not None:
        return "its incident is still open: a connector is healed before it is scaled"
    if evidence.seen.condition not in (Condition.HEALTHY, Condition.STALLED):
        return f"it is not healthy: {evidence.seen.summary}"
    if evidence.connector is not None and evidence.connector.capacity != spec.capacity:
        return "its capacity is not what its spec says: that is brought back first"
    return None
