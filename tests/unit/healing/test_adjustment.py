"""choose_adjustment: a table with named rows, and laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from connectpilot.domain.capacity import MCU_COUNTS, Provisioned
from connectpilot.domain.care.adjustment import (
    COOL_DOWN,
    Adjust,
    Keep,
    Load,
    choose_adjustment,
    most_useful_workers,
    with_capacity,
)
from connectpilot.domain.metrics import Datapoint
from connectpilot.domain.spec import parse_spec
from hypothesis import given
from hypothesis import strategies as st

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def minutes(*newest_first: float):
    return tuple(Datapoint(NOON - timedelta(minutes=1 + back), value) for back, value in enumerate(newest_first))


def steady(value: float, length: int = 35):
    return minutes(*[value] * length)


def spec(workers=1, mcu=1, tasks=4, most=4, most_mcu=4, cls="io.acme.Sink", **more):
    return parse_spec(
        "orders",
        {
            "connector.class": cls,
            "tasks.max": tasks,
            "connectpilot.capacity.workers": workers,
            "connectpilot.capacity.mcu": mcu,
            "connectpilot.scaling.enabled": True,
            "connectpilot.scaling.max.workers": most,
            "connectpilot.scaling.min.mcu": 1,
            "connectpilot.scaling.max.mcu": most_mcu,
            **more,
        },
    )


AUTOSCALED = parse_spec(
    "orders",
    {"connector.class": "x.Y", "connectpilot.capacity.max.workers": 4, "connectpilot.scaling.enabled": True},
)
OFF = parse_spec("orders", {"connector.class": "x.Y"})
DEBEZIUM = "io.debezium.connector.mysql.MySqlConnector"
BUSY, QUIET = Load(steady(90)), Load(steady(5))
GROWING, SHRINKING = minutes(16000, 15000, 14000, 13000, 12000), minutes(12000, 13000, 14000, 15000, 16000)


def choose(of, load, blocked=None, last=None, now=NOON):
    return choose_adjustment(of, load, blocked=blocked, last_adjustment_at=last, now=now)


@pytest.mark.parametrize(
    ("of", "load", "capacity"),
    [
        pytest.param(spec(), BUSY, Provisioned(2, 1), id="busy: one worker more"),
        pytest.param(spec(workers=4), BUSY, Provisioned(4, 2), id="busy at the most workers: larger ones"),
        pytest.param(spec(workers=4, mcu=4), BUSY, None, id="busy at every bound"),
        pytest.param(spec(tasks=1), BUSY, Provisioned(1, 2), id="one task is never scaled out, only up"),
        pytest.param(spec(tasks=1, most_mcu=1), BUSY, None, id="one task without larger workers"),
        pytest.param(spec(cls=DEBEZIUM, tasks=8), BUSY, Provisioned(1, 2), id="Debezium runs one task"),
        pytest.param(spec(workers=2, tasks=2), BUSY, Provisioned(2, 2), id="not more workers than tasks"),
        pytest.param(spec(), Load(minutes(90, 90, 70, 90, 90)), None, id="not busy for the whole window"),
        pytest.param(spec(), Load(minutes(90, 90)), None, id="too few minutes are no evidence"),
        pytest.param(spec(), Load(), None, id="no metrics are no evidence"),
        pytest.param(spec(), Load(steady(50), [GROWING]), Provisioned(2, 1), id="falling behind"),
        pytest.param(spec(), Load(steady(50), [SHRINKING]), None, id="behind, but catching up"),
        pytest.param(spec(), Load(steady(50), [GROWING], stalled=True), None, id="stalled: no capacity cures that"),
        pytest.param(spec(workers=2), QUIET, Provisioned(1, 1), id="quiet: one worker less"),
        pytest.param(spec(workers=2, mcu=2), QUIET, Provisioned(2, 1), id="quiet: smaller workers first"),
        pytest.param(spec(), QUIET, None, id="quiet at the least"),
        pytest.param(spec(workers=2), Load(steady(5, 20)), None, id="quiet for twenty minutes only"),
        pytest.param(spec(mcu=8), Load(steady(15)), Provisioned(1, 4), id="30 % after halving is fine"),
        pytest.param(spec(workers=2), Load(steady(5), [minutes(2000)]), None, id="quiet, but behind"),
        pytest.param(spec(mcu=2, **{"connectpilot.scaling.min.mcu": 2}), QUIET, None, id="memory that was asked for"),
        pytest.param(AUTOSCALED, BUSY, None, id="MSK Connect autoscales it"),
        pytest.param(OFF, BUSY, None, id="scaling is off"),
    ],
)
def test_what_is_chosen(of, load, capacity):
    chosen = choose(of, load)
    assert (chosen.capacity if isinstance(chosen, Adjust) else None) == capacity, chosen
    assert chosen.reason


def test_nothing_changes_while_something_else_does_or_it_is_ill():
    assert choose(spec(), BUSY, blocked="an operation runs on it") == Keep("an operation runs on it")


def test_it_cools_down_between_two_changes():
    assert isinstance(choose(spec(), BUSY, last=NOON - COOL_DOWN + timedelta(seconds=1)), Keep)
    assert isinstance(choose(spec(), BUSY, last=NOON - COOL_DOWN), Adjust)


def test_an_adjusted_spec_differs_in_capacity_only():
    before = spec(mcu=2, **{"connectpilot.scaling.min.mcu": 2})
    after = parse_spec("orders", with_capacity(before, Provisioned(3, 4)))
    assert (after.capacity, after.scaling, after.configuration) == (
        Provisioned(3, 4),
        before.scaling,
        before.configuration,
    )


def test_what_was_asked_for_stays_the_least_through_adjustments():
    asked = parse_spec("orders", {"connector.class": "x.Y", "connectpilot.capacity.mcu": 2})
    grown = parse_spec("orders", with_capacity(asked, Provisioned(1, 8)))
    assert grown.scaling.min_mcu == 2


@pytest.mark.parametrize(("tasks", "workers"), [("3", 3), ("0", 1), ("many", 1), ("", 1)])
def test_workers_without_a_task_are_of_no_use(tasks, workers):
    assert most_useful_workers(spec(tasks=tasks)) == workers


SERIES = st.lists(st.floats(0, 100), max_size=40).map(lambda values: minutes(*values))
LAGS = st.lists(st.floats(0, 1e6), max_size=10).map(lambda values: minutes(*values))
SPECS = st.builds(
    spec,
    workers=st.integers(1, 10),
    mcu=st.sampled_from(MCU_COUNTS),
    tasks=st.integers(1, 12),
    most=st.integers(1, 10),
    most_mcu=st.sampled_from(MCU_COUNTS),
    cls=st.sampled_from([DEBEZIUM, "io.acme.Sink"]),
)


@given(SPECS, st.builds(Load, SERIES, st.lists(LAGS, max_size=2), st.booleans()))
def test_laws_of_every_choice(of, load):
    chosen = choose(of, load)
    assert chosen.reason
    if not isinstance(chosen, Adjust):
        return
    old, new = of.capacity, chosen.capacity
    assert new != old
    assert new.mcu in MCU_COUNTS
    if new.workers > old.workers:
        assert new.workers <= min(of.scaling.max_workers, most_useful_workers(of))
    if new.mcu > old.mcu:
        assert new.mcu <= of.scaling.max_mcu
    if new.workers < old.workers:
        assert new.workers >= of.scaling.min_workers
    if new.mcu < old.mcu:
        assert new.mcu >= of.scaling.min_mcu


@given(st.lists(st.floats(0, 100), min_size=12, max_size=12))
def test_at_most_two_changes_within_any_hour_of_a_sawtooth(cpus):
    """One CPU level each twenty minutes, a look every five."""
    current, last, changes = spec(workers=2, most=10, tasks=10), None, []
    for look in range(48):
        now = NOON + timedelta(minutes=5 * look)
        series = tuple(
            Datapoint(at, cpus[int((at - NOON) / timedelta(minutes=20)) % 12])
            for at in (now - timedelta(minutes=1 + back) for back in range(35))
        )
        chosen = choose(current, Load(series), last=last, now=now)
        if isinstance(chosen, Adjust):
            changes.append(now)
            last, current = now, parse_spec("orders", with_capacity(current, chosen.capacity))
    for at in changes:
        assert sum(at <= other < at + timedelta(hours=1) for other in changes) <= 2
