"""What healing must not lose: a connector half made again, an attempt, an incident's end, a person's wish."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from connectpilot.domain.connector import ConnectorState
from connectpilot.domain.record import Lifecycle
from connectpilot.usecases.assess_capacity import AssessCapacity
from connectpilot.usecases.record_adjustment import AdjustmentEnd, RecordAdjustment
from fakes.healing_world import World, alarm_event, connector


def always(name, now, restarted_at):
    return True


def asked_of(world):
    return [answer["request"] for answer in world.assessments if "request" in answer]


def test_a_connector_that_was_deleted_and_not_made_again_is_not_given_up():
    def half_way(request):
        if request["intent"] == "recreate":  # the door records what it sees then: no connector
            world.msk.connectors.clear()
            world.records.write("orders", arn=None, version=None, outcome="timedOut")
            return "timedOut"
        return "changed"

    world = World(door=half_way)
    world.run(minutes=3)
    world.set_state("orders", ConnectorState.FAILED, "UnknownError.Unknown: The last operation failed")
    world.run(minutes=30)
    assert [request["intent"] for request in asked_of(world)] == ["recreate", "apply"]
    assert world.state_of("orders") is ConnectorState.RUNNING


def test_a_lost_connector_is_made_again_even_if_a_request_found_it_missing_first():
    world = World()
    world.run(minutes=3)
    world.msk.connectors.clear()
    world.records.write("orders", arn=None, version=None, outcome="refused")  # somebody asked for a restart
    world.run(minutes=10)
    assert asked_of(world)[0]["intent"] == "apply"


def test_attempts_that_count_anew_are_made_anew():
    world = World(fails=always)
    world.run(minutes=20)
    made = len(world.acts)
    assert made > 1
    world.records.write("orders", attempts=0, quarantine=None)  # as a person's request does in the middle of it
    world.run(minutes=20)
    assert len(world.incidents.items) == 1
    ids = [request["requestId"] for request in asked_of(world)]
    assert len(ids) == len(set(ids)) > made


def test_what_the_door_refused_before_a_person_acted_is_not_held_against_it():
    answers = {"is": "refused"}
    world = World(fails=lambda name, now, restarted_at: restarted_at is None, door=lambda request: answers["is"])
    world.run(hours=2)
    assert (len(world.notices), world.acts) == (1, [])
    answers["is"] = "changed"
    world.records.write("orders", attempts=0, quarantine=None, next_check_at=world.now)
    world.run(minutes=30)
    assert len(world.acts) == 1
    assert len(world.notices) == 1
    assert not world.incidents.open_ones()


@pytest.mark.parametrize("effect", ["record", "incident"])
def test_a_crash_while_an_incident_is_closed_leaves_no_incident_open_for_ever(effect):
    world = World(fails=lambda name, now, restarted_at: restarted_at is None)
    crashes = iter([True])
    write, close, heal = world.records.write, world.incidents.close, world.heal

    def write_or_die(name, **fields):
        if effect == "record" and fields.get("incident_opened_at", "") is None and next(crashes, False):
            raise RuntimeError("the function is stopped here")
        write(name, **fields)

    def close_or_die(*given):
        if effect == "incident" and next(crashes, False):
            raise RuntimeError("the function is stopped here")
        close(*given)

    def survived(event):
        try:
            return heal(event)
        except RuntimeError:
            return None

    world.records.write, world.incidents.close, world.heal = write_or_die, close_or_die, survived
    world.run(hours=1)
    assert next(crashes, None) is None
    assert not world.incidents.open_ones()
    assert world.records.get("orders").incident_opened_at is None
    (incident,) = world.incidents.of("orders")
    assert [entry.moment for entry in incident.entries].count("closed") == 1


@pytest.mark.parametrize(("lifecycle", "state"), [(Lifecycle.PAUSED, ConnectorState.PAUSED), (Lifecycle.STOPPED, None)])
def test_an_incident_ends_when_a_connector_stands_still_as_a_person_wants_it(lifecycle, state):
    world = World(fails=always)
    world.run(minutes=5)
    acts = len(world.acts)
    world.records.write("orders", lifecycle=lifecycle)
    world.set_state("orders", state) if state else world.msk.connectors.clear()
    world.run(minutes=30)
    assert (len(world.acts), [*world.incidents.open_ones()]) == (acts, [])
    assert world.records.get("orders").next_check_at is None


@pytest.mark.parametrize("is_open", [True, False])
def test_a_failed_connector_that_was_to_be_paused_is_told_to_a_person_once(is_open):
    world = World(fails=always if is_open else lambda name, now, restarted_at: False)
    world.run(minutes=4)
    world.records.write("orders", lifecycle=Lifecycle.PAUSED)
    world.set_state("orders", ConnectorState.FAILED, "UnknownError.Unknown: The last operation failed")
    acts = len(world.acts)
    world.run(hours=3)
    assert (len(world.acts), len(world.notices), len(world.incidents.open_ones())) == (acts, 1, 1)
    assert "a person wants it paused, which it cannot be" in world.notices[0]["message"]
    world.records.write("orders", lifecycle=Lifecycle.RUNNING, quarantine=None, next_check_at=world.now)
    world.run(minutes=30)
    assert world.acts[acts][2] == "Recreate"  # healing was never off


def test_an_adjustment_and_an_illness_of_one_minute_have_a_timeline_each():
    world = World(fails=always, settings={"connectpilot.scaling.enabled": "true"}, events_are_lost=True)
    world.run(minutes=2)
    capacity = AssessCapacity(world.records, world.control, world.specs, world.metrics, world.gather)
    kept = capacity(alarm_event("orders", world.now, "cpu-high", "scale"), now=world.now + timedelta(seconds=3))
    end = AdjustmentEnd("orders", kept["openedAt"], kept["hint"], kept["reason"], "none")
    RecordAdjustment(world.records, world.incidents)(end, now=world.now + timedelta(seconds=4))
    world.alarm("orders")
    assert sorted(incident.kind for incident in world.incidents.of("orders")) == ["adjustment", "illness"]


def test_a_restart_is_no_change_that_healing_could_undo():
    world = World(fails=always, events_are_lost=True)
    world.run(minutes=2)
    known = world.records.get("orders")
    # A spec was applied long ago and never verified; a person restarts the connector now.
    world.records.records["orders"] = replace(
        known,
        healthy_digest="0" * 64,
        applied_at=world.now - timedelta(days=7),
        outcome="changed",
        outcome_at=world.now,
    )
    world.alarm("orders")
    assert world.assessments[-1]["remedy"] == "RestartTasks"


def test_a_spec_that_made_it_ill_is_rolled_back():
    world = World(fails=always, events_are_lost=True)
    world.run(minutes=2)
    known = world.records.get("orders")
    world.records.records["orders"] = replace(known, healthy_digest="0" * 64, applied_at=world.now)
    world.alarm("orders")
    assert world.assessments[-1]["remedy"] == "RollBack"


@pytest.mark.parametrize(
    ("state", "intent"), [(ConnectorState.RUNNING, "apply"), (ConnectorState.FAILED, "recreate"), (None, "apply")]
)
def test_a_roll_back_asks_for_a_recreation_by_its_name(state, intent):
    world = World(fails=always, events_are_lost=True)
    world.run(minutes=2)
    world.records.write("orders", healthy_digest="0" * 64, applied_at=world.now)
    world.set_state("orders", state) if state else world.msk.connectors.clear()
    world.alarm("orders")
    (request,) = asked_of(world)
    assert (request["intent"], request["specDigest"]) == (intent, "0" * 64)


def test_a_failed_connector_that_must_not_be_created_again_goes_to_a_person_even_after_a_change():
    world = World(settings={"connectpilot.healing.recreate": "false"})
    world.run(minutes=3)
    world.records.write("orders", healthy_digest="0" * 64, applied_at=world.now)
    world.set_state("orders", ConnectorState.FAILED)
    world.run(minutes=30)
    assert (world.acts, asked_of(world), len(world.notices)) == ([], [], 1)
    assert "connectpilot.healing.recreate is false" in world.notices[0]["message"]


def test_the_sweep_asks_for_a_target_once_however_many_connectors_name_it():
    world = World(names=tuple(f"c{number}" for number in range(30)))
    asked = []
    get = world.targets.get
    world.targets.get = lambda name: asked.append(name) or get(name)
    world.run(minutes=5)
    assert asked == ["default"]
    assert connector("c0").arn in world.msk.connectors
