"""The stand-in under each truth: its defaults, and each of its switches flipped by itself."""

from __future__ import annotations

import pytest
from connectpilot_local.msk_connect.assumptions import Assumptions, switches

DEFAULTS = "defaults"
TRUTHS = {DEFAULTS: Assumptions()} | {switch.name: Assumptions().flipped(switch.name) for switch in switches()}


@pytest.fixture(params=TRUTHS)
def assumptions(request: pytest.FixtureRequest) -> Assumptions:
    """Whoever asks for it runs once under each truth; what depends on one says so by reading it."""
    return TRUTHS[request.param]


def under(*names: str) -> pytest.MarkDecorator:
    """The defaults and these switches only: for what the others cannot touch."""
    return pytest.mark.parametrize("assumptions", [DEFAULTS, *names], indirect=True)
