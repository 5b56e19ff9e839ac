"""The incidents table in memory."""

from __future__ import annotations

from dataclasses import replace

from connectpilot.domain.care.incident import Entry, Incident


class FakeIncidents:
    """The port Incidents."""

    def __init__(self, *incidents: Incident) -> None:
        self.items = {(incident.connector, incident.opened_at): incident for incident in incidents}
        self.writes = 0

    def open(self, incident: Incident) -> None:
        self.writes += 1
        self.items.setdefault((incident.connector, incident.opened_at), incident)

    def get(self, connector: str, opened_at: str) -> Incident | None:
        return self.items.get((connector, opened_at))

    def add(self, connector: str, opened_at: str, *entries: Entry, after: int, diagnosis=None, trace=None) -> bool:
        old = self.items[connector, opened_at]
        if len(old.entries) != after:
            return False
        self.writes += 1
        new = replace(old, entries=old.entries + entries, diagnosis=diagnosis or old.diagnosis)
        self.items[connector, opened_at] = replace(new, trace=trace or old.trace)
        return True

    def close(self, connector: str, opened_at: str, entry: Entry) -> None:
        self.writes += 1
        old = self.items.get((connector, opened_at))
        if old and old.open:
            closed = replace(old, open=False, closed_at=entry.at, entries=(*old.entries, entry))
            self.items[connector, opened_at] = closed

    def of(self, connector: str, *, limit: int = 20) -> list[Incident]:
        own = [incident for incident in self.items.values() if incident.connector == connector]
        return sorted(own, key=lambda incident: incident.opened_at, reverse=True)[:limit]

    def open_ones(self, *, since=None, limit: int = 100) -> list[Incident]:
        return [incident for incident in self.items.values() if incident.open][:limit]
