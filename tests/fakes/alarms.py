"""CloudWatch alarms in memory."""

from __future__ import annotations

from connectpilot.domain.changes.alarms import Alarm


class FakeAlarms:
    """The port Alarms; `writes` lists what was put or deleted."""

    def __init__(self, *alarms: Alarm) -> None:
        self.alarms = {alarm.name: alarm for alarm in alarms}
        self.in_alarm: set[str] = set()
        self.writes: list[tuple[str, str]] = []

    def named(self, names) -> dict[str, Alarm]:
        return {name: self.alarms[name] for name in names if name in self.alarms}

    def names(self, prefix: str) -> set[str]:
        return {name for name in self.alarms if name.startswith(prefix)}

    def ringing(self, prefix: str) -> set[str]:
        return {name for name in self.in_alarm if name.startswith(prefix)}

    def put(self, alarm: Alarm) -> None:
        self.alarms[alarm.name] = alarm
        self.writes.append(("put", alarm.name))

    def delete(self, names) -> None:
        for name in names:
            del self.alarms[name]
            self.writes.append(("delete", name))
