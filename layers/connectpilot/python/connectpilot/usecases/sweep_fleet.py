"""Every minute: what is due and what was lost; every five minutes the whole fleet. Events are edges, this is level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, final

from ..domain.care.observation import TaskCounts, task_counts, task_queries
from ..domain.care.sweep import (
    Start,
    changing_since,
    drifted,
    due_looks,
    ill_connector,
    is_busy,
    lost_requests,
    overloaded,
    sighting,
    starts,
    without_alarms,
)
from ..domain.changes.alarms import PURPOSES, all_alarm_names, wanted_alarms, watched_connector
from ..domain.connector import Connector, ConnectorState
from ..domain.errors import ConnectpilotError, InvalidSpecError, UnknownTargetError
from ..domain.metrics import FRESH
from ..domain.record import ConnectorRecord, Lifecycle
from ..domain.spec import ConnectorSpec
from ..ports.alarms import Alarms
from ..ports.metrics import Metrics
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords, ControlRecords, Specs, Targets
from ..ports.workflows import Workflows
from .sweep_releases import SweepReleases

FLEET_MINUTES = 5


@dataclass(slots=True)
class Swept:
    """What one sweep did."""

    started: list[str] = field(default_factory=list)
    already_started: int = 0
    put_off: int = 0
    """More than one run may start; the next one goes on."""
    sightings: int = 0
    fleet: bool = False
    failed: dict[str, str] = field(default_factory=dict)
    """Connectors that could not be looked after, and why; the others were."""


@dataclass(frozen=True, slots=True)
class _Fleet:
    """What one look at all connectors found."""

    listed: Mapping[str, Connector]
    counts: Mapping[str, TaskCounts]
    alarms: set[str]
    ringing: set[str]
    targets: _Targets
    healing_is_on: bool


@final
@dataclass(slots=True)
class SweepFleet:
    """Idempotent: names are derived from causes, sightings are written only when they say something new."""

    stack: str
    records: ConnectorRecords
    control: ControlRecords
    connectors: Connectors
    metrics: Metrics
    alarms: Alarms
    specs: Specs
    targets: Targets
    workflows: Workflows
    releases: SweepReleases
    most_starts: int = 500
    _known_specs: dict[str, ConnectorSpec] = field(default_factory=dict)
    """By digest, so they never go stale."""

    def __call__(self, *, now: datetime, minute: datetime) -> Swept:
        """`minute`: which minute's sweep this is, however late it runs."""
        swept = Swept(fleet=minute.minute % FLEET_MINUTES == 0)
        unreadable: list[str] = []
        records = list(self.records.all(unreadable))
        swept.failed |= dict.fromkeys(unreadable, "its item in the connectors table cannot be read")
        idle = [record for record in records if not is_busy(record, now)]
        self._start(due_looks(idle, now), swept)
        for record in records:
            with _contained(record, swept):
                self._start(self._lost_requests(record, now), swept)
        if swept.fleet:
            fleet = self._look_at_fleet(idle, now)
            for record in idle:
                with _contained(record, swept):
                    self._look_at(record, fleet, now, swept)
            if fleet.healing_is_on:
                self._remove_orphaned_alarms(fleet.alarms, {*unreadable, *(record.name for record in records)})
            swept.started += self.releases(now=now)
        return swept

    def _lost_requests(self, record: ConnectorRecord, now: datetime) -> list[Start]:
        lost = lost_requests([record], now)
        return [start for first, start in lost if not self.workflows.is_running("operate-connector", first)]

    def _look_at_fleet(self, records: list[ConnectorRecord], now: datetime) -> _Fleet:
        listed = {connector.name: connector for connector in self.connectors.list()}
        return _Fleet(
            listed=listed,
            counts=self._task_counts([listed[record.name] for record in records if record.name in listed], now),
            alarms=self.alarms.names(f"{self.stack}-"),
            ringing=self.alarms.ringing(f"{self.stack}-scale-"),
            targets=_Targets(self.targets),
            healing_is_on=self.control.healing_is_on(),
        )

    def _look_at(self, record: ConnectorRecord, fleet: _Fleet, now: datetime, swept: Swept) -> None:
        connector, seen = fleet.listed.get(record.name), fleet.counts.get(record.name, TaskCounts())
        news: dict[str, Any] = {}
        if new := sighting(record, connector, seen, now):
            news["sighting"] = new
            swept.sightings += 1
        since = changing_since(record, connector, now)
        if since != record.changing_since:
            news["changing_since"] = since
        if news:
            self.records.write(record.name, **news)
        found = ill_connector(record, connector, seen, now)
        if found is None and fleet.healing_is_on:
            found = drifted(record, connector, now)
        if found is None and fleet.healing_is_on:
            found = without_alarms(record, self._missing_alarms(record, connector, fleet), now)
        self._start(starts(found, overloaded(record, fleet.ringing, self.stack, now)), swept)

    def _task_counts(self, connectors: list[Connector], now: datetime) -> dict[str, TaskCounts]:
        queries = [query for connector in connectors for query in task_queries(connector.name)]
        series = self.metrics.series(queries, since=now - FRESH, until=now) if queries else {}
        return {one.name: task_counts(one.name, series, now=now, after=(one.created_at,)) for one in connectors}

    def _missing_alarms(self, record: ConnectorRecord, connector: Connector | None, fleet: _Fleet) -> set[str]:
        if connector is None or connector.state is not ConnectorState.RUNNING or not record.wanted_digest:
            return set()
        if record.lifecycle is not Lifecycle.RUNNING:
            return set()
        try:
            spec = self._spec(record.wanted_digest)
            target = fleet.targets.get(spec.target)
        except (InvalidSpecError, UnknownTargetError):  # gone: the next apply says so
            return set()
        return {alarm.name for alarm in wanted_alarms(self.stack, spec, target, record.kind)} - fleet.alarms

    def _remove_orphaned_alarms(self, alarms: set[str], managed: set[str]) -> None:
        """They were to go with their connector, and could not be removed then."""
        ours = tuple(f"{self.stack}-{purpose}-" for purpose in PURPOSES)
        known = {name for connector in managed for name in all_alarm_names(self.stack, connector)}
        left = self.alarms.named(sorted(name for name in alarms - known if name.startswith(ours)))
        watched = {name: watched_connector(self.stack, alarm) for name, alarm in left.items()}
        # Its record may have been made since the table was read.
        gone = {name for name, connector in watched.items() if connector and self.records.get(connector) is None}
        if gone:
            self.alarms.delete(sorted(gone))

    def _spec(self, digest: str) -> ConnectorSpec:
        if digest not in self._known_specs:
            self._known_specs[digest] = self.specs.get(digest)
        return self._known_specs[digest]

    def _start(self, wanted: Iterable[Start], swept: Swept) -> None:
        for start in wanted:
            if len(swept.started) >= self.most_starts:
                swept.put_off += 1
            elif self.workflows.start(start.machine, start.name, start.given):
                swept.started.append(f"{start.machine} {start.name}")
            else:
                swept.already_started += 1


class _Targets:
    """Each target read once a sweep: Parameter Store answers forty reads a second, for all connectors."""

    def __init__(self, targets: Targets) -> None:
        self.get = cache(targets.get)


@contextmanager
def _contained(record: ConnectorRecord, swept: Swept) -> Iterator[None]:
    """What is wrong with one connector harms only that one; a service that does not answer concerns them all."""
    try:
        yield
    except ConnectpilotError:
        raise
    except Exception as error:  # noqa: BLE001 - a bug that shows on one connector: counted, logged, and the next one
        swept.failed[record.name] = f"{type(error).__name__}: {error}"
