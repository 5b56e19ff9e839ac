"""How a connector's workers go: what they still had to say is delivered first."""

from __future__ import annotations

from connectpilot_local.msk_connect.publishing import deliver_logs_of
from connectpilot_local.msk_connect.resources import Connector, StateDescription
from connectpilot_local.msk_connect.state import State


def fail(state: State, connector: Connector, why: StateDescription) -> None:
    """FAILED is final: the workers are gone, only a deletion is left."""
    stop_workers(state, connector)
    connector.state, connector.description, connector.activity = "FAILED", why, None


def stop_workers(state: State, connector: Connector) -> None:
    if connector.engine_started:
        deliver_logs_of(state, connector)
        state.engine.stop(connector.name)
        connector.engine_started = False
