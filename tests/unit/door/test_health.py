"""Health: a table of evidence and what may be concluded from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from connectpilot.domain.changes.health import judge
from connectpilot.domain.connector import ConnectorState
from connectpilot.domain.metrics import Datapoint
from fakes.door_samples import NOON, connector_of, desired_of, spec_of
from hypothesis import given
from hypothesis import strategies as st

HERE = connector_of(desired_of(spec_of()))
DEADLINE = NOON + timedelta(minutes=10)


def series(*values, first=0):
    """One value a minute from NOON + first; None leaves the minute out."""
    points = [Datapoint(NOON + timedelta(minutes=first + n), v) for n, v in enumerate(values) if v is not None]
    return tuple(reversed(points))


def judged(running=(), errored=(), connector=HERE, minute=3):
    now = NOON + timedelta(minutes=minute)
    return judge(connector, running, errored, since=NOON, deadline=DEADLINE, now=now)


TABLE = [
    pytest.param(series(1, 1), series(0, 0), "healthy", id="two good minutes"),
    pytest.param(series(1), series(0), "waiting", id="one good minute proves nothing"),
    pytest.param((), (), "waiting", id="no metrics yet"),
    pytest.param(series(1, 1), (), "waiting", id="nobody says that none has failed"),
    pytest.param((), series(0, 0), "waiting", id="nobody says that one runs"),
    pytest.param(series(1, 1, 1, first=-3), series(0, 0, 0, first=-3), "waiting", id="all of it before the change"),
    pytest.param(series(1, 1, 1, first=-2), series(0, 0, 0, first=-2), "waiting", id="all but one minute before it"),
    pytest.param(series(1, None, 1), series(0, None, 0), "waiting", id="a minute is missing between them"),
    pytest.param(series(0, 0), series(0, 0), "waiting", id="nothing runs and nothing failed"),
    pytest.param(series(1, 1), series(1, 1), "unhealthy", id="failed twice in a row, others run"),
    pytest.param((), series(1, 1), "unhealthy", id="failed twice in a row, nothing else known"),
    pytest.param(series(1, 1), series(0, 1), "waiting", id="failed once"),
    pytest.param(series(1, 1, 1), series(1, 0, 0), "healthy", id="failed once, then two good minutes"),
    pytest.param(series(1, 1, 0), series(0, 0, 0), "waiting", id="the newest minute contradicts"),
    pytest.param(series(1, 1), series(0, 0, 1), "waiting", id="a newer minute of one metric contradicts"),
]


@pytest.mark.parametrize(("running", "errored", "health"), TABLE)
def test_evidence_means(running, errored, health):
    assert judged(running, errored).health == health


def test_old_good_minutes_are_no_evidence():
    assert judged(series(1, 1), series(0, 0), minute=8).health == "waiting"


def test_at_the_deadline_silence_is_timed_out_and_says_since_when():
    verdict = judged(series(1, 1), series(0, 0), minute=11)
    assert verdict.health == "timedOut"
    assert "no fresh metrics since 12:01 UTC" in verdict.reason
    assert "no fresh metrics at all" in judged(minute=11).reason


def test_at_the_deadline_bad_evidence_is_unhealthy():
    verdict = judged(series(0, 0, first=9), series(0, 0, first=9), minute=11)
    assert verdict.health == "unhealthy"
    assert "0 running and 0 failed" in verdict.reason


@pytest.mark.parametrize("state", ConnectorState)
def test_only_a_running_connector_is_healthy(state):
    verdict = judged(series(1, 1), series(0, 0), replace(HERE, state=state))
    running, failed = state is ConnectorState.RUNNING, state is ConnectorState.FAILED
    assert verdict.health == ("healthy" if running else "unhealthy" if failed else "waiting")


def test_a_failed_connector_says_why_and_what_next():
    failed = replace(HERE, state=ConnectorState.FAILED, state_message="The last operation failed")
    assert "The last operation failed" in judged(connector=failed).reason
    assert "recreate" in judged(connector=failed).reason


def test_a_connector_that_is_gone_is_ill():
    assert judged(connector=None).health == "unhealthy"


counts = st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=8)


@given(counts, counts, st.integers(0, 15))
def test_never_healthy_without_two_fresh_good_minutes(running, errored, minute):
    runs, errs = series(*running, first=-3), series(*errored, first=-3)
    if judged(runs, errs, minute=minute).health == "healthy":
        good = {point.at for point in runs if point.value >= 1} & {point.at for point in errs if point.value == 0}
        fresh = {at for at in good if at >= NOON and NOON + timedelta(minutes=minute) - at <= timedelta(minutes=5)}
        assert any(at + timedelta(minutes=1) in fresh for at in fresh)
