"""scale-connector dies before or after any of its effects, or loses an answer: one adjustment, and then peace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from connectpilot.domain.capacity import Provisioned
from connectpilot.domain.errors import PlatformUnavailableError
from connectpilot.usecases.assess_capacity import AssessCapacity
from connectpilot.usecases.record_adjustment import AdjustmentEnd, RecordAdjustment
from fakes.door_driver import Crash, Effects, Faults
from fakes.healing_world import World, connector

SETTINGS = {"tasks.max": "4", "connectpilot.scaling.enabled": "true", "connectpilot.scaling.max.workers": "2"}
EFFECTS = {"write", "put", "open"}
ALARM = "cp-scale-orders-cpu-high"


class Loaded(World):
    """One worker is too few for the load and two are enough; the door does each request once."""

    def __init__(self, plan=None):
        self.faults = Faults(dict(plan or {}))
        self.adjusted: list[str] = []
        super().__init__(settings=SETTINGS)

    def __post_init__(self):
        super().__post_init__()
        records, specs, incidents = (
            Effects(name, port, self.faults, EFFECTS)
            for name, port in (("records", self.records), ("specs", self.specs), ("incidents", self.incidents))
        )
        assess = AssessCapacity(records, self.control, specs, self.metrics, self.gather)
        record = RecordAdjustment(records, incidents)
        self.assess_capacity = lambda event: again(lambda: assess(event, now=self.now))
        self.record_adjustment = lambda end: again(lambda: record(end, now=self.now))

    @property
    def workers(self):
        return self.msk.connectors[connector("orders").arn].capacity.workers

    def minute(self):
        self.metrics.publish("orders", self.now, CpuUtilization=90 / self.workers)
        self.alarms.in_alarm = {ALARM} if self.workers == 1 else set()
        super().minute()

    def _run(self, machine, given):
        if machine == "scale-connector":
            self.scale(given)
        else:
            super()._run(machine, given)

    def scale(self, event):
        """What statemachines/scale_connector.asl.yaml does."""
        try:
            answer = self.assess_capacity(event)
            if answer["adjustment"] == "Adjust":
                self._record_adjustment(answer, self._adjust(answer["request"]))
        except Crash:
            return  # the execution is gone; its name stays used

    def _adjust(self, request):
        if request["requestId"] not in self.adjusted:
            self.faults.effect("door.ask", lambda: self._carry_out(request))
        return "changed"  # also where an execution asked that died before it wrote that down

    def _carry_out(self, request):
        """As the door does: the change, then its own record of it."""
        self.adjusted.append(request["requestId"])
        arn = connector("orders").arn
        wanted = self.specs.get(request["specDigest"])
        self.msk.connectors[arn] = replace(self.msk.connectors[arn], capacity=wanted.capacity, version="K2")
        self.records.write("orders", wanted_digest=wanted.digest, healthy_digest=wanted.digest, version="K2")

    def _record_adjustment(self, answer, outcome):
        end = AdjustmentEnd(
            connector="orders",
            opened_at=answer["openedAt"],
            hint=answer["hint"],
            reason=answer["reason"],
            outcome=outcome,
            digest=answer["request"]["specDigest"],
            from_digest=answer["fromDigest"],
        )
        self.record_adjustment(end)


def again(call):
    """As the machine's Retry does."""
    try:
        return call()
    except PlatformUnavailableError:
        return call()


def effects_of_a_good_run():
    world = Loaded()
    world.run(hours=2)
    assert (world.workers, len(world.adjusted)) == (2, 1)
    return world.faults.seen


SEEN = effects_of_a_good_run()
# The door's answer comes from Step Functions: an execution that waits for it dies or gets it, and so it is never lost.
CASES = [
    pytest.param(position, mode, id=f"{position}-{effect}-{mode}")
    for position, effect in enumerate(SEEN)
    for mode in ("before", "after", "lost")
    if (effect, mode) != ("door.ask", "lost")
]


def test_an_adjustment_has_effects_worth_a_crash():
    assert {"specs.put", "door.ask", "records.write", "incidents.open"} <= set(SEEN)


@pytest.mark.parametrize(("position", "mode"), CASES)
def test_one_crash_or_lost_answer_still_ends_in_one_adjustment(position, mode):
    world = Loaded({position: mode})
    world.run(hours=3)
    assert (world.workers, len(world.adjusted)) == (2, 1)
    record = world.records.get("orders")
    assert world.specs.get(record.wanted_digest).capacity == Provisioned(2, 1)
    assert record.incident_opened_at is None
    assert not [one for one in world.incidents.of("orders") if one.open]
    before = len(world.faults.seen)
    world.run(hours=1)
    assert len(world.faults.seen) == before, "once the capacity fits, nothing more is written"
