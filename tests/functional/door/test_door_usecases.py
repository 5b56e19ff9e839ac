"""What the door's use cases keep to beyond one connector's life: alarms, plugins, ownership, secrets in refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from connectpilot.domain.changes.alarms import wanted_alarms
from connectpilot.domain.changes.facts import Adopted, Refused, Steps
from connectpilot.domain.changes.request import Change, LeaseHeld, Request, Step, StepKind
from connectpilot.domain.connector import ConnectorState, OperationEnd
from connectpilot.domain.errors import (
    ConnectorBusyError,
    LeaseLostError,
    NameTakenError,
    PlatformRefusedError,
    QuotaExceededError,
)
from connectpilot.domain.names import offset_topic
from connectpilot.domain.record import ConnectorRecord, TakenUp
from connectpilot.usecases.change_connector import ChangeConnector
from connectpilot.usecases.check_step import CheckStep
from connectpilot.usecases.ensure_alarms import EnsureAlarms
from connectpilot.usecases.plan_steps import STACK_TAG, PlanSteps
from connectpilot.usecases.wanted import Wanted
from fakes.alarms import FakeAlarms
from fakes.door_samples import CONNECTOR_ARN, NOON, PLUGIN, TARGET, TWO_WORKERS, connector_of, desired_of, spec_of
from fakes.metrics import FakeMetrics
from fakes.msk_connect import FakeCustomPlugins, FakeMskConnect, FakeWorkerConfigurations
from fakes.records import FakePlugins, FakeRecords, FakeSpecs, FakeTargets

SPEC = spec_of(database__password="${env:PASSWORD}", connectpilot__scaling__enabled="true")
HERE = connector_of(desired_of(SPEC))
REQUEST = Request(request_id="r", connector="orders", intent="apply", spec_digest=SPEC.digest)


class Room:
    """Everything around one connector."""

    def __init__(self, *connectors, record=None, alarms=()):
        self.msk = FakeMskConnect(*connectors)
        self.records = FakeRecords(record or ConnectorRecord("orders", arn=CONNECTOR_ARN, wanted_digest=SPEC.digest))
        self.specs = FakeSpecs(SPEC)
        self.plugins = FakePlugins(PLUGIN)
        self.targets = FakeTargets(TARGET)
        self.alarms = FakeAlarms(*alarms)
        self.workers = FakeWorkerConfigurations()
        self.custom_plugins = FakeCustomPlugins()
        lease = self.records.take_lease("orders", "me", NOON)
        self.lease = LeaseHeld(owner=lease.owner, fence=lease.fence)
        self.wanted = Wanted(specs=self.specs, plugins=self.plugins, targets=self.targets)

    def plan(self, request=REQUEST):
        plan_steps = PlanSteps(
            connectors=self.msk,
            records=self.records,
            worker_configurations=self.workers,
            metrics=FakeMetrics(),
            wanted=self.wanted,
            stack="stack",
        )
        return plan_steps(request, self.lease, now=NOON)

    def change(self, kind, request=REQUEST):
        change_connector = ChangeConnector(
            connectors=self.msk,
            changes=self.msk,
            worker_configurations=self.workers,
            plugins=self.custom_plugins,
            records=self.records,
            wanted=self.wanted,
            stack="stack",
        )
        return change_connector(request, self.lease, Step(kind=kind), since=NOON, now=NOON)

    def ensure_alarms(self):
        ensure = EnsureAlarms(
            alarms=self.alarms,
            connectors=self.msk,
            records=self.records,
            specs=self.specs,
            targets=self.targets,
            stack="stack",
        )
        return ensure(REQUEST)


WANTED_ALARMS = wanted_alarms("stack", SPEC, TARGET, None)


def test_alarms_that_are_right_are_left_alone():
    room = Room(HERE, alarms=WANTED_ALARMS)
    room.ensure_alarms()
    assert room.alarms.writes == []


def test_an_alarm_that_somebody_changed_is_repaired_and_a_lost_one_made_again():
    room = Room(HERE, alarms=[replace(WANTED_ALARMS[0], threshold=5), *WANTED_ALARMS[2:]])
    assert room.ensure_alarms().put == (WANTED_ALARMS[0].name, WANTED_ALARMS[1].name)
    assert tuple(room.alarms.alarms[alarm.name] for alarm in WANTED_ALARMS) == WANTED_ALARMS


@pytest.mark.parametrize("state", [None, ConnectorState.PAUSED, ConnectorState.DELETING])
def test_alarms_of_what_is_not_meant_to_run_go_and_a_namesakes_stay(state):
    namesake = replace(WANTED_ALARMS[0], name="stack-heal-orders-eu-errored-tasks")
    room = Room(*([replace(HERE, state=state)] if state else []), alarms=[*WANTED_ALARMS, namesake])
    room.ensure_alarms()
    assert room.alarms.alarms == {namesake.name: namesake}


def test_a_failed_connector_keeps_its_alarms():
    room = Room(replace(HERE, state=ConnectorState.FAILED), alarms=WANTED_ALARMS)
    room.ensure_alarms()
    assert room.alarms.writes == []


NEWER = replace(PLUGIN, name="debezium-2", arn=PLUGIN.arn.replace("/debezium/", "/debezium-2/"),
                created_at=NOON + timedelta(days=1))  # fmt: skip


def test_a_spec_that_names_no_plugin_stays_on_the_one_it_runs_on():
    room = Room(HERE)
    room.plugins.put(NEWER)
    assert room.wanted(SPEC.digest, HERE).plugin_arn == PLUGIN.arn
    assert room.wanted(SPEC.digest, None).plugin_arn == NEWER.arn


def test_a_spec_that_names_a_plugin_moves_to_it():
    spec = spec_of(connectpilot__plugin="debezium-2")
    room = Room(HERE)
    room.plugins.put(NEWER)
    room.specs.put(spec)
    plan = room.plan(Request(request_id="r", connector="orders", intent="apply", spec_digest=spec.digest)).plan
    assert isinstance(plan, Steps)
    assert "plugin from debezium to debezium-2" in plan.reason


STOP = Request(request_id="r", connector="orders", intent="stop")


def test_a_source_is_stopped_only_where_its_workers_name_a_topic_for_its_offsets():
    room = Room(HERE)
    room.workers.contents[HERE.worker_configuration_arn] = f"offset.storage.topic={offset_topic('orders')}\n"
    assert isinstance(room.plan(STOP).plan, Steps)
    room.workers.contents[HERE.worker_configuration_arn] = "key.converter=x\n"
    assert "position would be lost" in room.plan(STOP).plan.reason
    default = Room(replace(HERE, worker_configuration_arn=None)).plan(STOP).plan
    assert isinstance(default, Refused)
    assert "pause it instead" in default.reason


def test_what_cannot_be_made_again_can_still_be_stopped():
    room = Room(HERE)
    room.workers.contents[HERE.worker_configuration_arn] = f"offset.storage.topic={offset_topic('orders')}\n"
    room.targets.targets.clear()
    assert isinstance(room.plan(STOP).plan, Steps)


UNKNOWN = ConnectorRecord("orders", wanted_digest=SPEC.digest)


def test_a_connector_is_ours_by_its_tag_where_its_creation_was_never_answered():
    drifted = replace(HERE, configuration={**HERE.configuration, "topics": "other"})
    assert isinstance(Room(drifted, record=UNKNOWN).plan().plan, Refused)
    tagged = replace(drifted, tags={STACK_TAG: "stack"})
    assert isinstance(Room(tagged, record=UNKNOWN).plan().plan, Steps)
    elsewhere = replace(drifted, tags={STACK_TAG: "another-stack"})
    assert isinstance(Room(elsewhere, record=UNKNOWN).plan().plan, Refused)


def test_an_equal_connector_is_adopted_without_a_write():
    room = Room(HERE, record=UNKNOWN)
    assert isinstance(room.plan().plan, Adopted)
    assert room.msk.writes == []


def test_a_create_that_meets_another_connector_says_what_differs():
    room = Room(replace(HERE, configuration={**HERE.configuration, "topics": "hush-hush"}))
    with pytest.raises(NameTakenError, match='"topics" changes') as caught:
        room.change(StepKind.CREATE)
    assert "hush-hush" not in str(caught.value)
    assert room.msk.writes == []


def test_a_refusal_of_msk_connect_does_not_carry_a_secret_on(monkeypatch):
    spec = spec_of(database__password="hunter22-hunter22")
    room = Room(record=UNKNOWN)
    room.specs.put(spec)

    def refuse(**named):
        raise PlatformRefusedError(f"CreateConnector: invalid {named['configuration']['database.password']}")

    monkeypatch.setattr(room.msk, "create", refuse)
    with pytest.raises(PlatformRefusedError) as caught:
        room.change(
            StepKind.CREATE,
            Request(request_id="r", connector="orders", intent="apply", spec_digest=spec.digest),
        )
    assert "hunter22" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("answered", [True, False])
def test_an_update_knows_what_must_be_gone_even_if_its_answer_was_lost(answered):
    room = Room(replace(HERE, configuration={**HERE.configuration, "old": "x"}))
    changes = [room.change(StepKind.UPDATE_CONFIGURATION)]
    if not answered:
        changes.append(room.change(StepKind.UPDATE_CONFIGURATION))
    assert (changes[-1].adopted, changes[-1].removed) == (not answered, ("old",))
    assert len({change.operation_arn for change in changes} - {None}) == 1


RECREATE = Request(request_id="r", connector="orders", intent="recreate", spec_digest=SPEC.digest)


@pytest.mark.parametrize("state", [None, "DELETING", "CREATE_FAILED"])
def test_nothing_is_deleted_that_could_not_be_created_again_for_want_of_its_plugin(state):
    room = Room(HERE)
    room.custom_plugins.states[HERE.plugin_arn] = state
    with pytest.raises(PlatformRefusedError, match=r"plugin debezium is .*left as it is"):
        room.change(StepKind.DELETE, RECREATE)
    assert room.msk.writes == []
    room.change(StepKind.DELETE, Request(request_id="r", connector="orders", intent="delete"))
    assert room.msk.writes == [("delete", "orders")]


def test_the_worker_configuration_is_made_before_anything_is_deleted(monkeypatch):
    room = Room(HERE)
    room.change(StepKind.DELETE, RECREATE)
    assert len(room.workers.contents) == 1

    def full(*_):
        raise QuotaExceededError("no more worker configurations")

    room = Room(HERE)
    monkeypatch.setattr(room.workers, "ensure", full)
    with pytest.raises(QuotaExceededError):
        room.change(StepKind.DELETE, RECREATE)
    assert room.msk.writes == []


def test_what_has_just_been_created_is_not_what_was_to_be_deleted():
    room = Room(replace(HERE, created_at=NOON))
    with pytest.raises(ConnectorBusyError, match="just been created"):
        room.change(StepKind.DELETE, RECREATE)
    assert room.msk.writes == []


DIFFERS = replace(HERE, configuration={**HERE.configuration, "topics": "other"})


@pytest.mark.parametrize("theirs", ["theirs", "other-kind"])
def test_somebody_elses_update_of_the_same_minute_is_waited_for_and_not_taken_for_our_own(theirs):
    room = Room(DIFFERS)
    room.plan()
    if theirs == "theirs":
        room.msk.update_configuration(HERE.arn, "K1", {**HERE.configuration, "topics": theirs})
    else:
        room.msk.restart(HERE.arn, only_failed_tasks=False)
    with pytest.raises(ConnectorBusyError):
        room.change(StepKind.UPDATE_CONFIGURATION)
    assert not room.plan().begun


def test_an_operation_is_noted_right_after_the_call_and_known_by_it_whatever_the_clock_says():
    room = Room(DIFFERS)
    room.plan()
    begun = room.change(StepKind.UPDATE_CONFIGURATION)
    assert room.records.get("orders").taken_up.operations == (begun.operation_arn,)
    (operation,) = room.msk.operations_of[HERE.arn]
    room.msk.operations_of[HERE.arn] = [replace(operation, created_at=NOON - timedelta(hours=1))]
    again = room.change(StepKind.UPDATE_CONFIGURATION)
    assert (again.operation_arn, again.adopted, room.plan().begun) == (begun.operation_arn, True, True)


@pytest.mark.parametrize("settled", [None, OperationEnd.ROLLED_BACK])
def test_an_update_whose_answer_was_lost_is_known_by_what_it_leads_to(settled):
    room = Room(replace(DIFFERS, capacity=TWO_WORKERS))
    room.plan()
    kinds = (StepKind.UPDATE_WORKERS,) if settled else (StepKind.UPDATE_CONFIGURATION,)
    for kind in kinds:
        begun = room.change(kind)
        room.records.write("orders", taken_up=TakenUp("r", NOON))
        if settled:
            room.msk.settle(settled)
        assert room.change(kind).operation_arn == begun.operation_arn
    assert len(room.msk.writes) == 1


def test_an_update_of_ours_that_is_through_is_made_again_where_somebody_has_changed_it_since():
    room = Room(DIFFERS)
    room.plan()
    room.change(StepKind.UPDATE_CONFIGURATION)
    room.msk.settle()
    theirs = room.msk.update_configuration(HERE.arn, room.msk.connectors[HERE.arn].version, {"topics": "theirs"})
    room.msk.settle()
    again = room.change(StepKind.UPDATE_CONFIGURATION)
    assert (again.adopted, again.operation_arn == theirs) == (False, False)


KEEPS_DEFAULT = spec_of(connectpilot__worker__configuration="default", connectpilot__capacity__workers="2")
ON_DEFAULT = replace(HERE, worker_configuration_arn=None)


@pytest.mark.parametrize(
    ("kind", "spec", "connector"),
    [
        pytest.param(StepKind.CREATE, KEEPS_DEFAULT, None, id="create"),
        pytest.param(StepKind.CREATE, SPEC, None, id="the worker configuration of a create"),
        pytest.param(StepKind.UPDATE_CONFIGURATION, SPEC, DIFFERS, id="the configuration"),
        pytest.param(StepKind.UPDATE_WORKERS, KEEPS_DEFAULT, ON_DEFAULT, id="the workers"),
        pytest.param(StepKind.UPDATE_WORKERS, SPEC, ON_DEFAULT, id="the worker configuration of the workers"),
        pytest.param(StepKind.RESTART, SPEC, HERE, id="restart"),
        pytest.param(StepKind.PAUSE, SPEC, HERE, id="pause"),
        pytest.param(StepKind.DELETE, SPEC, HERE, id="delete"),
    ],
)
def test_a_run_that_lost_its_lease_writes_nothing(kind, spec, connector):
    room = Room(*([connector] if connector else []))
    room.specs.put(spec)
    room.records.take_lease("orders", "another", NOON + timedelta(hours=1))
    intent = kind.value if kind in (StepKind.RESTART, StepKind.PAUSE, StepKind.DELETE) else "apply"
    with pytest.raises(LeaseLostError):
        room.change(kind, Request(request_id="r", connector="orders", intent=intent, spec_digest=spec.digest))
    assert (room.msk.writes, room.workers.contents) == ([], {})


def test_each_poll_renews_the_lease():
    room = Room(HERE)
    later = NOON + timedelta(minutes=3)
    change = Change(kind=StepKind.RESTART, connector_arn=CONNECTOR_ARN)
    CheckStep(connectors=room.msk, records=room.records)(REQUEST, room.lease, change, now=later)
    assert room.records.get("orders").lease.until == later + timedelta(minutes=5)
