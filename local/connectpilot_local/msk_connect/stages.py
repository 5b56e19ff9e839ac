"""The asynchronous ways of a connector as tables: which state, which stages, which share of the time each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """What happens next by itself."""

    START_WORKERS = "start workers"
    JUDGE_CREATION = "judge creation"
    FAIL_CREATION = "fail creation"
    BEGIN_UPDATE = "begin update"
    APPLY_UPDATE = "apply update"
    VALIDATE_UPDATE = "validate update"
    JUDGE_UPDATE = "judge update"
    FINISH_UPDATE = "finish update"
    FINISH_ROLLBACK = "finish rollback"
    BEGIN_RESTART = "begin restart"
    FINISH_RESTART = "finish restart"
    BEGIN_PAUSE = "begin pause"
    FINISH_PAUSE = "finish pause"
    BEGIN_RESUME = "begin resume"
    FINISH_RESUME = "finish resume"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Way:
    """A connector's state meanwhile, its operation's states, and the stages with their share of the whole time."""

    meanwhile: str
    in_progress: str
    complete: str
    failed: str
    stages: tuple[tuple[float, Stage], ...]

    def timetable(self, start: datetime, seconds: float) -> list[tuple[datetime, Stage]]:
        return [(start + timedelta(seconds=seconds * share), stage) for share, stage in self.stages]


UPDATE = Way(
    "UPDATING",
    "UPDATE_IN_PROGRESS",
    "UPDATE_COMPLETE",
    "UPDATE_FAILED",
    (
        (0.05, Stage.BEGIN_UPDATE),
        (0.20, Stage.APPLY_UPDATE),
        (0.55, Stage.VALIDATE_UPDATE),
        (0.85, Stage.JUDGE_UPDATE),
        (1.00, Stage.FINISH_UPDATE),
    ),
)
RESTART = Way(
    "RESTARTING",
    "RESTART_IN_PROGRESS",
    "RESTART_COMPLETE",
    "RESTART_FAILED",
    ((0.2, Stage.BEGIN_RESTART), (1.0, Stage.FINISH_RESTART)),
)
PAUSE = Way(
    "PAUSING",
    "PAUSE_IN_PROGRESS",
    "PAUSE_COMPLETE",
    "PAUSE_FAILED",
    ((0.2, Stage.BEGIN_PAUSE), (1.0, Stage.FINISH_PAUSE)),
)
RESUME = Way(
    "RESUMING",
    "RESUME_IN_PROGRESS",
    "RESUME_COMPLETE",
    "RESUME_FAILED",
    ((0.2, Stage.BEGIN_RESUME), (1.0, Stage.FINISH_RESUME)),
)

WAY_OF_TYPE = {
    "UPDATE_WORKER_SETTING": UPDATE,
    "UPDATE_CONNECTOR_CONFIGURATION": UPDATE,
    "RESTART_CONNECTOR": RESTART,
    "PAUSE_CONNECTOR": PAUSE,
    "RESUME_CONNECTOR": RESUME,
}

# State -> the states that may follow; tests walk every connector's history against it.
CONNECTOR_STATES = {
    "CREATING": {"RUNNING", "FAILED", "DELETING"},
    "RUNNING": {"UPDATING", "RESTARTING", "PAUSING", "RESUMING", "DELETING", "FAILED"},
    "UPDATING": {"RUNNING", "PAUSED", "FAILED", "DELETING"},
    "RESTARTING": {"RUNNING", "FAILED", "DELETING"},
    "PAUSING": {"PAUSED", "RUNNING", "FAILED", "DELETING"},
    "PAUSED": {"RESUMING", "PAUSING", "UPDATING", "DELETING", "FAILED"},
    "RESUMING": {"RUNNING", "PAUSED", "FAILED", "DELETING"},
    "FAILED": {"DELETING"},
    "DELETING": set(),
}
STEADY = frozenset({"RUNNING", "PAUSED", "FAILED"})
LIVE = frozenset({"RUNNING", "PAUSED", "UPDATING", "RESTARTING", "PAUSING", "RESUMING"})
