"""A fleet on a driven clock: faults, metrics, alarms, the sweep, and heal-connector's steps in the machine's order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectpilot.domain.capacity import Provisioned
from connectpilot.domain.connector import Connector, ConnectorState
from connectpilot.domain.names import worker_configuration_name
from connectpilot.domain.record import ConnectorRecord
from connectpilot.domain.spec import parse_spec
from connectpilot.domain.target import Target
from connectpilot.usecases.assess_connector import AssessConnector
from connectpilot.usecases.gather_evidence import GatherEvidence
from connectpilot.usecases.record_remedy import RecordRemedy, RemedyEnd
from connectpilot.usecases.sweep_fleet import SweepFleet
from connectpilot.usecases.sweep_releases import SweepReleases

from fakes.alarms import FakeAlarms
from fakes.incidents import FakeIncidents
from fakes.metrics import FakeMetrics
from fakes.msk_connect import FakeMskConnect
from fakes.records import FakeControl, FakeRecords, FakeSpecs, FakeTargets
from fakes.releases import FakeClaims, FakeUploads
from fakes.worker_logs import FakeWorkerLogs
from fakes.workflows import FakeWorkflows

BEGIN = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOST_CONNECTION = (
    "org.apache.kafka.connect.errors.ConnectException: stopped\nCaused by: java.net.SocketException: Connection reset"
)
TARGET = Target(
    name="default",
    bootstrap_servers="b-1:9098",
    subnets=("subnet-1",),
    security_groups=("sg-1",),
    execution_role_arn="arn:aws:iam::123456789012:role/connectpilot/worker",
    log_group="/workers",
)
_ACTING = ("RestartTasks", "Restart", "Recreate", "RollBack")
_KEPT = timedelta(minutes=45)


@dataclass
class World:
    """`fails(name, now, restarted_at)` says whether a task is failed; `door(request)` what the door answers."""

    fails: Callable[[str, datetime, datetime | None], bool] = lambda name, now, restarted_at: False
    names: tuple[str, ...] = ("orders",)
    events_are_lost: bool = False
    trace: str = LOST_CONNECTION
    door: Callable[[Mapping[str, Any]], str] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    per_minute: int = 1000
    now: datetime = BEGIN

    def __post_init__(self) -> None:
        self.metrics, self.logs, self.incidents = FakeMetrics(), FakeWorkerLogs(), FakeIncidents()
        self.control, self.alarms = FakeControl(), FakeAlarms()
        specs = [parse_spec(name, {"connector.class": "x.Sink", "topics": "t", **self.settings}) for name in self.names]
        self.specs, self.targets = FakeSpecs(*specs), FakeTargets(TARGET)
        self.msk = FakeMskConnect(*(connector(name) for name in self.names), now=self.now)
        self.records = FakeRecords(
            *(
                ConnectorRecord(
                    spec.name,
                    arn=connector(spec.name).arn,
                    version="K1",
                    kind="sink",
                    wanted_digest=spec.digest,
                    healthy_digest=spec.digest,
                )
                for spec in specs
            )
        )
        self.workflows = FakeWorkflows(self._run)
        self.claimed: set[str] = set()
        self.notices: list[dict[str, str]] = []
        self.acts: list[tuple[datetime, str, str]] = []
        self.assessments: list[dict[str, Any]] = []
        self.restarted_at: dict[str, datetime] = {}
        self._failed: set[str] = set()
        gather = GatherEvidence(self.msk, self.metrics, self.logs, self.specs, self.targets)
        self.assess = AssessConnector(self.records, self.incidents, self.control, gather, self.per_minute)
        self.gather = gather
        self.record_remedy = RecordRemedy(self.records, self.incidents)
        self.sweep = SweepFleet(
            stack="cp",
            records=self.records,
            control=self.control,
            connectors=self.msk,
            metrics=self.metrics,
            alarms=self.alarms,
            specs=self.specs,
            targets=self.targets,
            workflows=self.workflows,
            releases=SweepReleases(FakeUploads(), FakeClaims(), self.workflows),
        )

    def run(self, **length: float) -> None:
        end = self.now + timedelta(**length)
        while self.now < end:
            self.minute()

    def minute(self) -> None:
        """One minute: metrics of the one that ends, alarm events, the sweep."""
        failed = self._failed_now()
        for name in self.names:
            self._publish(name)
        for name in sorted(failed - self._failed):
            self.logs.fail(name, self.now, self.trace)
        self.now += timedelta(minutes=1)
        self.msk.now = self.now
        for name in sorted(failed - self._failed):
            if not self.events_are_lost:
                self.alarm(name)
        self._failed = failed
        self.logs.events = [event for event in self.logs.events if event.at > self.now - _KEPT]
        self.sweep(now=self.now, minute=self.now)

    def alarm(self, name: str, at: datetime | None = None) -> None:
        self.heal(alarm_event(name, at or self.now))

    def heal(self, event: Mapping[str, Any]) -> dict[str, Any] | None:
        """What statemachines/heal_connector.asl.yaml does."""
        identity = event["id"] if "id" in event else f"{event['resources'][0]}@{event['detail']['state']['timestamp']}"
        if identity in self.claimed:
            return None
        self.claimed.add(identity)
        answer = self.assess(event, now=self.now)
        self.assessments.append(answer)
        if answer["remedy"] == "Escalate":
            self.notices.append(answer["notice"])
            self._record(answer, "none", answer["reason"], notified=True)
        elif answer["remedy"] in _ACTING:
            outcome = self._operate(answer)
            self._record(answer, outcome, f"the door says {outcome}")
        return answer

    def _operate(self, answer: Mapping[str, Any]) -> str:
        request = answer["request"]
        name = request["connector"]
        if self.door:
            outcome = self.door(request)
            if outcome not in ("changed", "unhealthy"):
                return outcome
        self.acts.append((self.now, name, answer["remedy"]))
        self.restarted_at[name] = self.now
        if answer["remedy"] == "Recreate":
            self.set_state(name, ConnectorState.RUNNING)
        self.logs.events = [event for event in self.logs.events if event.at > self.now]
        still = self.fails(name, self.now, self.now)
        if still:
            self.logs.fail(name, self.now + timedelta(seconds=20), self.trace)
        return "unhealthy" if still else "changed"

    def _record(self, answer: Mapping[str, Any], outcome: str, reason: str, notified: bool = False) -> None:
        end = RemedyEnd(
            connector=answer["connector"],
            opened_at=answer["openedAt"],
            remedy=answer["remedy"],
            outcome=outcome,
            reason=reason,
            attempt=answer.get("attempt", 0),
            notified=notified,
        )
        self.record_remedy(end, now=self.now)

    def _run(self, machine: str, given: Mapping[str, Any]) -> None:
        if machine == "heal-connector":
            self.heal(given)

    def set_state(self, name: str, state: ConnectorState, message: str | None = None) -> None:
        arn = connector(name).arn
        known = self.msk.connectors.get(arn) or connector(name)
        self.msk.connectors[arn] = replace(known, state=state, state_message=message)

    def state_of(self, name: str) -> ConnectorState | None:
        found = self.msk.connectors.get(connector(name).arn)
        return found.state if found else None

    def _failed_now(self) -> set[str]:
        return {name for name in self.names if self.fails(name, self.now, self.restarted_at.get(name))}

    def _publish(self, name: str) -> None:
        if self.state_of(name) is ConnectorState.RUNNING:
            failed = self.fails(name, self.now, self.restarted_at.get(name))
            counts = {"RunningTaskCount": 0 if failed else 1, "ErroredTaskCount": 1 if failed else 0}
            self.metrics.publish(name, self.now, **counts)
        for metric in ("RunningTaskCount", "ErroredTaskCount"):
            points = self.metrics.points.get((name, metric), [])
            self.metrics.points[name, metric] = [point for point in points if point.at > self.now - _KEPT]


def connector(name: str, **fields: Any) -> Connector:
    given = {
        "arn": f"arn:aws:kafkaconnect:us-east-1:123456789012:connector/{name}/00000000-1",
        "name": name,
        "state": ConnectorState.RUNNING,
        "version": "K1",
        "capacity": Provisioned(),
        "kafka_connect_version": "3.7.x",
        "plugin_arn": "plugin",
        "worker_configuration_arn": f"arn:of:worker-configuration/{worker_configuration_name('0' * 64)}/1",
        "configuration": {"connector.class": "x.Sink"},
    }
    return Connector(**(given | fields))


def alarm_event(name: str, at: datetime, signal: str = "errored-tasks", purpose: str = "heal") -> dict[str, Any]:
    alarm = f"cp-{purpose}-{name}-{signal}"
    metric = {"namespace": "AWS/KafkaConnect", "name": "ErroredTaskCount", "dimensions": {"ConnectorName": name}}
    return {
        "source": "aws.cloudwatch",
        "detail-type": "CloudWatch Alarm State Change",
        "resources": [f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{alarm}"],
        "detail": {
            "alarmName": alarm,
            "state": {"value": "ALARM", "reason": "Threshold Crossed", "timestamp": at.isoformat()},
            "configuration": {"metrics": [{"metricStat": {"metric": metric}}]},
        },
    }
