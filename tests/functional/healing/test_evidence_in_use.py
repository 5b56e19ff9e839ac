"""Evidence that must not mislead, and what must never be stored or sent."""

from __future__ import annotations

import json
from datetime import timedelta

from fakes.healing_world import World, alarm_event

SECRET = "hunter2-and-more"


def fails_once(name, now, restarted_at):
    return restarted_at is None


def test_metrics_from_before_a_restart_do_not_cause_another():
    world = World(fails=fails_once, events_are_lost=True)
    world.run(minutes=2)
    world.heal(alarm_event("orders", world.now))
    world.now += timedelta(minutes=3)  # CloudWatch is late: only what was before the restart is there
    answer = world.heal(alarm_event("orders", world.now))
    assert (answer["remedy"], len(world.acts)) == ("Wait", 1)
    assert "no evidence yet" in answer["reason"]


def test_no_secret_reaches_the_incident_the_record_the_door_or_a_person():
    trace = (
        f"Failed to authenticate to the database: password={SECRET}\n"
        f"Caused by: Access denied for jdbc:mysql://cdc:{SECRET}@db/shop?password={SECRET} with {SECRET}"
    )
    world = World(fails=lambda name, now, restarted_at: True, trace=trace)
    arn = next(iter(world.msk.connectors))
    world.msk.connectors[arn].configuration["database.password"] = SECRET
    world.run(hours=2)
    assert world.notices
    kept = [world.incidents.items, world.records.writes, world.assessments, world.notices]
    assert SECRET not in repr(kept)
    assert SECRET not in json.dumps(world.assessments)
    assert "login-refused" in repr(kept)
