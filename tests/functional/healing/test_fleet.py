"""The sweep over a whole fleet, storms, duplicates, and what must not be touched."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from connectpilot.domain.care.incident import Moment, entry
from connectpilot.domain.changes.alarms import all_alarm_names, wanted_alarms
from connectpilot.domain.connector import ConnectorState
from connectpilot.domain.errors import PlatformUnavailableError
from connectpilot.domain.plugins.lost_release import Uploaded
from connectpilot.domain.plugins.release import Upload
from connectpilot.domain.record import ConnectorRecord, Lease, Lifecycle
from connectpilot.domain.spec import parse_spec
from connectpilot.usecases.record_remedy import RemedyEnd
from fakes.healing_world import BEGIN, TARGET, World, alarm_event, connector

FLEET = tuple(f"c{number:03d}" for number in range(120))


def fails_once(name, now, restarted_at):
    return restarted_at is None


def with_alarms(world: World) -> World:
    for spec in world.specs.specs.values():
        for alarm in wanted_alarms("cp", spec, TARGET, "sink"):
            world.alarms.alarms[alarm.name] = alarm
    return world


def test_one_sweep_finds_every_failed_connector_whose_event_was_lost():
    world = World(fails=fails_once, names=FLEET, events_are_lost=True)
    world.run(minutes=5)
    assert {name for _, name, _ in world.acts} == set(FLEET)
    assert {at for at, _, _ in world.acts} == {BEGIN + timedelta(minutes=5)}


def test_a_fleet_look_takes_one_listing_and_one_batched_question_for_metrics():
    world = with_alarms(World(names=FLEET))
    world.run(minutes=4)
    calls, asked = len(world.msk.calls), world.metrics.calls
    world.minute()
    assert (world.msk.calls[calls:], world.metrics.calls - asked) == (["list"], 1)


def test_a_second_sweep_writes_and_starts_nothing():
    world = with_alarms(World(fails=fails_once, names=FLEET[:20], events_are_lost=True))
    world.workflows.run = lambda machine, given: None  # started, and not yet done
    for _ in range(4):
        world.minute()
    world.now += timedelta(minutes=1)
    for name in world.names:
        world.metrics.publish(name, world.now - timedelta(minutes=1), RunningTaskCount=0, ErroredTaskCount=1)
    first = world.sweep(now=world.now, minute=world.now)
    assert (len(first.started), first.sightings) == (20, 20)
    writes = len(world.records.writes)
    second = world.sweep(now=world.now, minute=world.now)
    assert (second.started, second.sightings, len(world.records.writes)) == ([], 0, writes)


def test_every_five_minutes_uploads_without_an_end_are_taken_up_too():
    world = with_alarms(World())
    upload = Upload(bucket="intake", key="uploads/orders.yaml", version_id="v1")
    world.sweep.releases.uploads.uploaded = [Uploaded(upload, BEGIN - timedelta(hours=1))]
    world.run(minutes=4)
    assert world.workflows.names("release-plugin") == []
    world.minute()
    (name,) = world.workflows.names("release-plugin")
    assert name.startswith("again-")


def test_a_sighting_is_as_old_as_the_metrics_it_was_made_of():
    world = with_alarms(World())
    world.run(minutes=3)
    world.metrics.publish = lambda *given, **values: None  # nothing new arrives
    world.run(minutes=2)
    seen = world.records.get("orders").sighting
    assert (seen.running_tasks, seen.at) == (1, BEGIN + timedelta(minutes=3))
    assert world.assess(alarm_event("orders", world.now), now=world.now)["remedy"] == "Leave"


def test_metrics_from_before_the_connector_was_made_again_are_not_seen():
    world = with_alarms(World())
    world.run(minutes=4)
    arn = connector("orders").arn
    world.msk.connectors[arn] = replace(world.msk.connectors[arn], created_at=world.now)
    world.metrics.publish = lambda *given, **values: None
    world.minute()
    seen = world.records.get("orders").sighting
    assert (seen.running_tasks, seen.at) == (None, world.now)


def test_what_is_wrong_with_one_connector_harms_only_that_one():
    world = with_alarms(World(fails=fails_once, names=("bad", "good", "new"), events_are_lost=True))
    world.set_state("new", ConnectorState("HIBERNATING"))
    world.records.accept("bad", "r", "no JSON at all")
    world.records.unreadable = ["torn"]
    world.run(minutes=4)
    swept = world.sweep(now=world.now, minute=world.now.replace(minute=5))
    assert swept.failed.keys() == {"bad", "torn"}
    assert "JSONDecodeError" in swept.failed["bad"]
    assert {name for _, name, _ in world.acts} == {"good"}
    assert world.records.get("new").sighting.state is ConnectorState.UNKNOWN


def test_a_bug_that_shows_on_connectors_is_told_with_their_names(monkeypatch):
    world = World(names=("one", "other"))
    world.run(minutes=4)
    monkeypatch.setattr(world.targets, "get", lambda name: {}["a bug"])
    swept = world.sweep(now=world.now, minute=world.now.replace(minute=5))
    assert swept.failed == {"one": "KeyError: 'a bug'", "other": "KeyError: 'a bug'"}


def test_a_service_that_does_not_answer_ends_the_sweep(monkeypatch):
    world = World()

    def unavailable(name, **fields):
        raise PlatformUnavailableError("no answer")

    monkeypatch.setattr(world.records, "write", unavailable)
    with pytest.raises(PlatformUnavailableError):
        world.run(minutes=5)


def test_a_healthy_fleet_with_its_alarms_is_left_in_peace():
    world = with_alarms(World(names=FLEET[:10]))
    world.run(hours=2)
    assert (world.acts, world.assessments, world.incidents.writes) == ([], [], 0)
    assert not world.workflows.started


def test_a_storm_stays_within_the_fleets_budget_and_loses_nobody():
    world = World(fails=fails_once, names=FLEET, per_minute=20)
    world.run(minutes=15)
    per_minute = Counter(at for at, _, _ in world.acts)
    assert max(per_minute.values()) <= 20
    assert Counter(name for _, name, _ in world.acts) == Counter(FLEET)


def test_the_kill_switch_only_observes_and_works_at_once():
    world = World(fails=fails_once)
    world.control.healing = False
    world.run(minutes=30)
    assert world.acts == []
    assert world.notices == []
    incident = world.incidents.of("orders")[0]
    assert any("healing is off; else: RestartTasks" in entry.text for entry in incident.entries)
    assert len(incident.entries) == 3  # half an hour of looking adds no noise
    world.control.healing = True
    world.run(minutes=6)
    assert len(world.acts) == 1


def test_the_kill_switch_stops_what_the_sweep_would_change_too():
    world = with_alarms(World(names=("drifted", "paused", "bare", "asked")))
    arn = connector("drifted").arn
    world.msk.connectors[arn] = replace(world.msk.connectors[arn], version="K9")
    world.set_state("paused", ConnectorState.PAUSED)
    del world.alarms.alarms[all_alarm_names("cp", "bare")[1]]
    world.control.healing = False
    world.run(minutes=30)
    assert world.workflows.names("operate-connector") == []
    request = {"requestId": "asked-1", "connector": "asked", "intent": "restart"}
    world.records.accept("asked", "asked-1", json.dumps(request))
    world.minute()
    (given,) = world.workflows.started.values()
    assert given == request, "what a person asked for is not healing"
    world.records.conclude("asked", "asked-1")
    world.control.healing = True
    world.run(minutes=5)
    asked = [given["connector"] for given in world.workflows.started.values()]
    assert sorted(asked) == ["asked", "bare", "drifted", "paused"]


def test_a_lost_release_is_finished_with_healing_off():
    world = World()
    world.control.healing = False
    swept = []
    world.sweep.releases = lambda *, now: swept.append(now) or []
    world.run(minutes=5)
    assert len(swept) == 1


def test_a_connector_that_wants_no_healing_is_only_observed():
    world = World(fails=fails_once, settings={"connectpilot.healing.enabled": "false"})
    world.run(minutes=30)
    assert world.acts == []


def test_an_alarm_for_a_healthy_connector_leads_to_no_write():
    world = World()
    world.run(minutes=7)
    writes = len(world.records.writes)
    answer = world.heal(alarm_event("orders", world.now))
    assert answer["remedy"] == "Leave"
    assert (len(world.records.writes), world.incidents.writes) == (writes, 0)


@pytest.mark.parametrize("name", ["foreign", "unheard-of"])
def test_an_alarm_for_a_connector_that_is_not_ours_leads_to_no_write(name):
    world = World()
    foreign = connector("foreign", state=ConnectorState.FAILED)
    world.msk.connectors[foreign.arn] = foreign
    answer = world.heal(alarm_event(name, world.now))
    assert (answer["remedy"], world.records.writes, world.incidents.writes) == ("Leave", [], 0)
    assert "does not manage" in answer["reason"]


def test_an_event_without_a_connector_is_left():
    world = World()
    event = alarm_event("orders", world.now)
    event["detail"]["configuration"] = {}
    assert world.heal(event)["remedy"] == "Leave"


def test_the_same_event_twice_is_handled_once():
    world = World(fails=fails_once, events_are_lost=True)
    world.run(minutes=2)
    event = alarm_event("orders", world.now)
    assert world.heal(event) is not None
    assert world.heal(event) is None
    assert len(world.acts) == 1


@pytest.mark.parametrize("seconds", [(1, 2), (59, 61)], ids=["in one minute", "over a minute's end"])
def test_two_alarms_at_once_open_one_incident_and_ask_for_one_act(seconds):
    world = World(fails=fails_once, events_are_lost=True)
    world.run(minutes=2)
    before = world.records.get("orders")
    world.records.get = lambda name: before  # both read before either writes
    first, second = (
        world.assess(alarm_event("orders", world.now, signal), now=world.now + timedelta(seconds=after))
        for signal, after in zip(("errored-tasks", "running-tasks"), seconds, strict=True)
    )
    assert (first["remedy"], second["remedy"], "request" in second) == ("RestartTasks", "Leave", False)
    (incident,) = world.incidents.items.values()
    assert [entry.moment for entry in incident.entries] == ["alarm", "diagnosis", "remedy"]
    assert world.records.records["orders"].incident_opened_at == incident.opened_at


def test_a_connector_that_was_deleted_during_the_look_gets_no_incident():
    world = World(fails=fails_once, events_are_lost=True)
    world.run(minutes=2)
    before = world.records.get("orders")
    world.records.get = lambda name: before
    world.records.forget("orders")
    assert world.assess(alarm_event("orders", world.now), now=world.now)["remedy"] == "Leave"
    assert world.incidents.items == {}


def test_an_alarm_and_the_sweep_a_second_apart_write_one_timeline():
    world = World(fails=fails_once, events_are_lost=True)
    world.run(minutes=2)
    looks = [alarm_event("orders", world.now), {"source": "connectpilot.sweep", "connector": "orders", "id": "look"}]
    answers = [world.assess(look, now=world.now + timedelta(seconds=n)) for n, look in enumerate(looks)]
    assert answers[0]["request"] == answers[1]["request"]
    for n, answer in enumerate(answers):  # each waits for the door's one execution
        end = RemedyEnd("orders", answer["openedAt"], answer["remedy"], "changed", "stayed up", answer["attempt"])
        world.record_remedy(end, now=world.now + timedelta(seconds=60 + n))
    (incident,) = world.incidents.items.values()
    moments = [entry.moment for entry in incident.entries]
    assert moments == ["alarm", "diagnosis", "remedy", "outcome", "healthy"]
    assert world.records.get("orders").attempts == 1


def test_an_answer_is_not_lost_where_somebody_writes_to_the_timeline_at_the_same_moment():
    world = World(fails=fails_once, events_are_lost=True)
    world.run(minutes=2)
    answer = world.assess(alarm_event("orders", world.now), now=world.now)
    get, opened = world.incidents.get, answer["openedAt"]
    others = iter([entry(world.now, Moment.DIAGNOSIS, "seen by another look")])

    def get_and_be_overtaken(name, opened_at):
        found = get(name, opened_at)
        for other in others:
            world.incidents.add(name, opened_at, other, after=len(found.entries))
        return found

    world.incidents.get = get_and_be_overtaken
    world.record_remedy(RemedyEnd("orders", opened, "RestartTasks", "refused", "version", 1), now=world.now)
    assert [entry.moment for entry in get("orders", opened).entries][-2:] == ["diagnosis", "refused"]


def test_a_busy_door_uses_up_no_attempt():
    answers = iter(["busy", "busy", "changed"])
    world = World(fails=fails_once, door=lambda request: next(answers))
    world.run(minutes=12)
    record = world.records.get("orders")
    assert (len(world.acts), record.attempts) == (1, 1)


def test_a_door_that_always_refuses_is_escalated_once_without_an_attempt():
    world = World(fails=fails_once, door=lambda request: "refused")
    world.run(hours=5)
    assert (world.acts, len(world.notices), world.records.get("orders").attempts) == ([], 1, 0)
    assert "refused or failed 3 times" in world.notices[0]["message"]


def test_each_request_to_the_door_has_its_own_name():
    asked = []
    world = World(fails=fails_once, door=lambda request: asked.append(request["requestId"]) or "busy")
    world.run(minutes=30)
    assert len(asked) == len(set(asked)) > 3


def test_a_crash_between_acting_and_recording_is_found_by_the_sweep():
    world = World(fails=lambda name, now, restarted_at: True)
    world._record = lambda *args, **more: None  # every execution dies after the door
    world.run(minutes=30)
    assert len({request["requestId"] for request in asked_of(world)}) == 1  # the same name: the door is asked once
    assert world.records.get("orders").next_check_at is not None


def asked_of(world):
    return [answer["request"] for answer in world.assessments if "request" in answer]


def test_a_failed_connector_is_created_again_where_its_position_survives():
    world = World()
    world.run(minutes=3)
    world.set_state("orders", ConnectorState.FAILED, "UnknownError.Unknown: The last operation failed")
    world.run(minutes=5)
    assert [act[2] for act in world.acts] == ["Recreate"]


@pytest.mark.parametrize(
    ("state", "lifecycle"),
    [
        (ConnectorState.UPDATING, Lifecycle.RUNNING),
        (ConnectorState.DELETING, Lifecycle.DELETED),
        (ConnectorState.UNKNOWN, Lifecycle.RUNNING),
    ],
)
def test_a_change_that_does_not_end_is_told_to_a_person_once_after_an_hour(state, lifecycle):
    world = with_alarms(World())
    world.run(minutes=4)
    world.records.write("orders", lifecycle=lifecycle)
    world.set_state("orders", state)
    world.run(minutes=60)
    assert world.notices == []
    world.run(hours=3)
    assert [notice["subject"] for notice in world.notices] == ["Connectpilot: orders needs a person (stuck)"]
    assert world.acts == []
    world.set_state("orders", ConnectorState.RUNNING)
    world.records.write("orders", lifecycle=Lifecycle.RUNNING)
    world.run(hours=1, minutes=10)
    assert (world.incidents.open_ones(), world.records.get("orders").changing_since) == ([], None)


def test_changes_that_end_are_nobodys_trouble_however_many_there_are():
    world = with_alarms(World())
    for _ in range(12):
        world.set_state("orders", ConnectorState.UPDATING)
        world.run(minutes=20)
        world.set_state("orders", ConnectorState.RUNNING)
        world.run(minutes=5)
    assert world.notices == []
    world.set_state("orders", ConnectorState.UPDATING)
    world.run(minutes=50)
    world.records.write("orders", outcome="timedOut", outcome_at=world.now)  # a request of the last half hour
    world.run(minutes=50)
    assert world.notices == []


def test_a_lost_connector_is_applied_again():
    world = World()
    world.run(minutes=3)
    world.msk.connectors.clear()
    world.run(minutes=5)
    assert asked_of(world)[0]["intent"] == "apply"


def test_a_lost_request_is_started_again_until_it_is_taken_up():
    request = {"requestId": "orders-apply-1", "connector": "orders", "intent": "apply"}
    world = World()
    world.records.accept("orders", "orders-apply-1", json.dumps(request))
    world.workflows.running.add(("operate-connector", "orders-apply-1"))
    world.minute()
    assert world.workflows.names("operate-connector") == []  # its execution still runs
    world.workflows.running.clear()
    world.minute()
    assert len(world.workflows.names("operate-connector")) == 1
    assert world.sweep(now=world.now + timedelta(seconds=20), minute=world.now).already_started == 1
    world.minute()
    assert len(world.workflows.names("operate-connector")) == 2  # the first try found the door busy
    lease = Lease("someone", 3, world.now + timedelta(hours=1))
    world.records.records["orders"] = replace(world.records.get("orders"), lease=lease)
    world.run(minutes=30)
    assert len(world.workflows.names("operate-connector")) == 2  # somebody is at work


def test_drift_is_brought_to_the_door_once():
    world = with_alarms(World())
    arn = connector("orders").arn
    world.msk.connectors[arn] = replace(world.msk.connectors[arn], version="K9")
    world.run(minutes=30)
    (given,) = [given for (machine, _), given in world.workflows.started.items() if machine == "operate-connector"]
    assert (given["intent"], given["specDigest"]) == ("apply", world.records.get("orders").wanted_digest)


@pytest.mark.parametrize(
    ("lifecycle", "state", "intent"),
    [
        (Lifecycle.PAUSED, ConnectorState.RUNNING, ["pause"]),
        (Lifecycle.PAUSED, ConnectorState.PAUSED, []),
        (Lifecycle.RUNNING, ConnectorState.PAUSED, ["resume"]),
        (Lifecycle.STOPPED, ConnectorState.RUNNING, ["stop"]),
        (Lifecycle.DELETED, ConnectorState.FAILED, ["delete"]),
        (Lifecycle.DELETED, ConnectorState.DELETING, []),
    ],
)
def test_a_connector_is_brought_back_to_what_a_person_asked_for(lifecycle, state, intent):
    world = with_alarms(World())
    world.records.write("orders", lifecycle=lifecycle)
    world.set_state("orders", state)
    world.run(minutes=11)
    assert [given["intent"] for (_, _), given in world.workflows.started.items()] == intent


def test_missing_alarms_are_made_again_by_applying_the_same_spec():
    world = with_alarms(World())
    lost = all_alarm_names("cp", "orders")[1]
    del world.alarms.alarms[lost]
    world.run(minutes=5)
    (given,) = world.workflows.started.values()
    assert (given["intent"], lost in given["reason"]) == ("apply", True)


def alarms_of(stack, name):
    spec = parse_spec(name, {"connector.class": "x.Sink", "topics": "t", "connectpilot.scaling.enabled": "true"})
    return wanted_alarms(stack, spec, replace(TARGET, cluster_name="main"), "sink")


def test_alarms_that_outlived_their_connector_are_removed_and_no_others():
    world = with_alarms(World())
    world.records.unreadable = ["torn"]
    left = [alarm.name for alarm in alarms_of("cp", "gone")]
    assert {name.rpartition("-")[2] for name in left} == {"tasks", "high", "low", "lag"}
    others = [*alarms_of("cp", "orders"), *alarms_of("cp", "torn"), *alarms_of("cp-heal-x", "gone")]
    foreign = replace(others[0], name="cp-heal-gone-made-by-hand", dimensions=(("ConnectorName", "gone"),))
    stays = {alarm.name for alarm in (*others, foreign)} | set(world.alarms.alarms)
    world.alarms.alarms |= {alarm.name: alarm for alarm in (*alarms_of("cp", "gone"), *others, foreign)}
    world.control.healing = False
    world.run(minutes=5)
    assert world.alarms.writes == []
    world.control.healing = True
    world.run(minutes=5)
    assert sorted(name for _, name in world.alarms.writes) == sorted(left)
    assert set(world.alarms.alarms) == stays
    world.run(minutes=10)
    assert len(world.alarms.writes) == len(left)


def test_alarms_of_a_connector_whose_record_was_made_during_the_sweep_stay():
    world = with_alarms(World())
    world.alarms.alarms |= {alarm.name: alarm for alarm in alarms_of("cp", "young")}
    get = world.records.get
    world.records.get = lambda name: ConnectorRecord("young") if name == "young" else get(name)
    world.run(minutes=10)
    assert world.alarms.writes == []


def test_an_alarm_that_stays_in_alarm_has_capacity_looked_at_every_half_hour():
    world = with_alarms(World())
    world.alarms.in_alarm.add("cp-scale-orders-cpu-high")
    world.alarms.in_alarm.add("cp-scale-orders-more-cpu-high")  # another connector's
    world.run(minutes=119)
    assert len(world.workflows.names("scale-connector")) == 4


def test_one_run_starts_only_so_much_and_the_next_goes_on():
    world = World(fails=fails_once, names=FLEET, events_are_lost=True)
    world.sweep.most_starts = 50
    world.run(minutes=40)
    assert {name for _, name, _ in world.acts} == set(FLEET)


def test_a_record_whose_connector_was_never_created_is_left():
    world = World()
    world.records.records["draft"] = ConnectorRecord("draft", wanted_digest="0" * 64)
    world.run(minutes=10)
    assert not any(given.get("connector") == "draft" for given in world.workflows.started.values())
