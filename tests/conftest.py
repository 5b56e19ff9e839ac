"""Which tests may share a process, and how long Hypothesis may take."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

# A machine that is busy with others is slow, and that is no finding: nothing here is a timed test.
settings.register_profile("connectpilot", deadline=None)
settings.load_profile("connectpilot")

# moto keeps its services in the process, and these folders replace parts of it: each needs a process of its own.
WORLDS = ("statemachines", "functional/local_core", "functional/local_events", "functional/local_rights", "end_to_end")
TESTS = Path(__file__).parent


def world_of(path: Path) -> str:
    return next((world for world in WORLDS if (TESTS / world) in path.parents), "the others")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    worlds = {world_of(item.path) for item in items}
    if len(worlds) > 1:
        raise pytest.UsageError(
            f"these tests cannot share a process: {', '.join(sorted(worlds))}; run `make tests`, or name one folder"
        )
