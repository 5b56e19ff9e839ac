"""A week of illness on a driven clock: bounded restarts, one quarantine, one notification."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fakes.healing_world import BEGIN, World


def fails_again_after(minutes: float):
    """Every restart helps for so long."""

    def fails(name, now, restarted_at):
        return now >= (restarted_at + timedelta(minutes=minutes) if restarted_at else BEGIN + timedelta(minutes=3))

    return fails


@pytest.mark.parametrize("minutes", [0, 1, 3, 7, 20, 59, 61, 240, 720, 1200])
def test_a_flapping_connector_is_restarted_at_most_eight_times_in_a_week(minutes):
    world = World(fails=fails_again_after(minutes))
    world.run(days=7)
    assert 1 <= len(world.acts) <= 8
    assert len(world.notices) == 1
    assert world.records.get("orders").quarantine


@pytest.mark.parametrize("events_are_lost", [False, True])
def test_a_dead_connector_is_given_up_within_three_hours(events_are_lost):
    world = World(fails=fails_again_after(0), events_are_lost=events_are_lost)
    world.run(hours=4)
    assert len(world.acts) == 7
    assert world.records.get("orders").quarantine
    gaps = [second[0] - first[0] for first, second in zip(world.acts, world.acts[1:], strict=False)]
    curve = [2, 6, 12, 20, 30, 42]
    assert all(least <= gap / timedelta(minutes=1) <= least * 1.2 + 2 for gap, least in zip(gaps, curve, strict=True))


def test_a_nightly_fault_is_no_flapping():
    def fails(name, now, restarted_at):
        midnight = now.replace(hour=0, minute=0)
        return now > BEGIN + timedelta(hours=12) and (restarted_at is None or restarted_at < midnight)

    world = World(fails=fails)
    world.run(days=7)
    assert len(world.acts) == 7
    assert world.notices == []


def test_an_incident_tells_its_story_and_closes():
    world = World(fails=lambda name, now, restarted_at: restarted_at is None and now > BEGIN + timedelta(minutes=5))
    world.run(minutes=30)
    incident = world.incidents.of("orders")[0]
    assert [entry.moment for entry in incident.entries] == [
        "alarm", "diagnosis", "remedy", "outcome", "healthy", "closed",
    ]  # fmt: skip
    assert (incident.open, incident.diagnosis) == (False, "connection-lost")
    record = world.records.get("orders")
    assert (record.incident_opened_at, record.next_check_at, record.attempts) == (None, None, 1)


def test_a_person_who_restarts_gets_healing_back():
    world = World(fails=fails_again_after(0))
    world.run(hours=4)
    world.records.write("orders", quarantine=None, attempts=0)
    world.run(hours=4)
    assert len(world.acts) == 14
    assert len(world.notices) == 2


def test_a_quarantined_connector_that_is_healthy_again_leaves_its_quarantine():
    cured = BEGIN + timedelta(hours=5)
    world = World(fails=lambda name, now, restarted_at: BEGIN + timedelta(minutes=3) < now < cured)
    world.run(hours=4)
    assert world.records.get("orders").quarantine
    world.run(hours=3)
    record = world.records.get("orders")
    assert (record.quarantine, record.incident_opened_at) == (None, None)
    assert not world.incidents.of("orders")[0].open
