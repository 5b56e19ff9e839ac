"""Connectpilot's own memory in memory: records with leases, specs, plugins, targets, the control table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from connectpilot.domain.errors import ConnectorBusyError, InvalidSpecError, LeaseLostError, UnknownTargetError
from connectpilot.domain.plugin import Plugin
from connectpilot.domain.record import ConnectorRecord, Lease
from connectpilot.domain.spec import ConnectorSpec
from connectpilot.domain.target import Target


class FakeRecords:
    """The port ConnectorRecords, and what the machine does with the lease (`take_lease`, `release_lease`)."""

    def __init__(self, *records: ConnectorRecord) -> None:
        self.records = {record.name: record for record in records}
        self.unreadable: list[str] = []
        self.fences: dict[str, int] = {}
        self.writes: list[tuple[str, dict]] = []

    def get(self, name: str) -> ConnectorRecord | None:
        return self.records.get(name)

    def all(self, unreadable: list[str] | None = None) -> list[ConnectorRecord]:
        if unreadable is not None:
            unreadable += self.unreadable
        return list(self.records.values())

    def write(self, name: str, **fields) -> None:
        if name in self.records:
            self.draft(name, **fields)

    def begin_incident(self, name: str, opened_at: str, **fields) -> bool:
        known = self.records.get(name)
        if known is None or known.incident_opened_at not in (None, opened_at):
            return False
        self.write(name, incident_opened_at=opened_at, **fields)
        return True

    def draft(self, name: str, **fields) -> None:
        fields = {"attempts": 0} | fields if fields.get("attempts", 0) is None else fields
        self.records[name] = replace(self.records.get(name) or ConnectorRecord(name), **fields)
        self.writes.append((name, fields))

    def accept(self, name: str, request_id: str, request: str, **fields) -> None:
        known = self.records.get(name)
        if known and known.request is not None and known.request_id != request_id:
            raise ConnectorBusyError(name)
        self.draft(name, request_id=request_id, request=request, **fields)

    def conclude(self, name: str, request_id: str, **fields) -> None:
        known = self.records.get(name)
        if known and known.request_id == request_id:
            fields |= {"request": None, "request_id": None}
        self.write(name, **fields)

    def forget(self, name: str) -> None:
        self.records.pop(name, None)

    def renew_lease(self, name: str, lease: Lease) -> None:
        held = self.records[name].lease if name in self.records else None
        if held is None or (held.owner, held.fence) != (lease.owner, lease.fence):
            raise LeaseLostError(name)
        self.records[name] = replace(self.records[name], lease=lease)

    def take_lease(self, name: str, owner: str, now: datetime, seconds: int = 300) -> Lease | None:
        record = self.records.get(name) or ConnectorRecord(name)
        if record.lease and record.lease.owner != owner and record.lease.until >= now:
            return None
        self.fences[name] = self.fences.get(name, 0) + 1
        lease = Lease(owner, self.fences[name], now + timedelta(seconds=seconds))
        self.records[name] = replace(record, lease=lease)
        return lease

    def release_lease(self, name: str, lease: Lease) -> None:
        record = self.records.get(name)
        if record and record.lease and (record.lease.owner, record.lease.fence) == (lease.owner, lease.fence):
            self.records[name] = replace(record, lease=None)


class FakeSpecs:
    """The port Specs."""

    def __init__(self, *specs: ConnectorSpec) -> None:
        self.specs = {spec.digest: spec for spec in specs}

    def put(self, spec: ConnectorSpec) -> str:
        self.specs[spec.digest] = spec
        return spec.digest

    def get(self, digest: str) -> ConnectorSpec:
        if digest not in self.specs:
            raise InvalidSpecError(f"no spec is stored under digest {digest}")
        return self.specs[digest]

    def plugin_of(self, digest: str) -> str | None:
        return self.specs[digest].plugin if digest in self.specs else None


class FakePlugins:
    """The port Plugins."""

    def __init__(self, *plugins: Plugin) -> None:
        self.plugins = {plugin.name: plugin for plugin in plugins}

    def get(self, name: str) -> Plugin | None:
        return self.plugins.get(name)

    def all(self) -> list[Plugin]:
        return list(self.plugins.values())

    def put(self, plugin: Plugin) -> None:
        self.plugins[plugin.name] = plugin

    def note_wanted(self, name: str, at: datetime) -> None:
        if name in self.plugins:
            self.plugins[name] = replace(self.plugins[name], wanted_at=at)

    def forget(self, name: str) -> None:
        self.plugins.pop(name, None)


class FakeTargets:
    """The port Targets."""

    def __init__(self, *targets: Target) -> None:
        self.targets = {target.name: target for target in targets}

    def get(self, name: str) -> Target:
        if name not in self.targets:
            raise UnknownTargetError(f'no target is named "{name}"; there are: {", ".join(self.targets)}')
        return self.targets[name]


class FakeControl:
    """The port ControlRecords."""

    def __init__(self, *, healing: bool = True) -> None:
        self.healing = healing
        self.taken: dict[str, int] = {}

    def healing_is_on(self) -> bool:
        return self.healing

    def take_restart(self, now: datetime, per_minute: int) -> bool:
        minute = now.strftime("%Y-%m-%dT%H:%M")
        if self.taken.get(minute, 0) >= per_minute:
            return False
        self.taken[minute] = self.taken.get(minute, 0) + 1
        return True
