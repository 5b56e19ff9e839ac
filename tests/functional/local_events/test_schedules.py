"""Schedules fire on the clock: rules with rate() and cron(), and EventBridge Scheduler."""

import json
from datetime import UTC, datetime

import pytest

ROLE = "arn:aws:iam::123456789012:role/scheduler"


@pytest.fixture
def tick(happening, clock):
    def tick(**by):
        clock.advance(**by)
        happening.schedules.tick()
        happening.drain()

    return tick


@pytest.fixture
def every_minute(client, queue, happening):
    arn, take = queue("swept")
    client("events").put_rule(Name="sweep", ScheduleExpression="rate(1 minute)")
    client("events").put_targets(Rule="sweep", Targets=[{"Id": "q", "Arn": arn}])
    happening.schedules.tick()
    return take


@pytest.fixture
def schedule(client, queue, happening):
    arn, take = queue("scheduled")

    def make(expression, **more):
        target = {"Arn": arn, "RoleArn": ROLE, **more.pop("Target", {})}
        client("scheduler").create_schedule(
            Name="daily",
            ScheduleExpression=expression,
            FlexibleTimeWindow={"Mode": "OFF"},
            Target=target,
            **more,
        )
        happening.schedules.tick()
        return lambda: [message["Body"] for message in take()]

    return make


def test_a_rule_fires_at_its_rate(every_minute, tick):
    tick(seconds=59)
    assert every_minute() == []
    tick(seconds=1)
    (message,) = every_minute()
    event = json.loads(message["Body"])
    assert (event["source"], event["detail-type"], event["detail"]) == ("aws.events", "Scheduled Event", {})
    assert event["resources"] == ["arn:aws:events:us-east-1:123456789012:rule/sweep"]
    assert event["time"] == "2026-01-01T12:01:00Z"
    tick(seconds=60)
    assert len(every_minute()) == 1


def test_what_was_missed_is_not_caught_up_with(every_minute, tick):
    tick(minutes=10)
    assert len(every_minute()) == 1
    tick(seconds=5)
    assert every_minute() == []


def test_a_disabled_rule_does_not_fire(client, every_minute, tick):
    client("events").disable_rule(Name="sweep")
    tick(minutes=5)
    assert every_minute() == []


def test_a_rule_that_cannot_be_read_is_reported_once_and_stops_no_other(client, every_minute, tick, context):
    client("events").put_rule(Name="odd", ScheduleExpression="cron(0 0 3W * ? *)")
    tick(minutes=1)
    tick(minutes=1)
    assert len(every_minute()) == 2
    assert [failure.what for failure in context.failures] == [
        "arn:aws:events:us-east-1:123456789012:rule/odd is never due"
    ]


def test_a_schedule_sends_its_input(schedule, tick):
    take = schedule("rate(5 minutes)", Target={"Input": '{"at": "<aws.scheduler.scheduled-time>"}'})
    tick(minutes=5)
    assert take() == ['{"at": "2026-01-01T12:05:00Z"}']


def test_a_schedule_fires_in_its_time_zone(schedule, tick):
    take = schedule("cron(30 14 * * ? *)", ScheduleExpressionTimezone="Europe/Berlin")
    tick(minutes=89)
    assert take() == []
    tick(minutes=1)
    assert len(take()) == 1


def test_a_schedule_waits_for_its_start_and_ends(schedule, tick):
    begin, end = datetime(2027, 1, 1, 12, 0, tzinfo=UTC), datetime(2027, 1, 1, 12, 4, tzinfo=UTC)
    take = schedule("rate(1 minute)", StartDate=begin, EndDate=end)
    tick(days=364)
    assert take() == []
    tick(days=1)
    tick(minutes=1)
    assert len(take()) == 1
    tick(minutes=10)
    assert take() == []


def test_a_schedule_for_once_fires_once_and_goes(client, schedule, tick):
    take = schedule("at(2026-01-01T12:03:00)", ActionAfterCompletion="DELETE")
    tick(minutes=3)
    tick(minutes=3)
    assert len(take()) == 1
    assert client("scheduler").list_schedules()["Schedules"] == []


def test_a_schedules_role_is_judged_and_its_dead_letter_names_the_schedule(schedule, tick, queue, context):
    dead, take_dead = queue("dead")
    context.authorise = lambda role, action, resource: (role, action) != (ROLE, "sqs:SendMessage")
    take = schedule("rate(1 minute)", Target={"DeadLetterConfig": {"Arn": dead}, "Input": "{}"})
    tick(minutes=1)
    assert take() == []
    (message,) = take_dead()
    attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert attributes["SCHEDULE_ARN"] == "arn:aws:scheduler:us-east-1:123456789012:schedule/default/daily"
    assert attributes["ERROR_CODE"] == "NO_PERMISSIONS"
