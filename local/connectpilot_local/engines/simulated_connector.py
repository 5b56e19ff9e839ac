"""One simulated connector: its tasks, the faults that strike them, its position and its log, up to any moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from connectpilot_local.engines.archive import archive_of
from connectpilot_local.engines.base import Launch, Phase, Status, TaskState, TaskStatus
from connectpilot_local.engines.faults import FaultBook, NoProgress, Scheduled, SlowStart, TaskFailure
from connectpilot_local.engines.startup import problem_at_start
from connectpilot_local.engines.traces import trace_text
from connectpilot_local.engines.worker_log import WorkerLog, worker_id

TASK_START = timedelta(seconds=5)

UNCAUGHT = (
    "Task threw an uncaught and unrecoverable exception. "
    "Task is being killed and will not recover until manually restarted"
)

# These run one task whatever tasks.max says (Debezium's documentation of each connector).
ONE_TASK_CLASSES = frozenset(
    {
        "io.debezium.connector.mysql.MySqlConnector",
        "io.debezium.connector.mariadb.MariaDbConnector",
        "io.debezium.connector.postgresql.PostgresConnector",
        "io.debezium.connector.oracle.OracleConnector",
        "io.debezium.connector.db2.Db2Connector",
    }
)


@dataclass(slots=True)
class Task:
    """A task; `since` is when it took its state, and for UNASSIGNED `due` is when it will run."""

    id: int
    state: TaskState
    worker: str
    due: datetime
    since: datetime
    trace: str | None = None


class SimulatedConnector:
    """Verbs change it now; `settle` lets happen what happens by itself, each thing at its own time."""

    def __init__(self, launch: Launch, faults: FaultBook, now: datetime) -> None:
        self.faults = faults
        self.log = WorkerLog(launch.name)
        self.tasks: list[Task] = []
        self.starts = 0
        self.failed_starts = 0
        self.rebalances = 0
        self.rebalanced_at = now
        self.up_since = now
        self._adopt(launch, now)

    def update(self, launch: Launch, now: datetime) -> None:
        """Other settings or another configuration: every task starts anew; a paused connector stays paused."""
        paused = self.phase is Phase.PAUSED
        self._adopt(launch, now)
        if paused:
            self.pause(now)

    def _adopt(self, launch: Launch, now: datetime) -> None:
        self.launch = launch
        self.workers = [worker_id(launch.uuid, number) for number in range(max(launch.workers, 1))]
        self.phase, self.reason, self.tasks = Phase.STARTING, None, []
        kind = "sink" if launch.is_sink else "source"
        self._say(now, "INFO", f"Starting {kind} connector {launch.name}", "o.a.k.connect.runtime.Worker:288")
        problem = problem_at_start(launch, archive_of(launch.plugin))
        if problem is not None:
            self.phase, self.reason = Phase.FAILED, problem.reason
            self._say(now, "ERROR", f"Failed to start connector {launch.name}\n{problem.log}", "o.a.k.c.r.Worker:331")
            return
        count = 1 if launch.connector_class in ONE_TASK_CLASSES else max(launch.tasks_max, 1)
        due = now + self._time_to_start(now)
        workers = self.workers
        self.tasks = [
            Task(number, TaskState.UNASSIGNED, workers[number % len(workers)], due, now) for number in range(count)
        ]
        self._rebalance(now)

    def restart(self, now: datetime, *, only_failed: bool, tasks_too: bool) -> None:
        self._say(
            now, "INFO", f"Restarting connector {self.launch.name}", "o.a.k.c.r.distributed.DistributedHerder:1311"
        )
        if not tasks_too:
            return
        for task in self.tasks:
            if task.state is TaskState.FAILED or not only_failed:
                task.state, task.trace, task.since = TaskState.UNASSIGNED, None, now
                task.due = now + self._time_to_start(now)
        if not only_failed:
            self._rebalance(now)
            for scheduled, fault in self.faults.active(self.launch.name, NoProgress, now):
                scheduled.cured = fault.cured_by_restart

    def pause(self, now: datetime) -> None:
        self.phase = Phase.PAUSED
        for task in self.tasks:
            if task.state is not TaskState.FAILED:
                task.state, task.since = TaskState.PAUSED, now
        self._say(now, "INFO", f"Connector {self.launch.name} target state is PAUSED", "o.a.k.c.r.WorkerConnector:246")

    def resume(self, now: datetime) -> None:
        self.phase = Phase.UP
        for task in self.tasks:
            if task.state is TaskState.PAUSED:
                task.state, task.since, task.due = TaskState.UNASSIGNED, now, now + TASK_START
        self._say(now, "INFO", f"Connector {self.launch.name} target state is STARTED", "o.a.k.c.r.WorkerConnector:238")

    def settle(self, now: datetime) -> None:
        """Let tasks start and fail, in the order of their times."""
        while (event := self._next_event()) is not None and event[0] <= now:
            at, task, scheduled = event
            if scheduled is None:
                self._run(task, at)
            else:
                self._fail(task, scheduled, at)

    def status(self) -> Status:
        tasks = tuple(TaskStatus(task.id, task.state, task.worker, task.trace) for task in self.tasks)
        return Status(self.phase, tasks, self.reason)

    def _next_event(self) -> tuple[datetime, Task, Scheduled | None] | None:
        if self.phase not in {Phase.STARTING, Phase.UP}:
            return None
        events: list[tuple[datetime, Task, Scheduled | None]] = []
        for task in self.tasks:
            if task.state is TaskState.UNASSIGNED:
                events.append((task.due, task, None))
            elif task.state is TaskState.RUNNING:
                events += [(at, task, scheduled) for scheduled in self._threats() if (at := _strikes(scheduled, task))]
        return min(events, key=lambda event: event[0], default=None)

    def _threats(self) -> list[Scheduled]:
        return [each for each in self.faults.of(self.launch.name) if not _cured(each, self.launch)]

    def _run(self, task: Task, at: datetime) -> None:
        task.state, task.since = TaskState.RUNNING, at
        self.starts += 1
        if self.phase is Phase.STARTING:
            self.phase, self.up_since = Phase.UP, at
        kind = "Sink" if self.launch.is_sink else "Source"
        who = f"Worker{kind}Task{{id={self.launch.name}-{task.id}}}"
        message = f"{who} {kind} task finished initialization and start"
        self._say(at, "INFO", message, f"org.apache.kafka.connect.runtime.Worker{kind}Task:225", task)

    def _fail(self, task: Task, scheduled: Scheduled, at: datetime) -> None:
        if not isinstance(scheduled.fault, TaskFailure):
            raise TypeError(f"{scheduled.fault} fails no task")
        self.failed_starts += at == task.since
        scheduled.strike(task.id)
        task.state, task.since, task.trace = TaskState.FAILED, at, trace_text(scheduled.fault.trace)
        kind = "Sink" if self.launch.is_sink else "Source"
        who = f"Worker{kind}Task{{id={self.launch.name}-{task.id}}}"
        message = f"{who} {UNCAUGHT}\n{task.trace}"
        self._say(at, "ERROR", message, "org.apache.kafka.connect.runtime.WorkerTask:212", task)

    def _time_to_start(self, now: datetime) -> timedelta:
        slow = sum(fault.seconds for _, fault in self.faults.active(self.launch.name, SlowStart, now))
        return TASK_START + timedelta(seconds=slow)

    def _rebalance(self, now: datetime) -> None:
        self.rebalances += 1
        self.rebalanced_at = now

    def _say(self, at: datetime, level: str, message: str, where: str, task: Task | None = None) -> None:
        worker = task.worker if task else self.workers[0]
        self.log.write(at, worker, level=level, message=message, where=where, task=task.id if task else None)


def _cured(scheduled: Scheduled, launch: Launch) -> bool:
    cure = scheduled.fault.cured_by_configuration if isinstance(scheduled.fault, TaskFailure) else None
    return cure is not None and cure.items() <= launch.configuration.items()


def _strikes(scheduled: Scheduled, task: Task) -> datetime | None:
    """When this fault fails this running task, if it will."""
    fault = scheduled.fault
    if not isinstance(fault, TaskFailure) or fault.task not in {"all", task.id}:
        return None
    times = scheduled.strikes[task.id]
    if fault.times is not None and times >= fault.times:
        return None
    begins = scheduled.since + timedelta(seconds=fault.after_seconds)
    wait = timedelta(seconds=fault.again_after_seconds if times else 0)
    return max(begins, task.since + wait)
