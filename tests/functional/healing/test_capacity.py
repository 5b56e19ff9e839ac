"""assess_capacity and record_adjustment over fakes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from connectpilot.domain.connector import ConnectorState
from connectpilot.domain.record import Lease, Lifecycle
from connectpilot.usecases.assess_capacity import AssessCapacity
from connectpilot.usecases.record_adjustment import AdjustmentEnd, RecordAdjustment
from fakes.healing_world import World, alarm_event, connector

SCALED = {
    "tasks.max": "4",
    "connectpilot.scaling.enabled": "true",
    "connectpilot.scaling.max.workers": "4",
}


@pytest.fixture
def world():
    world = World(settings=SCALED)
    world.run(minutes=8)
    world.metrics.publish_minutes("orders", world.now - timedelta(minutes=8), 8, CpuUtilization=90)
    world.capacity = AssessCapacity(world.records, world.control, world.specs, world.metrics, world.gather)
    world.record = RecordAdjustment(world.records, world.incidents)
    return world


def look(world, **event):
    given = event or alarm_event("orders", world.now, "cpu-high", "scale")
    return world.capacity(given, now=world.now)


def ended(answer, outcome, **more):
    return AdjustmentEnd(
        connector="orders",
        opened_at=answer["openedAt"],
        hint=answer["hint"],
        reason=answer["reason"],
        outcome=outcome,
        digest=answer.get("request", {}).get("specDigest"),
        from_digest=answer.get("fromDigest"),
        **more,
    )


def test_an_overloaded_connector_is_scaled_out_by_a_new_spec(world):
    answer = look(world)
    request = answer["request"]
    assert (answer["adjustment"], request["intent"], request["expects"]) == ("Adjust", "apply", {"version": "K1"})
    assert world.specs.get(request["specDigest"]).capacity.workers == 2
    assert len(request["requestId"]) <= 80


def test_another_capacity_is_no_other_plugin(world):
    digest = world.records.get("orders").wanted_digest
    world.specs.specs[digest] = replace(world.specs.get(digest), plugin="sinks-1a2b3c4d")
    assert world.specs.get(look(world)["request"]["specDigest"]).plugin == "sinks-1a2b3c4d"


def test_the_adjustment_lands_in_record_and_timeline(world):
    answer = look(world)
    world.record(ended(answer, "changed"), now=world.now)
    record = world.records.get("orders")
    assert (record.last_adjustment_at, record.wanted_digest) == (world.now, answer["request"]["specDigest"])
    item = world.incidents.of("orders")[0]
    assert (item.kind, item.open, item.entries[-1].what) == ("adjustment", False, "changed")
    assert "from 1 worker of 1 MCU to 2 workers of 1 MCU" in item.entries[-1].text
    again = look(world)
    assert "not what its spec says" in again["reason"]  # the fake door has changed nothing


def test_a_refused_adjustment_changes_nothing_but_the_timeline(world):
    before = world.records.get("orders")
    world.record(ended(look(world), "refused", outcome_reason="version is K2"), now=world.now)
    assert world.records.get("orders") == before
    assert "version is K2" in world.incidents.of("orders")[0].entries[-1].text


def test_a_persons_new_spec_is_not_overwritten(world):
    answer = look(world)
    world.records.write("orders", wanted_digest="theirs")
    world.record(ended(answer, "unhealthy"), now=world.now)
    assert world.records.get("orders").wanted_digest == "theirs"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"lifecycle": Lifecycle.PAUSED}, "wants it paused"),
        ({"request": "{}", "request_id": "r"}, "an operation runs"),
        ({"incident_opened_at": "2026-03-02T12:00:00+00:00"}, "healed before it is scaled"),
        ({"wanted_digest": None}, "not stored"),
    ],
)
def test_no_adjustment_while_something_else_goes_on(world, fields, reason):
    world.records.write("orders", **fields)
    answer = look(world)
    assert (answer["adjustment"], reason in answer["reason"]) == ("Keep", True)


def test_no_adjustment_under_a_lease(world):
    lease = Lease("someone", 1, world.now + timedelta(minutes=1))
    world.records.records["orders"] = replace(world.records.get("orders"), lease=lease)
    assert "an operation runs" in look(world)["reason"]


def test_no_adjustment_of_an_ill_connector_or_with_healing_off(world):
    world.control.healing = False
    assert "only observed" in look(world)["reason"]
    world.set_state("orders", ConnectorState.FAILED)
    assert "not healthy" in look(world)["reason"]


def test_a_stalled_sink_is_handed_to_healing(world):
    target = replace(world.targets.get("default"), cluster_name="main")
    world.targets.targets["default"] = target
    begin = world.now - timedelta(minutes=9)
    world.metrics.publish_minutes("orders", begin, 9, SinkRecordReadRate=0)
    world.metrics.publish_minutes("connect-orders", begin, 9, SumOffsetLag=50_000)
    answer = look(world)
    assert (answer["adjustment"], "healing looks" in answer["reason"]) == ("Keep", True)
    assert world.records.get("orders").next_check_at == world.now
    world.minute()
    assert [act[2] for act in world.acts] == ["Restart"]


def test_a_connector_that_is_not_ours_is_left_without_a_write(world):
    world.msk.connectors["x"] = connector("foreign")
    writes = len(world.records.writes)
    answer = world.capacity(alarm_event("foreign", world.now, purpose="scale"), now=world.now)
    assert (answer["adjustment"], answer["record"], len(world.records.writes)) == ("Keep", False, writes)


def test_the_sweeps_unchanged_answer_is_not_written_down_again(world):
    world.records.write("orders", last_adjustment_at=world.now)
    by_sweep = look(world, source="connectpilot.sweep", connector="orders", reason="in ALARM", id="x")
    by_alarm = look(world)
    assert (by_sweep["record"], by_alarm["record"]) == (False, True)
    assert by_alarm["reason"].startswith("cooling down")


def test_an_adjustment_of_a_forgotten_connector_is_forgotten(world):
    answer = look(world)
    world.records.forget("orders")
    assert world.record(ended(answer, "changed"), now=world.now)["outcome"] == "forgotten"
