"""Crash before and after every effect of every intent, lose every answer once: after one sweep nothing is amiss."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

import pytest
from connectpilot.domain.changes.request import Outcome
from connectpilot.domain.connector import ConnectorState
from connectpilot.usecases import change_connector, plan_steps
from fakes.door_driver import Crash, Faults
from fakes.door_world import NAME, DoorWorld, door_world, spec_of

RENEWAL = "records.renew_lease"
FIRST = spec_of()
SECOND = spec_of(topic__prefix="shop2", connectpilot__capacity__workers="2")


@dataclass(frozen=True)
class Scenario:
    intent: str
    before: tuple[str, ...]
    """What was done before: created, paused, stopped."""
    spec: object
    changes: tuple[str, ...]
    """What MSK Connect must be asked for, once each."""
    state: ConnectorState | None


SCENARIOS = {
    "create": Scenario("apply", (), FIRST, ("create",), ConnectorState.RUNNING),
    "change both": Scenario(
        "apply", ("created",), SECOND, ("update_configuration", "update_workers"), ConnectorState.RUNNING
    ),
    "apply again": Scenario("apply", ("created",), FIRST, (), ConnectorState.RUNNING),
    "restart": Scenario("restart", ("created",), None, ("restart",), ConnectorState.RUNNING),
    "pause": Scenario("pause", ("created",), None, ("pause",), ConnectorState.PAUSED),
    "resume": Scenario("resume", ("created", "paused"), None, ("resume",), ConnectorState.RUNNING),
    "recreate": Scenario("recreate", ("created",), FIRST, ("create", "delete"), ConnectorState.RUNNING),
    "stop": Scenario("stop", ("created",), None, ("delete",), None),
    "delete": Scenario("delete", ("created",), None, ("delete",), None),
}


class Watch(Faults):
    """Also remembers what was really done."""

    def __init__(self, plan=None) -> None:
        super().__init__(plan or {})
        self.done: list[str] = []

    def effect(self, name, act):
        def noted():
            answer = act()
            self.done.append(name)
            return answer

        return super().effect(name, noted)


def prepare(world: DoorWorld, scenario: Scenario) -> dict:
    if "created" in scenario.before:
        world.created(FIRST)
    if "paused" in scenario.before:
        paused = world.request("pause") | {"requestId": "pause-0"}
        world.ports.records.write(NAME, request_id="pause-0")
        world.driver().run(paused, "pause-0")
    return world.request(scenario.intent, scenario.spec)


def run_and_sweep(world: DoorWorld, given: dict, plan: dict[int, str]) -> list[str]:
    """One run with these faults, then what the sweep does a few minutes later; answers what was really done."""
    first = Watch(plan)
    with suppress(Crash):
        world.driver(first).run(given, given["requestId"])
    world.pass_time(360)
    second = Watch()
    record = world.ports.records.get(NAME)
    if record and record.request is not None:
        world.driver(second).run(given, f"{given['requestId']}-{world.ports.records.fences.get(NAME, 0)}")
    return first.done + second.done


def judge(world: DoorWorld, scenario: Scenario, done: list[str]) -> None:
    assert Counter(name for name in done if name.startswith("msk.")) == Counter(
        f"msk.{verb}" for verb in scenario.changes
    ), "doubled or left out"
    connectors = list(world.ports.connectors.list())
    assert [each.state for each in connectors] == ([scenario.state] if scenario.state else []), "orphaned or lost"
    record = world.ports.records.get(NAME)
    if scenario.intent == "delete":
        assert record is None, "remembered though deleted"
    else:
        assert record.request is None, "stuck: the request is still pending"
        assert record.lease is None or record.lease.until < world.msk.clock.now(), "stuck: the lease is held"
        assert record.arn == (connectors[0].arn if connectors else None)
        assert record.version == (connectors[0].version if connectors else None)
        assert record.outcome in (Outcome.CHANGED, Outcome.UNCHANGED, Outcome.ADOPTED)
    if scenario.spec is not None:
        found = world.connector()
        assert found.configuration["topic.prefix"] == scenario.spec.wanted["topic.prefix"]
        assert found.capacity == scenario.spec.capacity
        assert record.healthy_digest == scenario.spec.digest, "called healthy without having been seen so"
    watched = scenario.state is ConnectorState.RUNNING
    assert len(world.ports.alarms.alarms) == (2 if watched else 0), "alarms left behind or forgotten"
    names = world.msk.kafkaconnect.list_worker_configurations()["workerConfigurations"]
    assert len(names) == 1, "a worker configuration was doubled"


def worth_breaking(seen: list[str]) -> list[int]:
    """Each effect, but of the renewals of one poll loop only the first: nothing lies between them."""
    return [n for n, name in enumerate(seen) if n == 0 or (name, seen[n - 1]) != (RENEWAL, RENEWAL)]


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("mode", ["after", "lost"])
def test_whatever_breaks_one_sweep_mends_it(name, mode):
    """A crash before an effect is a crash after the one before it; before the very first one has a test of its own."""
    scenario = SCENARIOS[name]
    seen = without_faults(scenario)
    for number in worth_breaking(seen):
        with door_world() as world:
            done = run_and_sweep(world, prepare(world, scenario), {number: mode})
            try:
                judge(world, scenario, done)
            except AssertionError as error:
                raise AssertionError(f"{mode} effect {number}, {seen[number]}: {error}") from error


def without_faults(scenario: Scenario) -> list[str]:
    with door_world() as world:
        whole = Watch()
        given = prepare(world, scenario)
        world.driver(whole).run(given, given["requestId"])
        judge(world, scenario, whole.done)
    return whole.seen


def test_a_request_whose_execution_never_began_is_carried_out_by_the_sweep():
    with door_world() as world:
        done = run_and_sweep(world, prepare(world, SCENARIOS["create"]), {0: "before"})
        judge(world, SCENARIOS["create"], done)


def test_two_faults_in_one_run_are_mended_as_well():
    scenario = SCENARIOS["change both"]
    for lost, crash in [(6, 12), (4, 14), (2, 30), (14, 31)]:
        with door_world() as world:
            done = run_and_sweep(world, prepare(world, scenario), {lost: "lost", crash: "after"})
            judge(world, scenario, done)


# The matrix must notice when one of the door's three safeguards is taken away.


def broken_somewhere(names: list[str], modes: list[str]) -> bool:
    try:
        for name in names:
            for mode in modes:
                test_whatever_breaks_one_sweep_mends_it(name, mode)
    except Exception:  # noqa: BLE001 - the door breaks in whatever way it likes
        return True
    return False


def test_without_adoption_the_matrix_fails(monkeypatch):
    monkeypatch.setattr(change_connector, "own_operations", lambda *_, **__: ())
    assert broken_somewhere(["restart"], ["lost", "after"])


def test_without_knowing_since_when_the_matrix_fails(monkeypatch):
    monkeypatch.setattr(plan_steps.PlanSteps, "_taken_up", lambda self, request, record, now: now)
    assert broken_somewhere(["restart", "recreate"], ["after"])


def test_without_taking_over_what_exists_the_matrix_fails(monkeypatch):
    def refuse(connector, desired):
        raise change_connector.NameTakenError(connector.name)

    monkeypatch.setattr(change_connector.ChangeConnector, "_take_over", staticmethod(refuse))
    assert broken_somewhere(["create"], ["lost"])


def test_without_the_diff_the_matrix_fails(monkeypatch):
    from connectpilot.domain.changes import plan
    from connectpilot.domain.changes.difference import Difference

    everything = Difference(configuration=("everything",), capacity=("everything",))
    monkeypatch.setattr(plan, "compare", lambda *_: everything)
    monkeypatch.setattr(change_connector, "compare", lambda *_: everything)
    assert broken_somewhere(["apply again"], ["after"])


def a_zombie(world: DoorWorld) -> None:
    """A run sleeps past its lease's end while another takes over and is through; then it wakes and wants to act."""
    world.created(FIRST)
    given = world.request("restart")
    sleeper = world.driver()
    plan_once = sleeper.plan_steps

    def plan_and_sleep(*args, **named):
        planned = plan_once(*args, **named)
        world.pass_time(600)
        world.driver().run(given | {"requestId": "restart-2"}, "restart-2")
        return planned

    sleeper.plan_steps = plan_and_sleep
    sleeper.run(given, given["requestId"])


def test_a_run_that_lost_its_lease_changes_nothing():
    with door_world() as world:
        a_zombie(world)
        assert world.operations() == ["RESTART_CONNECTOR"]


def test_without_the_lease_check_the_run_that_lost_it_acts(monkeypatch):
    with door_world() as world:
        monkeypatch.setattr(world.ports.records, "renew_lease", lambda *_: None)
        monkeypatch.setattr(change_connector, "own_operations", lambda *_, **__: ())
        a_zombie(world)
        assert world.operations() != ["RESTART_CONNECTOR"]


def test_two_at_once_make_one_change():
    with door_world() as world:
        world.created(FIRST)
        given = world.request("restart")
        first = world.driver()
        answers = []
        check = first.check_step

        def meanwhile(*args, **named):
            answers.append(world.driver().run(given | {"requestId": "restart-2"}, "restart-2")[0])
            return check(*args, **named)

        first.check_step = meanwhile
        assert first.run(given, "restart-1")[0] is Outcome.CHANGED
        assert set(answers) == {Outcome.BUSY}
        assert world.operations() == ["RESTART_CONNECTOR"]
