"""The door over the stand-in, under each of its truths: nobody knows which one is MSK Connect's."""

import pytest
from fakes.door_world import door_world
from fakes.switches import assumptions

__all__ = ["assumptions"]


@pytest.fixture
def world(assumptions):
    with door_world(assumptions) as world:
        yield world
