"""A connector's alarms: made with it, repaired when they differ, removed with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from ..domain.changes.alarms import Alarm, all_alarm_names, wanted_alarms
from ..domain.changes.request import Request
from ..domain.connector import ConnectorState
from ..ports.alarms import Alarms
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords, Specs, Targets

_QUIET = (ConnectorState.PAUSED, ConnectorState.PAUSING, ConnectorState.DELETING)
"""No task is meant to run: an alarm would wake healing for nothing."""


@dataclass(frozen=True, slots=True)
class AlarmChanges:
    put: tuple[str, ...]
    removed: tuple[str, ...]


@final
@dataclass(frozen=True, slots=True)
class EnsureAlarms:
    """Writes nothing where nothing differs."""

    alarms: Alarms
    connectors: Connectors
    records: ConnectorRecords
    specs: Specs
    targets: Targets
    stack: str

    def __call__(self, request: Request) -> AlarmChanges:
        wanted = {alarm.name: alarm for alarm in self._wanted(request)}
        present = self.alarms.named(all_alarm_names(self.stack, request.connector))
        put = tuple(name for name, alarm in wanted.items() if present.get(name) != alarm)
        removed = tuple(sorted(present.keys() - wanted.keys()))
        for name in put:
            self.alarms.put(wanted[name])
        if removed:
            self.alarms.delete(removed)
        return AlarmChanges(put, removed)

    def _wanted(self, request: Request) -> tuple[Alarm, ...]:
        connector = self.connectors.find(request.connector)
        record = self.records.get(request.connector)
        digest = request.spec_digest or (record.wanted_digest if record else None)
        if connector is None or connector.state in _QUIET or not digest:
            return ()
        spec = self.specs.get(digest)
        return wanted_alarms(self.stack, spec, self.targets.get(spec.target), record.kind if record else None)
