"""One directory a run, removed at its end; what killed runs left behind is removed by the next one."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from pathlib import Path
from typing import IO

PREFIX = "connectpilot-local-"
LOCK = "running"


class WorkDir:
    """A directory that is locked for as long as its run lives: the lock goes with the process, however it ends."""

    def __init__(self, parent: Path | None = None) -> None:
        parent = parent or Path(tempfile.gettempdir())
        remove_left_behind(parent)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        self._lock = _lock(self.path)

    def remove(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock:
            self._lock.close()


def remove_left_behind(parent: Path) -> list[Path]:
    """Remove the directories whose runs are gone."""
    removed = []
    for directory in parent.glob(f"{PREFIX}*"):
        # A directory without a lock file is being made at this moment.
        if not (directory / LOCK).exists():
            continue
        lock = _lock(directory)
        if lock is not None:
            shutil.rmtree(directory, ignore_errors=True)
            lock.close()
            removed.append(directory)
    return removed


def _lock(directory: Path) -> IO[str] | None:
    """The held lock, or None if somebody else holds it."""
    try:
        file = (directory / LOCK).open("w")
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file
