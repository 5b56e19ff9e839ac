"""release-plugin as deployed, its real handlers and its sweep, over S3, tables and MSK Connect's stand-in."""

from __future__ import annotations

import json
import random
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from connectpilot import bootstrap
from connectpilot.adapters.claims_table import ClaimsTable
from connectpilot.adapters.uploads import IntakeUploads
from connectpilot.usecases.sweep_releases import SweepReleases
from connectpilot_local.msk_connect.in_use import using
from connectpilot_local.msk_connect.moto_sinks import MotoLogs, MotoMetrics, MotoObjects
from connectpilot_local.msk_connect.registration import register
from connectpilot_local.msk_connect.world import World as MskConnect
from fakes.release_handlers import BUNDLES, CONTEXT, INTAKE, STEPS, load, uploaded
from harness import End, Harness, TaskError
from harness_definition import Definition, fill
from harness_definition import load as definition_of
from harness_world import World
from moto.s3 import models
from moto.s3.models import s3_backends
from release_wire import GoneError, Wire, on_the

loaded = cache(load)


@dataclass
class Executions:
    """The port Workflows for the sweep: what it starts is run at once, to its end."""

    world: ReleaseWorld
    ended: set[str] = field(default_factory=set)

    def start(self, machine: str, name: str, given: Any) -> bool:
        assert machine == "release-plugin"
        if name in self.ended:
            return False
        self.world.execute(dict(given), name)
        return True

    def is_running(self, machine: str, name: str) -> bool:
        return False


class ReleaseWorld:
    def __init__(self, world: World, msk: MskConnect) -> None:
        self.world, self.msk = world, msk
        self.clock = world.clock
        self.harness = Harness(world)
        self.executions = Executions(self)
        self.ends: list[End] = []
        self.wire = Wire()
        self.running = ""
        self.sequence = 0
        self._sweep = SweepReleases(
            uploads=IntakeUploads(bootstrap.client("s3"), INTAKE),
            claims=ClaimsTable(bootstrap.table("events")),
            workflows=self.executions,
        )

    def upload(self, key: str, body: bytes) -> dict[str, Any]:
        self.sequence += 1
        version = self.client("s3").put_object(Bucket=INTAKE, Key=key, Body=body)["VersionId"]
        return uploaded(key, version, len(body), f"{self.sequence:018X}")

    def client(self, service: str) -> Any:
        return self.world.client(service)

    def run(self, event: dict[str, Any], plan: dict[int, str] | None = None, **wire: Any) -> Wire:
        """One execution under these faults; answers what it met and did."""
        self.wire = Wire(plan or {}, **({"dies": self._stop} | wire))
        with on_the(self.wire):
            self.execute(event, uuid.uuid4().hex)
        return self.wire

    def sweep(self, plan: dict[int, str] | None = None) -> list[str]:
        """A quarter of an hour later, what the sweep starts is run to its end; answers what was written."""
        self.clock.skip(900)
        self.wire = Wire(plan or {}, dies=self._stop)
        with on_the(self.wire):
            self._sweep(now=self.clock.now())
        return self.wire.seen

    def execute(self, event: dict[str, Any], name: str) -> None:
        functions = {step: self._function(step) for step in STEPS}
        before = set(threading.enumerate())
        self.running = name
        end = self.harness.run(one_at_a_time(), event, functions=functions, values={"PollSeconds": 30}, name=name)
        self.ends.append(end)
        self.executions.ended.add(name)
        for thread in set(threading.enumerate()) - before:  # a task outlives the execution that was stopped
            if "process_request" not in thread.name:  # moto's own
                thread.join(10)

    def _function(self, step: str) -> Any:
        def call(event: Any) -> Any:
            wire = self.wire
            wire.inside = step
            try:
                return loaded(step)(event, CONTEXT)
            except GoneError:
                wire.dead = wire.dies == self._stop
                raise TaskError("Runtime.ExitError") from None
            finally:
                wire.inside = ""

        return call

    # What there is now

    def plugins(self) -> list[tuple[str, str, str]]:
        found = self.client("kafkaconnect").list_custom_plugins()["customPlugins"]
        return [(one["name"], one["customPluginState"], one["customPluginArn"]) for one in found]

    def items(self, table: str) -> list[dict[str, Any]]:
        return self.world.items(table)

    def kept(self) -> dict[str, list[str]]:
        """The bundle bucket: of each object, the digest of each version."""
        versions: dict[str, list[str]] = {}
        for one in self.client("s3").list_object_versions(Bucket=BUNDLES).get("Versions", []):
            versions.setdefault(one["Key"], []).append(one["ETag"])
        return versions

    def reports(self, key: str) -> list[dict[str, Any]]:
        """Every version of an upload's report."""
        prefix = f"reports/{key.removeprefix('uploads/')}.json"
        found = self.client("s3").list_object_versions(Bucket=INTAKE, Prefix=prefix).get("Versions", [])
        bodies = [self.client("s3").get_object(Bucket=INTAKE, Key=prefix, VersionId=one["VersionId"]) for one in found]
        return [json.loads(body["Body"].read()) for body in bodies]

    def messages(self) -> list[dict[str, Any]]:
        return self.world.published()

    def parts_left(self) -> int:
        return len(self.client("s3").list_multipart_uploads(Bucket=BUNDLES).get("Uploads", []))

    def _stop(self) -> None:
        for machine in self.world.machines.state_machines:
            for execution in machine.executions:
                if execution.name == self.running:
                    execution.stop(self.clock.now(), None, None)


def one_at_a_time() -> Definition:
    """As deployed, but artefacts are fetched one after the other, so that effects have one order."""
    found = definition_of("release_plugin")
    body = deepcopy(found.body)
    body["States"]["FetchArtifacts"]["MaxConcurrency"] = 1
    return replace(found, body=body)


@contextmanager
def release_world(world: World) -> Iterator[ReleaseWorld]:
    """Nothing uploaded yet, nothing registered."""
    register()
    random.seed(1)  # retries are jittered
    with tempfile.TemporaryDirectory() as directory:
        msk = MskConnect(
            world.clock, objects=MotoObjects(), metrics=MotoMetrics(), logs=MotoLogs(), plugin_dir=Path(directory)
        )
        with using(msk), objects_as_old_as(world.clock):
            try:
                world.make(fill(one_at_a_time(), {"PollSeconds": 30}, {}, {}))
                world.empty()
                empty_buckets(world)
                yield ReleaseWorld(world, msk)
            finally:
                msk.close()


@contextmanager
def objects_as_old_as(clock: Any) -> Iterator[None]:
    """The clock of all state machine tests is days ahead of this machine's by and by."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "utcnow", lambda: clock.now().astimezone(UTC).replace(tzinfo=None))
        yield


def empty_buckets(world: World) -> None:
    buckets = s3_backends["123456789012"]["aws"].buckets
    s3 = world.client("s3")
    for name in (INTAKE, BUNDLES):
        if name not in buckets:
            s3.create_bucket(Bucket=name)
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        buckets[name].keys.clear()
        buckets[name].multiparts.clear()
