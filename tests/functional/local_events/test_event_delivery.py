"""Events put on the bus reach the targets of the rules that match, as on EventBridge."""

import json

import pytest

RULE_ARN = "arn:aws:events:us-east-1:123456789012:rule/rule"
ROLE = "arn:aws:iam::123456789012:role/starter"


@pytest.fixture
def rule(client):
    def make(*targets, pattern=None, name="rule", **more):
        pattern = {"source": ["app"]} if pattern is None and "ScheduleExpression" not in more else pattern
        if pattern:
            more["EventPattern"] = json.dumps(pattern)
        client("events").put_rule(Name=name, **more)
        client("events").put_targets(
            Rule=name, Targets=[{"Id": str(number), **target} for number, target in enumerate(targets)]
        )

    return make


@pytest.fixture
def put(client, happening):
    def put(detail=None, source="app", **more):
        entry = {"Source": source, "DetailType": "Thing", "Detail": json.dumps(detail or {"a": 1}), **more}
        answer = client("events").put_events(Entries=[entry])
        assert answer["FailedEntryCount"] == 0
        happening.drain()
        return answer["Entries"][0]["EventId"]

    return put


@pytest.fixture
def failing(functions):
    arn = functions.make("failing")
    functions.answers["failing"] = RuntimeError("out of order")
    return arn


def attributes(message):
    return {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}


def test_every_kind_of_target_receives_the_event(client, put, rule, queue, functions, context):
    queue_arn, take = queue("work")
    topic_queue, take_from_topic = queue("topic-queue")
    topic = client("sns").create_topic(Name="topic")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=topic_queue)
    client("logs").create_log_group(logGroupName="/events")
    machine = client("stepfunctions").create_state_machine(
        name="machine",
        roleArn=ROLE,
        definition=json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}),
    )["stateMachineArn"]
    rule(
        {"Arn": queue_arn},
        {"Arn": topic},
        {"Arn": functions.make("noting")},
        {"Arn": machine, "RoleArn": ROLE},
        {"Arn": "arn:aws:logs:us-east-1:123456789012:log-group:/events:*"},
    )
    event_id = put({"a": 1})
    expected = {
        "version": "0",
        "id": event_id,
        "detail-type": "Thing",
        "source": "app",
        "account": "123456789012",
        "time": "2026-01-01T12:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {"a": 1},
    }
    assert [json.loads(message["Body"]) for message in take()] == [expected]
    assert [json.loads(json.loads(message["Body"])["Message"]) for message in take_from_topic()] == [expected]
    assert functions.calls == [("noting", expected)]
    execution = client("stepfunctions").list_executions(stateMachineArn=machine)["executions"][0]
    assert execution["name"].startswith(event_id + "_")
    described = client("stepfunctions").describe_execution(executionArn=execution["executionArn"])
    assert json.loads(described["input"]) == expected
    logged = client("logs").filter_log_events(logGroupName="/events")["events"]
    assert [json.loads(line["message"]) for line in logged] == [expected]
    assert context.failures == []


def test_a_disabled_rule_delivers_nothing(put, rule, queue):
    arn, take = queue("work")
    rule({"Arn": arn}, State="DISABLED")
    put()
    assert take() == []


def test_a_rule_with_a_schedule_alone_receives_no_events(put, rule, queue):
    arn, take = queue("work")
    rule({"Arn": arn}, ScheduleExpression="rate(1 minute)")
    put()
    assert take() == []


def test_an_event_that_does_not_match_is_not_delivered(put, rule, queue):
    arn, take = queue("work")
    rule({"Arn": arn}, pattern={"detail": {"items": {"state": ["FAILED"]}}})
    put({"items": [{"state": "RUNNING"}]})
    put({"items": [{"state": "RUNNING"}, {"state": "FAILED"}]})
    assert len(take()) == 1


def test_inputs_are_transformed(put, rule, queue):
    arn, take = queue("work")
    rule(
        {"Arn": arn, "Input": '"fixed"'},
        {"Arn": arn, "InputPath": "$.detail"},
        {"Arn": arn, "InputTransformer": {"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": '{"got": <a>}'}},
    )
    put({"a": "b"})
    assert sorted(message["Body"] for message in take()) == ['"fixed"', '{"a": "b"}', '{"got": "b"}']


def test_another_bus_is_a_target(client, put, rule, queue):
    client("events").create_event_bus(Name="other")
    arn, take = queue("work")
    rule({"Arn": "arn:aws:events:us-east-1:123456789012:event-bus/other", "RoleArn": ROLE})
    client("events").put_rule(Name="there", EventBusName="other", EventPattern='{"source": ["app"]}')
    client("events").put_targets(Rule="there", EventBusName="other", Targets=[{"Id": "q", "Arn": arn}])
    put()
    assert len(take()) == 1


def test_a_missing_target_goes_to_the_dead_letter_queue_at_once(put, rule, queue, happening):
    dead, take = queue("dead")
    gone = "arn:aws:lambda:us-east-1:123456789012:function:gone"
    rule({"Arn": gone, "DeadLetterConfig": {"Arn": dead}})
    event_id = put()
    (message,) = take()
    assert json.loads(message["Body"])["id"] == event_id
    assert attributes(message) == {
        "RULE_ARN": RULE_ARN,
        "TARGET_ARN": gone,
        "ERROR_CODE": "NO_RESOURCE",
        "ERROR_MESSAGE": f"{gone} does not exist",
    }
    assert happening.waiting() == 0


@pytest.mark.parametrize("service", ["sqs", "sns", "states", "logs"])
def test_every_missing_target_is_told_from_a_failing_one(put, rule, queue, service):
    dead, take = queue("dead")
    resource = {"states": "stateMachine:gone", "logs": "log-group:gone:*"}.get(service, "gone")
    arn = f"arn:aws:{service}:us-east-1:123456789012:{resource}"
    rule({"Arn": arn, "RoleArn": ROLE, "DeadLetterConfig": {"Arn": dead}})
    put()
    assert [attributes(message)["ERROR_CODE"] for message in take()] == ["NO_RESOURCE"]


def test_a_role_that_may_not_start_the_machine_goes_to_the_dead_letter_queue(put, rule, queue, context):
    dead, take = queue("dead")
    asked = []
    context.authorise = lambda *question: bool(asked.append(question))
    machine = "arn:aws:states:us-east-1:123456789012:stateMachine:machine"
    rule({"Arn": machine, "RoleArn": ROLE, "DeadLetterConfig": {"Arn": dead}})
    put()
    assert attributes(take()[0])["ERROR_CODE"] == "NO_PERMISSIONS"
    assert asked == [(ROLE, "states:StartExecution", machine)]


def test_a_failing_target_is_tried_again_until_the_attempts_are_used_up(
    clock, put, rule, queue, functions, failing, happening
):
    dead, take = queue("dead")
    rule({"Arn": failing, "RetryPolicy": {"MaximumRetryAttempts": 2}, "DeadLetterConfig": {"Arn": dead}})
    put()
    assert len(functions.calls) == 1
    for _ in range(2):
        assert take() == []
        clock.advance(minutes=5)
        happening.drain()
    assert len(functions.calls) == 3
    (message,) = take()
    assert attributes(message)["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"
    assert attributes(message)["ERROR_CODE"] == "ERROR_FROM_TARGET"
    assert attributes(message)["RETRY_ATTEMPTS"] == "2"


def test_a_failing_target_is_given_up_when_the_event_is_too_old(clock, put, rule, queue, failing, happening):
    dead, take = queue("dead")
    rule({"Arn": failing, "RetryPolicy": {"MaximumEventAgeInSeconds": 60}, "DeadLetterConfig": {"Arn": dead}})
    put()
    for _ in range(10):
        clock.advance(seconds=20)
        happening.drain()
    (message,) = take()
    assert attributes(message)["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"


def test_a_target_that_recovers_receives_the_event(clock, put, rule, queue, functions, failing, happening, context):
    rule({"Arn": failing})
    put()
    functions.answers["failing"] = {}
    clock.advance(minutes=5)
    happening.drain()
    assert len(functions.calls) == 2
    assert happening.waiting() == 0
    assert context.failures == []


def test_what_is_lost_without_a_dead_letter_queue_is_a_failure_of_the_run(put, rule, context):
    rule({"Arn": "arn:aws:sqs:us-east-1:123456789012:gone"})
    put()
    (failure,) = context.failures
    assert failure.part == "events"
    assert "NO_RESOURCE" in failure.detail


def test_a_missing_dead_letter_queue_is_a_failure_of_the_run(put, rule, context):
    gone = "arn:aws:sqs:us-east-1:123456789012:gone"
    rule({"Arn": gone, "DeadLetterConfig": {"Arn": gone + "-too"}})
    put()
    assert "did not take an event" in context.failures[0].what


def test_a_time_of_its_own_stays(put, rule, queue):
    arn, take = queue("work")
    rule({"Arn": arn})
    put(Time=1_700_000_000)
    assert json.loads(take()[0]["Body"])["time"] == "2023-11-14T22:13:20Z"


def test_services_publish_without_a_request(happening, rule, queue):
    arn, take = queue("work")
    rule({"Arn": arn}, pattern={"source": ["aws.x"]})
    happening.publish({"id": "1", "source": "aws.x", "time": "2026-01-01T12:00:00Z", "detail": {}})
    happening.drain()
    assert len(take()) == 1
