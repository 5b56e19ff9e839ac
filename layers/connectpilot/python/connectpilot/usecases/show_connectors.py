"""What there is, in Kafka Connect's words: the list from the table, one connector from MSK Connect itself."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any, final

from ..domain.changes.status import FRESH_IN_TABLE, connect_status
from ..domain.connector import Connector
from ..domain.erase import ERASED, erase
from ..domain.errors import ConnectorNotFoundError, InvalidSpecError
from ..domain.metrics import FRESH, MINUTE, Series, of_connector
from ..domain.record import ConnectorRecord, Lifecycle, Sighting
from ..domain.secrets import plaintext_secrets
from ..ports.metrics import Metrics
from ..ports.msk_connect import Connectors
from ..ports.records import ConnectorRecords, Specs


@final
@dataclass(frozen=True, slots=True)
class ShowConnectors:
    """The reads of the API. Connectors that are not ours are shown as MSK Connect has them."""

    records: ConnectorRecords
    specs: Specs
    connectors: Connectors
    metrics: Metrics

    def names(self) -> list[str]:
        records = self._records()
        foreign = (found.name for found in self.connectors.list() if found.name not in records)
        return sorted({*(name for name, record in records.items() if _shown(record)), *foreign})

    def expanded(self, *, status: bool, info: bool, now: datetime) -> dict[str, dict[str, Any]]:
        """`GET /connectors?expand=`: from the table, with the state of foreign connectors from one listing."""
        records = self._records()
        foreign = {found.name: found for found in self.connectors.list() if found.name not in records}
        answer: dict[str, dict[str, Any]] = {}
        ours = {name: record for name, record in records.items() if _shown(record)}
        for name in sorted({*ours, *foreign}):
            record = ours.get(name) or ConnectorRecord(name)
            seen = record.sighting if name in ours else Sighting(now, foreign[name].state)
            answer[name] = {}
            if status:
                answer[name]["status"] = connect_status(
                    name,
                    record.kind,
                    record.lifecycle,
                    seen,
                    now=now,
                    fresh=FRESH_IN_TABLE,
                    changing_since=_changing_since(record),
                )
            if info:
                configuration = self._wanted_if_readable(record) if name in ours else self._described(foreign[name])
                answer[name]["info"] = _info(record, configuration)
        return answer

    def is_gone(self, name: str) -> bool:
        record = self.records.get(name)
        return record is not None and not _shown(record)

    def info(self, name: str) -> dict[str, Any]:
        record = self.records.get(name)
        if record and not _shown(record):
            raise ConnectorNotFoundError(f"Connector {name} not found")
        if record is None:
            record = ConnectorRecord(name)
            return _info(record, self._configuration_of_foreign(name))
        return _info(record, self._wanted(record))

    def configuration(self, name: str) -> dict[str, str]:
        config: dict[str, str] = self.info(name)["config"]
        return config

    def status(self, name: str, *, now: datetime) -> dict[str, Any]:
        """Of this moment: the state that MSK Connect says and the task counts of its newest metrics."""
        record = self.records.get(name)
        found = None if record and not _shown(record) else self.connectors.find(name)
        if found is None and (record is None or not _shown(record)):
            raise ConnectorNotFoundError(f"No status found for connector {name}")
        record = record or ConnectorRecord(name)
        return connect_status(name, record.kind, record.lifecycle, self._sighting(record, found, now), now=now)

    def _sighting(self, record: ConnectorRecord, found: Connector | None, now: datetime) -> Sighting | None:
        if found is None:
            return None
        # The fewest that ran in a minute and the most that had failed: an average would round a failure away.
        running = of_connector(record.name, "RunningTaskCount", "Minimum")
        errored = of_connector(record.name, "ErroredTaskCount", "Maximum")
        since = max([now - FRESH, *self._changes(found)])
        series = self.metrics.series([running, errored], since=since, until=now)
        counts = _newest_pair(series[running], series[errored], since, now)
        told = record.sighting.trace if record.sighting else None
        said = " ".join(filter(None, (found.state_code, found.state_message)))
        trace = told or erase(said, found.configuration) or None
        if counts is None:
            return Sighting(now, found.state, trace=trace)
        at, running_tasks, errored_tasks = counts
        return Sighting(at, found.state, running_tasks, errored_tasks, trace)

    def _changes(self, found: Connector) -> list[datetime]:
        """What minutes from before tell of was another connector, or another state of it."""
        newest = next(iter(self.connectors.operations(found.arn)), None)
        moments = [found.created_at, (newest.ended_at or newest.created_at) if newest else None]
        return [moment for moment in moments if moment]

    def _records(self) -> Mapping[str, ConnectorRecord]:
        return {record.name: record for record in self.records.all()}

    def _wanted(self, record: ConnectorRecord) -> Mapping[str, str]:
        return self.specs.get(record.wanted_digest).wanted if record.wanted_digest else {}

    def _wanted_if_readable(self, record: ConnectorRecord) -> Mapping[str, str]:
        """One spec that is lost must not hide the rest of the list; asked for alone, it is an error."""
        try:
            return self._wanted(record)
        except InvalidSpecError:
            return {}

    def _configuration_of_foreign(self, name: str) -> Mapping[str, str]:
        found = self.connectors.find(name)
        if found is None:
            raise ConnectorNotFoundError(f"Connector {name} not found")
        return _masked(found.configuration or {})

    def _described(self, foreign: Connector) -> Mapping[str, str]:
        """A listing leaves the configuration out."""
        with suppress(ConnectorNotFoundError):  # gone since it was listed
            return _masked(self.connectors.describe(foreign.arn).configuration or {})
        return {}


def _shown(record: ConnectorRecord) -> bool:
    """What its user has deleted is gone for its user while the door works on it; if that came to nothing it is back."""
    return record.lifecycle is not Lifecycle.DELETED or record.request is None


def _masked(configuration: Mapping[str, str]) -> dict[str, str]:
    """Ours hold references only; who made the others could put anything into them."""
    secrets = plaintext_secrets(configuration)
    return {key: ERASED if key in secrets else value for key, value in configuration.items()}


def _changing_since(record: ConnectorRecord) -> datetime | None:
    taken_up = record.taken_up
    return taken_up.at if taken_up and record.request and taken_up.request_id == record.request_id else None


def _newest_pair(running: Series, errored: Series, since: datetime, now: datetime) -> tuple[datetime, int, int] | None:
    """The newest minute for which both counts are there: two minutes mixed could contradict each other."""
    counts = {point.at: point.value for point in errored}
    for point in running:
        if point.at in counts and point.at >= since:
            # A datapoint is named after the beginning of its minute and speaks for its end.
            return min(point.at + MINUTE, now), int(point.value), ceil(counts[point.at])
    return None


def _info(record: ConnectorRecord, configuration: Mapping[str, str]) -> dict[str, Any]:
    seen = record.sighting
    tasks = (seen.running_tasks or 0) + (seen.errored_tasks or 0) if seen else 0
    return {
        "name": record.name,
        "config": {"name": record.name, **configuration},
        "tasks": [{"connector": record.name, "task": task} for task in range(tasks)],
        "type": record.kind or "unknown",
    }
