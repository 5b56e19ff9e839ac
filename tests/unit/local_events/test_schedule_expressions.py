"""rate(), cron() and at()."""

from datetime import UTC, datetime

import pytest
from connectpilot_local.cloud.events.expressions import parse

FRIDAY = datetime(2026, 11, 20, 12, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "due"),
    [
        ("rate(1 minute)", "2026-11-20T12:01:30"),
        ("rate(5 minutes)", "2026-11-20T12:05:30"),
        ("rate(2 hours)", "2026-11-20T14:00:30"),
        ("cron(* * * * ? *)", "2026-11-20T12:01:00"),
        ("cron(0/15 * * * ? *)", "2026-11-20T12:15:00"),
        ("cron(0 12 * * ? *)", "2026-11-21T12:00:00"),
        ("cron(30 8 ? * MON-FRI *)", "2026-11-23T08:30:00"),
        ("cron(0 0 1 * ? *)", "2026-12-01T00:00:00"),
        ("cron(0 0 L * ? *)", "2026-11-30T00:00:00"),
        ("cron(0 9 ? * 2#1 *)", "2026-12-07T09:00:00"),
        ("cron(0 9 ? * FRIL *)", "2026-11-27T09:00:00"),
        ("cron(0 0 29 FEB ? *)", "2028-02-29T00:00:00"),
        ("cron(0 0 1 1 ? 2025)", None),
        ("at(2026-11-20T13:00:00)", "2026-11-20T13:00:00"),
        ("at(2026-11-20T11:00:00)", None),
    ],
)
def test_the_next_time_is_found(expression, due):
    expected = None if due is None else datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert parse(expression).after(FRIDAY) == expected


def test_a_time_zone_moves_a_cron():
    assert parse("cron(0 9 * * ? *)", "Europe/Berlin").after(FRIDAY) == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "nonsense",
    [
        "every minute",
        "rate(1 week)",
        "cron(* * * * *)",
        "cron(* * * * * *)",
        "cron(99 * * * ? *)",
        "cron(0 0 3W * ? *)",
    ],
)
def test_what_cannot_be_read_is_an_error(nonsense):
    with pytest.raises(ValueError):
        parse(nonsense)
