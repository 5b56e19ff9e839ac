"""Puts the stand-in into a local cloud: moto learns the service, the world runs on the cloud's clock."""

from __future__ import annotations

from connectpilot_local.cloud.context import Context
from connectpilot_local.engines.simulated import SimulatedEngine
from connectpilot_local.msk_connect.assumptions import Assumptions
from connectpilot_local.msk_connect.control import ConnectorsRoute
from connectpilot_local.msk_connect.durations import Durations
from connectpilot_local.msk_connect.in_use import use
from connectpilot_local.msk_connect.moto_sinks import MotoLogs, MotoMetrics, MotoObjects
from connectpilot_local.msk_connect.registration import register
from connectpilot_local.msk_connect.ticker import Ticker
from connectpilot_local.msk_connect.world import EngineFactory, World


def install(
    context: Context,
    *,
    assumptions: Assumptions | None = None,
    durations: Durations | None = None,
    engine: EngineFactory = SimulatedEngine,
) -> Ticker:
    """Before moto's server starts; the answer is to be started with the cloud and stopped with it."""
    register()
    plugin_dir = context.work_dir / "plugins"
    plugin_dir.mkdir(parents=True, exist_ok=True)
    world = World(
        context.clock,
        objects=MotoObjects(),
        metrics=MotoMetrics(),
        logs=MotoLogs(),
        plugin_dir=plugin_dir,
        engine=engine,
        assumptions=assumptions,
        durations=durations,
    )
    use(world)
    context.control["connectors"] = ConnectorsRoute(world)
    return Ticker(world, context)
