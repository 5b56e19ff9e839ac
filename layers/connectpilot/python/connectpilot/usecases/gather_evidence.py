"""Looks at one connector: state, task metrics, progress and, when it is ill, what its workers wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import final

from ..domain.care.diagnosis import Diagnosis, diagnose
from ..domain.care.observation import (
    Observation,
    is_stalled,
    is_stuck,
    observe,
    position_survives,
    progress_queries,
    task_counts,
    task_queries,
)
from ..domain.care.worker_log import failures_of
from ..domain.connector import Connector
from ..domain.erase import erase
from ..domain.errors import InvalidSpecError, UnknownTargetError
from ..domain.record import ConnectorRecord
from ..domain.spec import ConnectorSpec
from ..domain.target import Target
from ..ports.metrics import Metrics
from ..ports.msk_connect import Connectors
from ..ports.records import Specs, Targets
from ..ports.worker_logs import WorkerLogs

_METRICS_SPAN = timedelta(minutes=15)
_LOG_SPAN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Evidence:
    seen: Observation
    connector: Connector | None
    spec: ConnectorSpec | None
    target: Target | None
    diagnosis: Diagnosis | None = None
    """Only of an ill connector."""
    trace: str | None = None
    """Secrets erased."""


@final
@dataclass(frozen=True, slots=True)
class GatherEvidence:
    """Reads only."""

    connectors: Connectors
    metrics: Metrics
    logs: WorkerLogs | None
    """None: scaling does not ask why a connector is ill."""
    specs: Specs
    targets: Targets

    def __call__(self, record: ConnectorRecord, *, now: datetime, known_trace: str | None = None) -> Evidence:
        """`known_trace`: what this illness showed before; a log is read for a short time only."""
        connector = self.connectors.find(record.name)
        spec = self._spec(record)
        target = self._target(spec)
        seen = self._observe(record, connector, spec, target, now=now)
        if not seen.condition.ill:
            return Evidence(seen, connector, spec, target)
        trace = self._trace(record, connector, target, now=now) or known_trace
        return Evidence(seen, connector, spec, target, diagnose(seen, trace), trace)

    def _spec(self, record: ConnectorRecord) -> ConnectorSpec | None:
        try:
            return self.specs.get(record.wanted_digest) if record.wanted_digest else None
        except InvalidSpecError:
            return None

    def _target(self, spec: ConnectorSpec | None) -> Target | None:
        try:
            return self.targets.get(spec.target) if spec else None
        except UnknownTargetError:
            return None

    def _observe(
        self,
        record: ConnectorRecord,
        connector: Connector | None,
        spec: ConnectorSpec | None,
        target: Target | None,
        *,
        now: datetime,
    ) -> Observation:
        tasks = task_queries(record.name)
        cluster = target.cluster_name if target and record.kind == "sink" else None
        progress = progress_queries(record.name, topics(spec), cluster)
        series = self.metrics.series([*tasks, *progress], since=now - _METRICS_SPAN, until=now)
        created_at = connector.created_at if connector else None
        survives = position_survives(
            record.kind, connector, adopted=spec is None or spec.worker_configuration is not None
        )
        seen = observe(
            record.name,
            connector,
            task_counts(record.name, series, now=now, after=(record.last_attempt_at, created_at)),
            stalled=is_stalled(progress, series, now=now),
            survives=survives,
            stuck=is_stuck(record, now),
        )
        return replace(seen, state_message=erase(seen.state_message)) if seen.state_message else seen

    def _trace(
        self, record: ConnectorRecord, connector: Connector | None, target: Target | None, *, now: datetime
    ) -> str | None:
        if self.logs is None or target is None or target.log_group is None or connector is None:
            return None
        # What was written before the last attempt is that illness, not this one.
        since = max(now - _LOG_SPAN, record.last_attempt_at) if record.last_attempt_at else now - _LOG_SPAN
        events = self.logs.around_errors(target.log_group, record.name, since=since, until=now)
        found = failures_of(record.name, events)
        return erase(found[0].text, connector.configuration) if found else None


def topics(spec: ConnectorSpec | None) -> tuple[str, ...]:
    names = spec.configuration.get("topics", "").split(",") if spec else []
    return tuple(name.strip() for name in names if name.strip())
