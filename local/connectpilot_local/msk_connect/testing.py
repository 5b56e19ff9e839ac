"""The stand-in inside mock_aws, for tests on a driven clock: boto3 clients of it and of all that moto has."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from moto import mock_aws
from moto.s3.models import s3_backends

from connectpilot_local.clock import DrivenClock
from connectpilot_local.cloud.identity import ACCOUNT, EXEMPT_CREDENTIALS, PARTITION, REGION
from connectpilot_local.engines.faults import Fault, fault_from_json
from connectpilot_local.engines.simulated import SimulatedEngine
from connectpilot_local.msk_connect.assumptions import Assumptions
from connectpilot_local.msk_connect.durations import Durations
from connectpilot_local.msk_connect.in_use import using
from connectpilot_local.msk_connect.moto_sinks import MotoLogs, MotoMetrics, MotoObjects
from connectpilot_local.msk_connect.registration import register
from connectpilot_local.msk_connect.state import Quotas
from connectpilot_local.msk_connect.testing_requests import BUCKET, plugin_request, plugin_zip
from connectpilot_local.msk_connect.world import EngineFactory, World

# Refusals shall be seen, not retried with real waiting in between.
_NO_RETRIES = Config(retries={"total_max_attempts": 1})


@dataclass(slots=True)
class StandIn:
    """What a test holds: the world, its clock, and clients by service name."""

    world: World
    clock: DrivenClock
    session: Any  # boto3's types know every service by a literal name; this takes any

    def client(self, service: str) -> Any:
        """A boto3 client of any service that moto has."""
        return _client(service)

    @property
    def kafkaconnect(self) -> Any:
        return _client("kafkaconnect")

    def register_plugin(self, name: str, *classes: str, class_major: int = 55, seconds: float = 60) -> str:
        """Upload an archive with these classes, register it and wait until it is ACTIVE; answers its ARN."""
        # Not by the wire, which takes longer than all else in most tests.
        s3 = s3_backends[ACCOUNT][PARTITION]
        if BUCKET not in s3.buckets:
            s3.create_bucket(BUCKET, REGION)
        s3.put_object(BUCKET, f"{name}.zip", plugin_zip(*classes, class_major=class_major))
        arn = self.world.call("CreateCustomPlugin", plugin_request(name))["customPluginArn"]
        self.clock.advance(seconds=seconds)
        return str(arn)

    def fault(self, connector: str, fault: Fault | dict[str, Any]) -> dict[str, Any]:
        """Schedule a fault, given as the model or as its JSON."""
        return self.world.schedule_fault(connector, fault_from_json(fault) if isinstance(fault, dict) else fault)


# One session and one client a service for all stand-ins: making them anew takes longer than most tests.
@cache
def _session() -> Any:
    options: dict[str, Any] = dict(EXEMPT_CREDENTIALS)
    return boto3.Session(**options)


@cache
def _client(service: str) -> Any:
    return _session().client(service, config=_NO_RETRIES)


@contextmanager
def stand_in(
    clock: DrivenClock,
    *,
    assumptions: Assumptions | None = None,
    durations: Durations | None = None,
    quotas: Quotas | None = None,
    engine: EngineFactory = SimulatedEngine,
) -> Iterator[StandIn]:
    """Everything fresh, and gone at the end. Move the clock, then call any operation (or world.advance())."""
    register()
    with tempfile.TemporaryDirectory(prefix="msk-connect-") as directory, mock_aws():
        world = World(
            clock,
            objects=MotoObjects(),
            metrics=MotoMetrics(),
            logs=MotoLogs(),
            plugin_dir=Path(directory),
            engine=engine,
            assumptions=assumptions,
            durations=durations,
            quotas=quotas,
        )
        with using(world):
            try:
                yield StandIn(world, clock, _session())
            finally:
                world.close()
