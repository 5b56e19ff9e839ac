"""How many custom plugins an account may have, told before the next upload fails for it."""

from __future__ import annotations

from .finding import Finding
from .input_kinds import INPUT_KINDS

QUOTA = 100
"""Per account and Region; AWS Support can raise it (MSK developer guide, Quota)."""
_NEAR = 85


def quota_finding(count: int) -> Finding | None:
    """What a report says of `count` plugins in the account; nothing while there is room."""
    if count < _NEAR:
        return None
    kind = INPUT_KINDS["plugin-quota"]
    why = f"There are {count}; MSK Connect allows {QUOTA}, unless AWS Support raised it."
    return Finding("plugin-quota", kind.severity, "the custom plugins of this account and Region", why, kind.how)


def quota_reached(count: int) -> str:
    """The words of a refusal."""
    return (
        f"MSK Connect refuses another custom plugin: this account and Region have {count}, and {QUOTA} are allowed "
        "unless AWS Support raised it"
    )
