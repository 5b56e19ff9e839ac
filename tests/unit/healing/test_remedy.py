# ruff: noqa: E501 (a table)
"""choose_remedy: a table with named rows, and laws."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from connectpilot.domain.care.backoff import delay, interval
from connectpilot.domain.care.diagnosis import Diagnosis, diagnose
from connectpilot.domain.care.observation import Condition, Observation
from connectpilot.domain.care.remedy import (
    FORGET,
    Escalate,
    History,
    Leave,
    Recreate,
    Restart,
    RestartTasks,
    RollBack,
    Wait,
    choose_remedy,
    remembered,
)
from connectpilot.domain.care.symptoms import SIGNS, SYMPTOMS
from connectpilot.domain.connector import ConnectorState
from connectpilot.domain.record import Lifecycle
from connectpilot.domain.spec import Healing
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RUNNING = Observation(ConnectorState.RUNNING, 2, 0, kafka_connect_version="3.7.x", position_survives=True)
LIMPING = replace(RUNNING, running_tasks=1, errored_tasks=1)
IDLE = replace(RUNNING, running_tasks=0)
STALLED = replace(RUNNING, stalled=True)
UNSEEN = replace(RUNNING, running_tasks=None, errored_tasks=None)
FAILED = replace(RUNNING, state=ConnectorState.FAILED, running_tasks=None, errored_tasks=None)
GONE = replace(FAILED, state=None)
OLD = replace(LIMPING, kafka_connect_version="2.7.1")
UNKEPT = replace(FAILED, position_survives=False)

LOST = "Caused by: java.net.SocketException: Connection reset"
POISON = "Caused by: DataException: Converting byte[] to Kafka Connect data failed due to serialization error"
TOLERANCE = "Tolerance exceeded in error handler"
DENIED = "TopicAuthorizationException: Not authorized to access topics: [orders]"
SLOT = 'ERROR: replication slot "debezium" is active for PID 4711'
PURGED = "but this is no longer available on the server"
MEMORY = "java.lang.OutOfMemoryError: Java heap space"
OPENED = History(opened_at=NOON)


def tried(attempts: int, minutes_ago: float, **more) -> History:
    at = NOON - timedelta(minutes=minutes_ago)
    return History(attempts=attempts, last_attempt_at=at, opened_at=NOON - timedelta(days=1), **more)


def changed(minutes_ago: float, **more) -> History:
    return History(changed_at=NOON - timedelta(minutes=minutes_ago), healthy_digest="good", **more)


def choose(seen, trace, history, limits=None, now=NOON):
    diagnosis = diagnose(seen, trace) if seen.condition.ill else None
    limits = limits or Healing()
    return choose_remedy("orders", seen, diagnosis, history=history, limits=limits, now=now)


@pytest.mark.parametrize(
    ("seen", "trace", "history", "remedy"),
    [
        pytest.param(RUNNING, None, History(), Leave, id="healthy"),
        pytest.param(LIMPING, LOST, OPENED, RestartTasks, id="failed tasks are restarted at once"),
        pytest.param(LIMPING, None, OPENED, RestartTasks, id="an unknown cause is tried"),
        pytest.param(IDLE, None, OPENED, Restart, id="without a task the whole connector is restarted"),
        pytest.param(STALLED, None, OPENED, Restart, id="without progress the whole connector is restarted"),
        pytest.param(FAILED, LOST, OPENED, Recreate, id="a FAILED connector cannot be restarted"),
        pytest.param(UNKEPT, LOST, OPENED, Escalate, id="a position is never given up"),
        pytest.param(GONE, None, OPENED, Recreate, id="a lost connector is made again"),
        pytest.param(OLD, LOST, OPENED, Restart, id="2.7.1 cannot restart only failed tasks"),
        pytest.param(OLD, LOST, tried(1, 30), Recreate, id="2.7.1: its restart did not reach the tasks"),
        pytest.param(LIMPING, POISON, OPENED, Escalate, id="a poison record is not restarted"),
        pytest.param(LIMPING, TOLERANCE, tried(1, 30), RestartTasks, id="what may be a poison record: once more"),
        pytest.param(LIMPING, TOLERANCE, tried(2, 30), Escalate, id="what may be a poison record: at most twice"),
        pytest.param(LIMPING, DENIED, OPENED, RestartTasks, id="a right that may have been granted since"),
        pytest.param(LIMPING, DENIED, tried(2, 30), Escalate, id="a right that has not been granted"),
        pytest.param(LIMPING, PURGED, OPENED, Escalate, id="a lost position is no restart's business"),
        pytest.param(FAILED, PURGED, OPENED, Escalate, id="nor a recreation's"),
        pytest.param(LIMPING, MEMORY, tried(3, 60), Escalate, id="memory is not restarted for ever"),
        pytest.param(LIMPING, SLOT, OPENED, Wait, id="a slot that is still held: not at once"),
        pytest.param(LIMPING, SLOT, History(opened_at=NOON - timedelta(minutes=3)), RestartTasks, id="but soon"),
        pytest.param(LIMPING, LOST, tried(7, 999), Escalate, id="attempts are used up"),
        pytest.param(FAILED, LOST, tried(2, 999, recreations=2), Escalate, id="not created again for ever"),
        pytest.param(LIMPING, LOST, tried(1, 30, refusals=3), Escalate, id="a door that always refuses"),
        pytest.param(LIMPING, LOST, tried(7, 999, quarantine="gave up"), Leave, id="in quarantine"),
        pytest.param(LIMPING, LOST, History(busy="a lease"), Wait, id="somebody is at work"),
        pytest.param(LIMPING, LOST, History(lifecycle=Lifecycle.PAUSED), Leave, id="a person wants it paused"),
        pytest.param(GONE, None, History(was_created=False), Leave, id="never created"),
        pytest.param(replace(RUNNING, state=ConnectorState.PAUSED), None, History(), Leave, id="paused by others"),
        pytest.param(replace(RUNNING, state=ConnectorState.UPDATING), None, History(), Wait, id="being changed"),
        pytest.param(UNSEEN, None, OPENED, Wait, id="no evidence yet"),
        pytest.param(UNSEEN, None, History(opened_at=NOON - timedelta(minutes=15)), Escalate, id="no evidence at all"),
        pytest.param(LIMPING, LOST, changed(5), RollBack, id="ill after a change minutes ago"),
        pytest.param(LIMPING, LOST, changed(31), RestartTasks, id="ill long after a change"),
        pytest.param(LIMPING, PURGED, changed(5), RollBack, id="a bad change, whatever it broke"),
        pytest.param(FAILED, LOST, changed(5), RollBack, id="FAILED by a change: created again with the spec before"),
        pytest.param(UNKEPT, LOST, changed(5), Escalate, id="FAILED by a change: its position is not given up either"),
        pytest.param(replace(UNKEPT, state=None), None, changed(5), Escalate, id="nor that of one that is gone"),
        pytest.param(replace(UNKEPT, state=ConnectorState.RUNNING, running_tasks=0, errored_tasks=1), LOST, changed(5), RollBack, id="an update gives up no position"),
        pytest.param(FAILED, LOST, changed(5, recreations=2), Escalate, id="FAILED by a change: not created again for ever"),
        pytest.param(LIMPING, LOST, replace(changed(5), last_attempt_at=NOON), RestartTasks, id="rolled back already"),
        pytest.param(RUNNING, None, OPENED, Wait, id="healthy again: watched first"),
        pytest.param(RUNNING, None, tried(1, 9, healthy_since=NOON - timedelta(minutes=5)), Leave, id="healthy for good"),
        pytest.param(RUNNING, None, tried(5, 9, healthy_since=NOON - timedelta(minutes=9)), Wait, id="5 attempts: longer"),
    ],
)  # fmt: skip
def test_what_is_chosen(seen, trace, history, remedy):
    chosen = choose(seen, trace, history)
    assert type(chosen) is remedy, chosen
    assert chosen.reason


# Strimzi's own table (AbstractConnectOperatorAutoRestartTest), and the boundaries that it leaves out.
@pytest.mark.parametrize(
    ("attempts", "minutes", "restarts"),
    [(1, 3, True), (1, 1, False), (3, 15, True), (3, 10, False), (6, 51, True), (6, 41, False)],
)
def test_back_off_after_strimzis_curve(attempts, minutes, restarts):
    assert isinstance(choose(LIMPING, LOST, tried(attempts, minutes)), RestartTasks) is restarts


def test_the_attempt_is_due_exactly_when_the_delay_is_over():
    history = tried(2, 0)
    due = NOON + delay("orders", 2)
    assert choose(LIMPING, LOST, history, now=due - timedelta(microseconds=1)) == Wait(due, ANY_REASON)
    assert isinstance(choose(LIMPING, LOST, history, now=due), RestartTasks)


class _Any(str):
    __slots__ = ()

    def __eq__(self, other):
        return isinstance(other, str)

    __hash__ = str.__hash__


ANY_REASON = _Any()


PAUSED = replace(RUNNING, state=ConnectorState.PAUSED)
STUCK = replace(FAILED, state=ConnectorState.UPDATING, stuck=True)


@pytest.mark.parametrize(
    ("seen", "lifecycle", "remedy", "closes"),
    [
        pytest.param(PAUSED, Lifecycle.PAUSED, Leave, True, id="paused as wanted"),
        pytest.param(GONE, Lifecycle.STOPPED, Leave, True, id="stopped as wanted"),
        pytest.param(GONE, Lifecycle.DELETED, Leave, True, id="deleted as wanted"),
        pytest.param(FAILED, Lifecycle.PAUSED, Escalate, None, id="a FAILED connector cannot be paused"),
        pytest.param(GONE, Lifecycle.PAUSED, Escalate, None, id="nor one that is gone"),
        pytest.param(LIMPING, Lifecycle.PAUSED, Leave, False, id="the pause was refused, or is to come"),
        pytest.param(RUNNING, Lifecycle.PAUSED, Leave, False, id="well, and not paused yet"),
        pytest.param(LIMPING, Lifecycle.STOPPED, Leave, False, id="the stop was refused, or is to come"),
        pytest.param(
            replace(STUCK, state=ConnectorState.DELETING), Lifecycle.DELETED, Escalate, None, id="stuck on the way"
        ),
        pytest.param(
            replace(STUCK, state=ConnectorState.PAUSING), Lifecycle.PAUSED, Escalate, None, id="stuck on the way too"
        ),
        pytest.param(STUCK, Lifecycle.RUNNING, Escalate, None, id="a change without an end"),
        pytest.param(replace(STUCK, stuck=False), Lifecycle.RUNNING, Wait, None, id="a change under way"),
        pytest.param(FAILED, Lifecycle.DELETED, Leave, False, id="the deletion is to come"),
    ],
)
def test_what_a_person_wants_ends_an_incident_only_once_it_is_so(seen, lifecycle, remedy, closes):
    chosen = choose(seen, LOST, replace(OPENED, lifecycle=lifecycle))
    assert (type(chosen), getattr(chosen, "closes", None)) == (remedy, closes)
    waits = choose(seen, LOST, replace(OPENED, lifecycle=lifecycle, busy="the pause is being carried out"))
    assert isinstance(waits, Wait)


@pytest.mark.parametrize(("count", "minutes"), list(enumerate([0, 2, 6, 12, 20, 30, 42, 56, 60, 60])))
def test_the_curve(count, minutes):
    assert interval(count) == timedelta(minutes=minutes)


def test_no_negative_attempts():
    with pytest.raises(ValueError, match="-1"):
        interval(-1)


def test_no_attempt_means_none():
    assert isinstance(choose(LIMPING, LOST, OPENED, Healing(max_attempts=0)), Escalate)
    assert isinstance(choose(LIMPING, LOST, changed(5), Healing(max_attempts=0)), Escalate)


def test_recreation_can_be_forbidden():
    chosen = choose(FAILED, LOST, OPENED, Healing(recreate=False))
    assert isinstance(chosen, Escalate)
    assert "healing.recreate" in chosen.reason


@pytest.mark.parametrize("seen", [FAILED, GONE])
def test_where_recreation_is_forbidden_a_bad_change_is_not_undone_by_one(seen):
    chosen = choose(seen, None, changed(5), Healing(recreate=False))
    assert isinstance(chosen, Escalate)
    assert "ill after a change, and it would have to be created again" in chosen.reason
    assert isinstance(choose(LIMPING, LOST, changed(5), Healing(recreate=False)), RollBack)


def test_attempts_are_forgotten_only_after_a_long_rest():
    last = NOON - FORGET
    assert (remembered(5, last, NOON), remembered(5, last + timedelta(seconds=1), NOON)) == (0, 5)
    assert remembered(5, None, NOON) == 0


DIAGNOSES = st.sampled_from([*SYMPTOMS, *SIGNS]).map(lambda symptom: Diagnosis(symptom, "shown"))
WHENS = st.none() | st.integers(0, 3000).map(lambda minutes: NOON - timedelta(minutes=minutes))
SEEN = st.builds(
    Observation,
    state=st.none() | st.sampled_from(ConnectorState),
    stuck=st.booleans(),
    running_tasks=st.none() | st.integers(0, 5),
    errored_tasks=st.none() | st.integers(0, 5),
    stalled=st.booleans(),
    kafka_connect_version=st.sampled_from(["2.7.1", "3.7.x"]),
    position_survives=st.booleans(),
)
HISTORIES = st.builds(
    History,
    lifecycle=st.sampled_from(Lifecycle),
    was_created=st.booleans(),
    busy=st.none() | st.just("busy"),
    attempts=st.integers(0, 30),
    last_attempt_at=WHENS,
    opened_at=WHENS,
    healthy_since=WHENS,
    refusals=st.integers(0, 5),
    recreations=st.integers(0, 4),
    quarantine=st.none() | st.just("gave up"),
    changed_at=WHENS,
    healthy_digest=st.none() | st.just("good"),
)
LIMITS = st.builds(Healing, max_attempts=st.integers(0, 20), recreate=st.booleans())


@given(SEEN, DIAGNOSES, HISTORIES, LIMITS)
def test_laws_of_every_choice(seen, diagnosis, history, limits):
    chosen = choose_remedy("orders", seen, diagnosis, history=history, limits=limits, now=NOON)
    acts = isinstance(chosen, Restart | RestartTasks | Recreate | RollBack)
    assert chosen.reason
    if acts:
        assert seen.condition.ill
        assert history.lifecycle is Lifecycle.RUNNING
        assert not history.busy
        assert not history.quarantine
        assert limits.max_attempts > 0
        assert seen.state is None or seen.state.settled
        assert chosen.attempt == history.attempts + 1
    if isinstance(chosen, Restart | RestartTasks):
        assert seen.state is ConnectorState.RUNNING
        assert history.attempts < limits.max_attempts
    if isinstance(chosen, RestartTasks):
        assert seen.condition is Condition.LIMPING
        assert not seen.kafka_connect_version.startswith("2.7")
    if isinstance(chosen, Recreate) or (isinstance(chosen, RollBack) and seen.state is not ConnectorState.RUNNING):
        assert limits.recreate
        assert seen.position_survives
        assert history.recreations < 2
    if isinstance(chosen, Wait):
        assert chosen.until > NOON
    if isinstance(chosen, Escalate):
        assert not history.quarantine


@given(st.text(min_size=1), st.integers(0, 30))
def test_a_delay_is_the_connectors_own_and_stays_near_the_curve(connector, attempts):
    assert delay(connector, attempts) == delay(connector, attempts)
    assert interval(attempts) <= delay(connector, attempts) <= interval(attempts) * 1.2


def test_connectors_of_one_dead_database_do_not_come_back_together():
    assert len({delay(f"c{number}", 4) for number in range(200)}) > 190
