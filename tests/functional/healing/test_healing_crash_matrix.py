"""heal-connector dies before or after any of its effects, or loses an answer: the sweep brings it to one good end."""

from __future__ import annotations

import pytest
from connectpilot.domain.care.incident import Moment
from connectpilot.domain.errors import PlatformUnavailableError
from connectpilot.usecases.assess_connector import AssessConnector
from connectpilot.usecases.record_remedy import RecordRemedy
from fakes.door_driver import Crash, Effects, Faults
from fakes.healing_world import World

EFFECTS = {"write", "begin_incident", "open", "add", "close", "take_restart"}
RETRIES = 3


class Fragile(World):
    """The world of healing, in which an execution may die; the door does each request once, whoever asks again."""

    def __init__(self, plan=None, **settings):
        self.faults = Faults(dict(plan or {}))
        self.asked: dict[str, str] = {}
        super().__init__(fails=lambda name, now, restarted_at: restarted_at is None, **settings)

    def __post_init__(self):
        super().__post_init__()
        records, incidents, control = (
            Effects(name, port, self.faults, EFFECTS)
            for name, port in (("records", self.records), ("incidents", self.incidents), ("control", self.control))
        )
        assess = AssessConnector(records, incidents, control, self.gather, self.per_minute)
        record = RecordRemedy(records, incidents)
        self.assess = lambda event, now: again(lambda: assess(event, now=now))
        self.record_remedy = lambda end, now: again(lambda: record(end, now=now))

    def heal(self, event):
        try:
            return super().heal(event)
        except Crash:
            return None  # the execution is gone; its claim stays

    def _operate(self, answer):
        name = answer["request"]["requestId"]
        act = super()._operate
        if name not in self.asked:
            self.faults.effect("door.ask", lambda: self.asked.update({name: act(answer)}))
        return self.asked[name]  # also where an execution asked that died before it wrote that down


def again(call):
    """As the machine's Retry does."""
    for attempt in range(RETRIES):
        try:
            return call()
        except PlatformUnavailableError:
            if attempt == RETRIES - 1:
                raise
    return None


def effects_of_a_good_run():
    world = Fragile()
    world.run(minutes=60)
    assert outcome_of(world) == (1, True, [])
    return world.faults.seen


def outcome_of(world):
    """How often it acted, whether all is well and closed, whom it told."""
    incidents = list(world.incidents.of("orders"))
    record = world.records.get("orders")
    well = all(not one.open for one in incidents) and record.quarantine is None and record.incident_opened_at is None
    return len(world.acts), bool(incidents) and well, world.notices


SEEN = effects_of_a_good_run()
# The door's answer comes from Step Functions: an execution that waits for it dies or gets it, and so it is never lost.
CASES = [
    pytest.param(position, mode, id=f"{position}-{effect}-{mode}")
    for position, effect in enumerate(SEEN)
    for mode in ("before", "after", "lost")
    if (effect, mode) != ("door.ask", "lost")
]


def test_a_pass_has_effects_worth_a_crash():
    assert {"records.write", "incidents.open", "incidents.add", "incidents.close", "door.ask"} <= set(SEEN)


@pytest.mark.parametrize(("position", "mode"), CASES)
def test_one_crash_or_lost_answer_ends_as_if_there_had_been_none(position, mode):
    world = Fragile({position: mode})
    world.run(hours=3)
    acts, well, notices = outcome_of(world)
    # A crash before the door was asked, and before that was written down, uses up no attempt.
    assert (acts, well, notices) == (1, True, [])
    closed = [one.count(Moment.CLOSED) for one in world.incidents.of("orders")]
    assert set(closed) == {1}
    before = len(world.faults.seen)
    world.run(minutes=30)
    assert len(world.faults.seen) == before, "once it is well, nothing more is written"
