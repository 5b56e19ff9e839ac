"""Names of resources: the characters that are known to be safe."""

from __future__ import annotations

import re

from connectpilot_local.msk_connect.errors import BadRequest
from connectpilot_local.msk_connect.state import State

_SAFE = re.compile(r"[A-Za-z0-9-]+")


def check_name(state: State, name: str, member: str) -> None:
    """Raises BadRequest for characters outside letters, digits and hyphens."""
    if state.assumptions.name_characters == "checked" and not _SAFE.fullmatch(name):
        raise BadRequest(f"Invalid parameter {member}: only letters, digits and hyphens are allowed.")
