"""What the schedule does, where it is on: notes what is in use, removes what has not been for long, and tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import final

from ..domain.plugins.prune_notice import Ended, prune_notice
from ..domain.plugins.pruning import Unused
from ..ports.notifications import Notifications
from ..ports.records import ControlRecords, Plugins
from .remove_unused import RemoveUnused

_OFF = "healing is switched off (control table): Connectpilot only observes"


@dataclass(frozen=True, slots=True)
class Pruned:
    unused: tuple[Unused, ...] = ()
    ended: tuple[Ended, ...] = ()
    held_back: str | None = None
    """Why nothing was to be removed."""


@final
@dataclass(frozen=True, slots=True)
class PrunePlugins:
    remove: RemoveUnused
    plugins: Plugins
    control: ControlRecords
    notifications: Notifications
    after_days: int
    artifacts: bool

    def __call__(self, *, now: datetime, note: Callable[[Ended], None]) -> Pruned:
        """`note` is told of each removal at once, so that a run that dies has said what it did."""
        if self.after_days == 0:
            return Pruned(held_back="pruning is off (stack parameter PrunePluginsAfterDays)")
        older_than = timedelta(days=self.after_days)
        look = self.remove.look(now=now, older_than=older_than, artifacts=self.artifacts)
        # From here on their age counts: one that is replaced today is not unused since it was made.
        for name in look.used:
            self.plugins.note_wanted(name, now)
        if why := self._switched_off():
            return Pruned(look.unused, held_back=why)
        self.remove.mend()
        ended = []
        for one in self.remove(look, look.unused, hindrance=self._switched_off):
            note(one)
            ended.append(one)
        if ended:
            self.notifications.tell(*prune_notice(ended, now=now, older_than=older_than))
        return Pruned(look.unused, tuple(ended))

    def _switched_off(self) -> str | None:
        return None if self.control.healing_is_on() else _OFF
