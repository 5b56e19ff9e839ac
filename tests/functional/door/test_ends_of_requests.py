"""What the end of a request leaves behind: nothing stuck, nothing of a person's newer wish undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from connectpilot.domain.care.incident import Incident
from connectpilot.domain.care.sweep import drifted
from connectpilot.domain.changes.request import Evidence, LeaseHeld, Outcome, Request
from connectpilot.domain.record import ConnectorRecord, Lifecycle
from connectpilot.usecases.plan_steps import STACK_TAG
from connectpilot.usecases.record_outcome import RecordOutcome
from fakes.door_samples import CONNECTOR_ARN, NOON, connector_of, desired_of, spec_of
from fakes.incidents import FakeIncidents
from fakes.msk_connect import FakeMskConnect
from fakes.records import FakeRecords

SPEC = spec_of()
HERE = connector_of(desired_of(SPEC))
OURS = ConnectorRecord("orders", arn=CONNECTOR_ARN, wanted_digest=SPEC.digest)
OPENED = NOON.isoformat()


class Room:
    def __init__(self, record, *connectors, incidents=()):
        self.records, self.msk = FakeRecords(record), FakeMskConnect(*connectors)
        self.incidents = FakeIncidents(*incidents)
        taken = self.records.take_lease("orders", "me", NOON)
        self.lease = LeaseHeld(owner=taken.owner, fence=taken.fence)

    def end(self, intent, outcome, *, request_id="mine", **more):
        request = Request(request_id=request_id, connector="orders", intent=intent, **more)
        evidence = Evidence(at=NOON, running_tasks=1, errored_tasks=0, healthy=outcome == "changed")
        record = RecordOutcome(self.msk, self.records, self.incidents, "stack")
        record(request, self.lease, outcome=Outcome(outcome), reason="so", evidence=evidence, now=NOON)
        return self.records.get("orders")


@pytest.mark.parametrize("outcome", ["changed", "unchanged", "timedOut", "busy", "refused"])
def test_a_deleted_connector_that_is_gone_is_forgotten_however_its_deletion_ended(outcome):
    assert Room(replace(OURS, lifecycle=Lifecycle.DELETED)).end("delete", outcome) is None


def test_a_deletion_that_was_not_recorded_is_asked_for_again_when_the_connector_is_gone():
    gone = replace(OURS, lifecycle=Lifecycle.DELETED)
    assert drifted(gone, None, NOON).given["intent"] == "delete"
    assert drifted(OURS, None, NOON) is None


def test_an_incident_ends_with_its_connector():
    room = Room(replace(OURS, incident_opened_at=OPENED), incidents=[Incident("orders", OPENED)])
    assert room.end("delete", "changed") is None
    assert not room.incidents.open_ones()


def test_an_incident_that_was_never_written_keeps_nobody_from_forgetting():
    assert Room(replace(OURS, incident_opened_at=OPENED)).end("delete", "changed") is None


def test_a_record_of_another_owners_connector_can_be_let_go_and_the_connector_stays():
    record = ConnectorRecord("orders", wanted_digest=SPEC.digest, outcome="refused", lifecycle=Lifecycle.DELETED)
    room = Room(record, replace(HERE, tags={}))
    assert room.end("delete", "refused") is None
    assert room.msk.connectors


@pytest.mark.parametrize(
    ("record", "connector"),
    [
        pytest.param(OURS, HERE, id="ours by its record"),
        pytest.param(replace(OURS, arn=None), replace(HERE, tags={STACK_TAG: "stack"}), id="ours by its tag"),
    ],
)
def test_a_connector_of_ours_whose_deletion_is_refused_is_not_forgotten(record, connector):
    assert Room(record, connector).end("delete", "refused").outcome == "refused"


def test_a_newer_wish_of_a_person_stays_when_an_older_request_ends():
    newer = replace(OURS, wanted_digest="newer", lifecycle=Lifecycle.PAUSED, request="{}", request_id="theirs")
    after = Room(newer, HERE).end("apply", "changed", spec_digest="older")
    assert (after.wanted_digest, after.request_id, after.healthy_digest) == ("newer", "theirs", "older")
    assert Room(newer, HERE).end("resume", "changed").lifecycle is Lifecycle.PAUSED


@pytest.mark.parametrize(("intent", "wish"), [("pause", "paused"), ("stop", "stopped"), ("resume", "running")])
@pytest.mark.parametrize("outcome", ["refused", "busy", "timedOut"])
def test_a_wish_that_is_refused_for_good_gives_way_to_the_former_one(intent, wish, outcome):
    former = Lifecycle.PAUSED if intent == "resume" else Lifecycle.RUNNING
    asked = replace(OURS, lifecycle=Lifecycle(wish), request="{}", request_id="mine")
    after = Room(asked, HERE).end(intent, outcome, former_lifecycle=former)
    assert after.lifecycle is (former if outcome == "refused" else Lifecycle(wish))


def test_a_refusal_does_not_undo_a_newer_wish():
    newer = replace(OURS, lifecycle=Lifecycle.STOPPED, request="{}", request_id="theirs")
    after = Room(newer, HERE).end("pause", "refused", former_lifecycle=Lifecycle.RUNNING)
    assert after.lifecycle is Lifecycle.STOPPED


def test_a_deletion_that_is_refused_stays_wanted():
    asked = replace(OURS, lifecycle=Lifecycle.DELETED, request="{}", request_id="mine")
    after = Room(asked, HERE).end("delete", "refused", former_lifecycle=Lifecycle.RUNNING)
    assert after.lifecycle is Lifecycle.DELETED


def test_what_a_request_applied_is_wanted_where_nobody_wished_otherwise():
    assert Room(OURS, HERE).end("apply", "changed", spec_digest="rolled back to").wanted_digest == "rolled back to"


@pytest.mark.parametrize("outcome", ["unhealthy", "timedOut", "unchanged"])
def test_only_what_was_seen_healthy_becomes_the_spec_to_go_back_to(outcome):
    known = replace(OURS, healthy_digest="older")
    assert Room(known, HERE).end("apply", outcome, spec_digest=SPEC.digest).healthy_digest == "older"
    assert Room(known, HERE).end("apply", "changed", spec_digest=SPEC.digest).healthy_digest == SPEC.digest


@pytest.mark.parametrize(
    ("intent", "outcome", "moves"),
    [("apply", "changed", True), ("apply", "unhealthy", True), ("apply", "timedOut", True),
     ("apply", "refused", False), ("apply", "rolledBack", False), ("restart", "changed", False)],
)  # fmt: skip
def test_only_a_spec_that_took_effect_is_an_applied_one(intent, outcome, moves):
    digest = {"spec_digest": SPEC.digest} if intent == "apply" else {}
    assert (Room(OURS, HERE).end(intent, outcome, **digest).applied_at == NOON) is moves


def test_an_open_incident_is_looked_at_soon_after_a_person_did_something():
    ill = replace(OURS, incident_opened_at=OPENED, next_check_at=NOON + timedelta(hours=1))
    assert Room(ill, HERE).end("apply", "changed", spec_digest=SPEC.digest).next_check_at <= NOON + timedelta(minutes=1)
