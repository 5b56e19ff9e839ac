"""Autoscaled capacity: one worker more or fewer, by CPU alone, within the bounds."""

from __future__ import annotations

from connectpilot_local.msk_connect.resources import Connector
from connectpilot_local.msk_connect.state import State


def scale(state: State) -> None:
    """Called each minute; a connector that is changing is left alone, and each scaling begins a new window."""
    for connector in state.connectors.values():
        if connector.state == "RUNNING" and "autoScaling" in connector.settings.capacity:
            _scale_one(state, connector)


def _scale_one(state: State, connector: Connector) -> None:
    window = max(int(state.durations.autoscaling_window // 60), 1)
    while len(connector.cpu) > window:
        connector.cpu.popleft()
    if len(connector.cpu) < window:
        return
    scaling = connector.settings.capacity["autoScaling"]
    load = sum(connector.cpu) / len(connector.cpu)
    wanted = connector.workers
    if load > scaling["scaleOutPolicy"]["cpuUtilizationPercentage"]:
        wanted = min(wanted + 1, scaling["maxWorkerCount"])
    elif load < scaling["scaleInPolicy"]["cpuUtilizationPercentage"]:
        wanted = max(wanted - 1, scaling["minWorkerCount"])
    if wanted != connector.workers:
        connector.workers = wanted
        connector.cpu.clear()
        state.engine.update(state.launch(connector, connector.settings, connector.configuration, wanted))
