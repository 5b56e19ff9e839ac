"""Fixtures for tests that run state machines; `harness.py` tells how to use them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

pytest.register_assert_rewrite("release_matrix")

sys.path.insert(0, str(Path(__file__).parent))  # harness*.py and rules.py are no package


@pytest.fixture(scope="session")
def machine_world(tmp_path_factory):
    from harness_world import World

    world = World(tmp_path_factory.mktemp("statemachines"))
    yield world
    world.stop()


@pytest.fixture
def run_machine(machine_world):
    """Call it to run a machine of statemachines/ to its end: harness.Harness."""
    from harness import Harness

    machine_world.empty()
    return Harness(machine_world)


@pytest.fixture
def sfn(machine_world):
    """Step Functions by its API."""
    return machine_world.client("stepfunctions")


@pytest.fixture
def slow(machine_world):
    """Waits take their time, so that executions stay open."""
    from connectpilot_local.clock import ScaledClock

    before, machine_world.context.clock = machine_world.context.clock, ScaledClock(speed=1)
    yield
    machine_world.context.clock = before


@pytest.fixture
def repair(machine_world):
    """Call it with the name of a repair of the interpreter to get its module."""
    return lambda name: importlib.import_module(f"connectpilot_local.cloud.workflows.{name}")


@pytest.fixture
def never_reached(request):
    """Call it with a machine's name, in the last test of its file: what no test has been through."""
    from harness_coverage import never_reached
    from harness_definition import load

    of_controller = getattr(request.config, "workerinput", {}).get("mainargv")  # under xdist
    if of_controller and not {"loadfile", "--dist=loadfile"} & set(of_controller):
        pytest.fail("the tests of a file must run in one process to say what they reached: use --dist loadfile")
    return lambda machine: never_reached(machine, load(machine).body)


@pytest.fixture
def release_settings(machine_world, monkeypatch):
    """The functions of release-plugin talk to the server of `machine_world`, and to no host."""
    from connectpilot import bootstrap
    from connectpilot.adapters import multipart
    from connectpilot.bootstrap import builds
    from fakes.release_handlers import ENVIRONMENT
    from fakes.releases import FakeDownloads
    from moto.s3 import models
    from release_matrix import DOWNLOADS

    def forget_clients():
        for cached in (bootstrap.settings, bootstrap.client, bootstrap.table):
            cached.cache_clear()

    for name, value in (ENVIRONMENT | {"AWS_ENDPOINT_URL": machine_world.context.endpoint_url}).items():
        monkeypatch.setenv(name, value)
    forget_clients()
    monkeypatch.setattr(bootstrap, "now", machine_world.clock.now)
    monkeypatch.setattr(builds, "HttpDownloads", lambda **_: FakeDownloads(DOWNLOADS))
    monkeypatch.setattr(multipart, "PART", 600)  # the recipe's bundle has two parts, the archives one
    monkeypatch.setattr(models, "S3_UPLOAD_PART_MIN_SIZE", 1)
    for table in ("events", "plugins"):
        machine_world.make_table(table)
    yield
    forget_clients()
