"""MSK Connect as plain Python on a clock: `call` is its API, `advance` lets happen what is due."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, final

from connectpilot_local.clock import Clock
from connectpilot_local.engines.base import Engine
from connectpilot_local.engines.faults import Fault, FaultBook
from connectpilot_local.engines.simulated import SimulatedEngine
from connectpilot_local.msk_connect import changes, creation, plugins, queries, updates, worker_configurations
from connectpilot_local.msk_connect.assumptions import Assumptions
from connectpilot_local.msk_connect.autoscaling import scale
from connectpilot_local.msk_connect.durations import Durations
from connectpilot_local.msk_connect.inspection import inspect
from connectpilot_local.msk_connect.outbox import Outbox
from connectpilot_local.msk_connect.progress import next_due, settle_connectors
from connectpilot_local.msk_connect.publishing import deliver_logs, publish_minute
from connectpilot_local.msk_connect.request_check import check_request
from connectpilot_local.msk_connect.sinks import LogSink, MetricSink, Objects
from connectpilot_local.msk_connect.state import Quotas, State

OPERATIONS: dict[str, Callable[[State, dict[str, Any]], dict[str, Any]]] = {
    "CreateConnector": creation.create_connector,
    "CreateCustomPlugin": plugins.create_custom_plugin,
    "CreateWorkerConfiguration": worker_configurations.create_worker_configuration,
    "DeleteConnector": changes.delete_connector,
    "DeleteCustomPlugin": plugins.delete_custom_plugin,
    "DeleteWorkerConfiguration": worker_configurations.delete_worker_configuration,
    "DescribeConnector": queries.describe_connector,
    "DescribeConnectorOperation": queries.describe_connector_operation,
    "DescribeCustomPlugin": plugins.describe_custom_plugin,
    "DescribeWorkerConfiguration": worker_configurations.describe_worker_configuration,
    "ListConnectorOperations": queries.list_connector_operations,
    "ListConnectors": queries.list_connectors,
    "ListCustomPlugins": plugins.list_custom_plugins,
    "ListTagsForResource": queries.list_tags_for_resource,
    "ListWorkerConfigurations": worker_configurations.list_worker_configurations,
    "PauseConnector": changes.pause_connector,
    "RestartConnector": changes.restart_connector,
    "ResumeConnector": changes.resume_connector,
    "TagResource": queries.tag_resource,
    "UntagResource": queries.untag_resource,
    "UpdateConnector": updates.update_connector,
}

EngineFactory = Callable[[Callable[[], datetime], FaultBook], Engine]

_MINUTE = timedelta(minutes=1)


@final
class World:
    """One account's MSK Connect; safe to use from several threads."""

    def __init__(
        self,
        clock: Clock,
        *,
        objects: Objects,
        metrics: MetricSink,
        logs: LogSink,
        plugin_dir: Path,
        engine: EngineFactory = SimulatedEngine,
        assumptions: Assumptions | None = None,
        durations: Durations | None = None,
        quotas: Quotas | None = None,
    ) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._outbox = Outbox(metrics, logs)
        faults = FaultBook()
        now = clock.now()
        self._next_minute = now.replace(second=0, microsecond=0) + _MINUTE
        self._state = State(
            now=now,
            engine=engine(lambda: self._state.now, faults),
            faults=faults,
            objects=objects,
            metrics=self._outbox,
            logs=self._outbox,
            plugin_dir=plugin_dir,
            assumptions=assumptions or Assumptions(),
            durations=durations or Durations(),
            quotas=quotas or Quotas(),
        )

    def call(self, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        """One API request; raises a Refusal."""
        with self._present() as state:
            check_request(operation, params)
            answer = OPERATIONS[operation](state, params)
            deliver_logs(state)
            return answer

    def advance(self) -> None:
        """Catch up with the clock, each thing at its own time."""
        with self._present():
            pass

    def schedule_fault(self, name: str, fault: Fault) -> dict[str, Any]:
        """Let this happen to the connector of this name, be it there already or not."""
        with self._present() as state:
            return state.faults.schedule(name, fault, state.now).as_json()

    def clear_faults(self, name: str) -> int:
        with self._present() as state:
            return state.faults.clear(name)

    def inspect(self) -> list[dict[str, Any]]:
        """The engine's view of each connector, for people and tests; no configuration values."""
        with self._present() as state:
            return inspect(state)

    @contextmanager
    def _present(self) -> Iterator[State]:
        """The state, caught up, while nobody else has it; what it publishes goes out when it is free again."""
        try:
            with self._lock:
                self._catch_up()
                yield self._state
        finally:
            self._outbox.send()

    def close(self) -> None:
        with self._lock:
            self._state.engine.close()

    def _catch_up(self) -> None:
        target = self._clock.now()
        while (due := min(self._next_minute, next_due(self._state) or self._next_minute)) <= target:
            self._state.now = max(due, self._state.now)
            self._settle()
            if due == self._next_minute:
                publish_minute(self._state)
                scale(self._state)
                self._next_minute += _MINUTE
        self._state.now = max(target, self._state.now)
        self._settle()

    def _settle(self) -> None:
        plugins.settle_plugins(self._state)
        worker_configurations.settle_worker_configurations(self._state)
        settle_connectors(self._state)
        for connector in self._state.connectors.values():
            if connector.engine_started:
                self._state.engine.status(connector.name)
        deliver_logs(self._state)
