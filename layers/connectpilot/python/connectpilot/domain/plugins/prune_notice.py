"""What a person is told when the schedule has pruned: what went, why, what stays, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from .pruning import Unused

End = Literal["removed", "going", "kept"]
_TITLES: dict[End, str] = {
    "removed": "Removed:",
    "going": "Being deleted by MSK Connect; the record goes once it is gone:",
    "kept": "Still there, and tried again tomorrow:",
}
_MANY = 50
_WAY_BACK = (
    "The way back: upload a plugin's recipe or archive again. Objects of the bundle bucket can be restored from their"
    " versions for 30 days (docs/guide/plugins.md)."
)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one thing that was to go."""

    unused: Unused
    end: End
    why: str


def prune_notice(ended: Sequence[Ended], *, now: datetime, older_than: timedelta) -> tuple[str, str]:
    """Subject and message."""
    gone = [one for one in ended if one.end != "kept"]
    plugins = sum(one.unused.kind == "plugin" for one in gone)
    subject = f"Connectpilot: pruned; plugins: {plugins}, bundles and artefacts: {len(gone) - plugins}"
    lines = [f"Unused for more than {older_than.days} days (stack parameter PrunePluginsAfterDays)."]
    for end, title in _TITLES.items():
        those = [one for one in ended if one.end == end]
        if those:
            lines += ["", title, *(_line(one, now) for one in those[:_MANY])]
        if len(those) > _MANY:
            lines.append(f"- and {len(those) - _MANY} more; the log of prune_plugins has them all")
    return subject, "\n".join([*lines, "", _WAY_BACK])


def _line(one: Ended, now: datetime) -> str:
    age = f"{(now - one.unused.since).days} days old"
    return f"- {one.unused.kind} {one.unused.name} ({age}): {one.why}"
