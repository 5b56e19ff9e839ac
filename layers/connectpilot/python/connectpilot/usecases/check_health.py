"""After a change: is the connector well, by its state and its metrics."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import final

from ..domain.changes.health import Verdict, judge
from ..domain.changes.request import LeaseHeld, Request
from ..domain.erase import erase
from ..domain.metrics import of_connector
from ..domain.record import Lease
from ..ports.metrics import Metrics
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords
from .plan_steps import LEASE


@final
@dataclass(frozen=True, slots=True)
class CheckHealth:
    """Gather the evidence, leave the judging to domain/changes/health.py."""

    connectors: Connectors
    metrics: Metrics
    records: ConnectorRecords

    def __call__(
        self, request: Request, lease: LeaseHeld, *, since: datetime, deadline: datetime, now: datetime
    ) -> Verdict:
        """Raises LeaseLostError."""
        name = request.connector
        self.records.renew_lease(name, Lease(lease.owner, lease.fence, now + LEASE))
        running = of_connector(name, "RunningTaskCount", "Minimum")
        errored = of_connector(name, "ErroredTaskCount", "Maximum")
        series = self.metrics.series([running, errored], since=since, until=now)
        connector = self.connectors.find(name)
        verdict = judge(connector, series[running], series[errored], since=since, deadline=deadline, now=now)
        return replace(verdict, reason=erase(verdict.reason))
