"""The end of a request: written down where the API, healing and the sweep look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, final

from ..domain.care.incident import Moment, entry
from ..domain.changes.request import Evidence, Intent, LeaseHeld, Outcome, Request
from ..domain.connector import Connector
from ..domain.record import ConnectorRecord, Lease, Lifecycle, Sighting
from ..ports.incidents import Incidents
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords
from .plan_steps import LEASE, STACK_TAG

_DONE = (Outcome.CHANGED, Outcome.UNCHANGED, Outcome.ADOPTED)
_TOOK_EFFECT = (Outcome.CHANGED, Outcome.UNHEALTHY, Outcome.TIMED_OUT)
_TO_BE_LOOKED_AT = (Outcome.UNHEALTHY, Outcome.TIMED_OUT)
_LOOK_SOON = timedelta(minutes=1)
_LIFECYCLES = {
    Intent.PAUSE: Lifecycle.PAUSED,
    Intent.RESUME: Lifecycle.RUNNING,
    Intent.STOP: Lifecycle.STOPPED,
}


@final
@dataclass(frozen=True, slots=True)
class RecordOutcome:
    """The machine releases the lease right after."""

    connectors: Connectors
    records: ConnectorRecords
    incidents: Incidents
    stack: str

    def __call__(
        self,
        request: Request,
        lease: LeaseHeld,
        *,
        outcome: Outcome,
        reason: str,
        evidence: Evidence | None,
        now: datetime,
    ) -> str | None:
        """The connector's version, where there is one; raises LeaseLostError."""
        name = request.connector
        record = self.records.get(name)
        if record is None:
            # Whoever holds a lease has an item: an unanswered call of this very request has forgotten it.
            return None
        self.records.renew_lease(name, Lease(lease.owner, lease.fence, now + LEASE))
        connector = self.connectors.find(name)
        if self._is_forgotten(request, record, connector, outcome):
            self._forget(record, now)
            return None
        fields: dict[str, Any] = {"outcome": outcome.value, "outcome_reason": reason, "outcome_at": now}
        if outcome in _DONE:
            fields |= self._wishes(request, record)
        elif outcome is Outcome.REFUSED and request.intent is not Intent.DELETE:
            fields |= self._former_wish(request, record)
        if connector is None:
            gone = dict.fromkeys(("arn", "version", "matched_version", "difference"))
            fields |= gone | {"sighting": Sighting(at=now, state=None)}
        elif outcome is Outcome.ADOPTED or self._is_ours(record, connector):
            fields |= self._of_connector(request, connector, outcome, evidence, now)
        unsure = outcome in _TO_BE_LOOKED_AT and request.intent not in (Intent.DELETE, Intent.STOP)
        if unsure or record.incident_opened_at:
            fields["next_check_at"] = now + _LOOK_SOON
        self.records.conclude(name, request.request_id, **fields)
        return connector.version if connector else None

    def _is_forgotten(
        self, request: Request, record: ConnectorRecord, connector: Connector | None, outcome: Outcome
    ) -> bool:
        if request.intent is Intent.DELETE:
            # It is gone, however that was found out; or it never was ours, and stays with its owner.
            return connector is None or (record.arn is None and not self._is_ours(record, connector))
        # Somebody asked for a connector that we do not know: taking the lease has made an item for it.
        return record.arn is None and record.wanted_digest is None and outcome is not Outcome.ADOPTED

    def _forget(self, record: ConnectorRecord, now: datetime) -> None:
        """The incident first: nobody would find it without the record."""
        if record.incident_opened_at:
            last = entry(now, Moment.CLOSED, "the connector was deleted")
            self.incidents.close(record.name, record.incident_opened_at, last)
        self.records.forget(record.name)

    @staticmethod
    def _wishes(request: Request, record: ConnectorRecord) -> dict[str, Any]:
        """What is wanted from now on; what a person has asked for meanwhile stays."""
        if record.request_id not in (None, request.request_id):
            return {}
        fields: dict[str, Any] = {}
        if request.intent in _LIFECYCLES:
            fields["lifecycle"] = _LIFECYCLES[request.intent]
        if request.spec_digest:
            fields["wanted_digest"] = request.spec_digest
        return fields

    @staticmethod
    def _former_wish(request: Request, record: ConnectorRecord) -> dict[str, Any]:
        """What was refused for good is not wanted any more: healing would leave the connector alone for ever."""
        if request.former_lifecycle is None or record.request_id != request.request_id:
            return {}
        return {"lifecycle": request.former_lifecycle}

    def _is_ours(self, record: ConnectorRecord, connector: Connector) -> bool:
        return record.arn == connector.arn or self.connectors.tags(connector.arn).get(STACK_TAG) == self.stack

    @staticmethod
    def _of_connector(
        request: Request, connector: Connector, outcome: Outcome, evidence: Evidence | None, now: datetime
    ) -> dict[str, Any]:
        seen = Sighting(at=now, state=connector.state)
        if evidence:
            seen = Sighting(evidence.at, connector.state, evidence.running_tasks, evidence.errored_tasks)
        fields: dict[str, Any] = {"arn": connector.arn, "version": connector.version, "sighting": seen}
        if request.spec_digest and outcome in _TOOK_EFFECT:
            fields["applied_at"] = now
        if request.spec_digest and evidence and evidence.healthy:
            fields["healthy_digest"] = request.spec_digest
        return fields
