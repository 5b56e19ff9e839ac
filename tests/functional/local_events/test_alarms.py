"""Alarms live on the clock: they are evaluated, change state, and tell the bus and their actions."""

import json
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

DIMENSIONS = [{"Name": "ConnectorName", "Value": "orders"}]
ALARM_ARN = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errored"


@pytest.fixture
def cloudwatch(client, happening):
    return client("cloudwatch")


@pytest.fixture
def alarm(cloudwatch):
    def make(**more):
        cloudwatch.put_metric_alarm(
            **{
                "AlarmName": "errored",
                "AlarmDescription": "tasks of orders failed",
                "Namespace": "AWS/KafkaConnect",
                "MetricName": "ErroredTaskCount",
                "Dimensions": DIMENSIONS,
                "Statistic": "Maximum",
                "Period": 60,
                "EvaluationPeriods": 1,
                "Threshold": 1.0,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                **more,
            }
        )

    return make


@pytest.fixture
def minute(clock, cloudwatch, happening):
    """Report a value in this minute (None: none), let the minute end, evaluate; returns the alarm's state."""

    def minute(value, name="ErroredTaskCount"):
        if value is not None:
            datum = {"MetricName": name, "Dimensions": DIMENSIONS, "Value": value}
            cloudwatch.put_metric_data(Namespace="AWS/KafkaConnect", MetricData=[datum])
        clock.advance(minutes=1)
        happening.alarms.tick()
        happening.drain()
        return cloudwatch.describe_alarms()["MetricAlarms"][0]["StateValue"]

    return minute


@pytest.fixture
def changes(client, happening, queue):
    arn, take = queue("changes")
    client("events").put_rule(Name="changes", EventPattern='{"source": ["aws.cloudwatch"]}')
    client("events").put_targets(Rule="changes", Targets=[{"Id": "q", "Arn": arn}])
    return lambda: [json.loads(message["Body"]) for message in take()]


def test_a_new_alarm_knows_nothing(alarm, cloudwatch):
    alarm()
    found = cloudwatch.describe_alarms()["MetricAlarms"][0]
    assert (found["StateValue"], found["StateReason"]) == (
        "INSUFFICIENT_DATA",
        "Unchecked: Initial alarm creation",
    )
    assert found["StateUpdatedTimestamp"].isoformat() == "2026-01-01T12:00:00+00:00"


def test_an_alarm_goes_to_ok_to_alarm_and_back(alarm, minute):
    alarm()
    assert [minute(value) for value in (0, 1, 0)] == ["OK", "ALARM", "OK"]


def test_another_connector_does_not_count(alarm, cloudwatch, minute, clock):
    alarm()
    other = [{"Name": "ConnectorName", "Value": "other"}]
    datum = {"MetricName": "ErroredTaskCount", "Dimensions": other, "Value": 5}
    cloudwatch.put_metric_data(Namespace="AWS/KafkaConnect", MetricData=[datum])
    assert minute(None) == "INSUFFICIENT_DATA"


def test_m_of_n_datapoints_are_needed(alarm, minute):
    alarm(EvaluationPeriods=3, DatapointsToAlarm=2)
    assert [minute(value) for value in (0, 0, 1, 0, 1, 0, 0)] == ["OK", "OK", "OK", "OK", "ALARM", "OK", "OK"]


def test_data_that_stop_make_the_alarm_insufficient_after_the_extra_periods(alarm, minute):
    alarm()
    assert [minute(value) for value in (0, None, None, None)] == ["OK", "OK", "OK", "INSUFFICIENT_DATA"]


@pytest.mark.parametrize(("treatment", "state"), [("breaching", "ALARM"), ("notBreaching", "OK"), ("ignore", "ALARM")])
def test_missing_data_are_treated_as_asked(alarm, minute, treatment, state):
    alarm(TreatMissingData=treatment)
    minute(1 if treatment == "ignore" else 0)
    assert [minute(None) for _ in range(4)][-1] == state


@pytest.mark.parametrize(
    ("statistic", "threshold"), [("Sum", 6), ("Average", 2), ("Maximum", 3), ("Minimum", 1), ("SampleCount", 3)]
)
def test_each_statistic_counts(alarm, minute, cloudwatch, statistic, threshold):
    alarm(Statistic=statistic, Threshold=threshold)
    datum = {"MetricName": "ErroredTaskCount", "Dimensions": DIMENSIONS, "Values": [1, 2], "Counts": [1, 1]}
    cloudwatch.put_metric_data(Namespace="AWS/KafkaConnect", MetricData=[datum])
    assert minute(3) == "ALARM"
    alarm(Statistic=statistic, Threshold=threshold + 0.1)
    assert minute(None) == "OK"


def test_longer_periods_are_aggregated(alarm, minute):
    alarm(Statistic="Sum", Period=300, Threshold=5)
    assert [minute(1) for _ in range(6)] == ["OK", "OK", "OK", "OK", "ALARM", "ALARM"]


def test_a_change_is_told_in_awss_words(alarm, minute, changes):
    alarm()
    minute(0)
    minute(2)
    event = next(event for event in changes() if event["detail"]["state"]["value"] == "ALARM")
    detail = event["detail"]
    assert event["detail-type"] == "CloudWatch Alarm State Change"
    assert event["resources"] == [ALARM_ARN]
    assert detail["alarmName"] == "errored"
    assert detail["state"]["timestamp"] == "2026-01-01T12:02:00.000+0000"
    assert detail["state"]["reason"] == (
        "Threshold Crossed: 1 out of the last 1 datapoints [2.0 (01/01/26 12:01:00)] was greater than or equal to "
        "the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition)."
    )
    assert json.loads(detail["state"]["reasonData"])["recentDatapoints"] == [2.0]
    assert detail["previousState"]["value"] == "OK"
    assert detail["previousState"]["timestamp"] == "2026-01-01T12:01:00.000+0000"
    assert detail["configuration"]["description"] == "tasks of orders failed"
    (metric,) = detail["configuration"]["metrics"]
    assert metric.pop("id")
    assert metric == {
        "metricStat": {
            "metric": {
                "namespace": "AWS/KafkaConnect",
                "name": "ErroredTaskCount",
                "dimensions": {"ConnectorName": "orders"},
            },
            "period": 60,
            "stat": "Maximum",
        },
        "returnData": True,
    }


def test_actions_reach_topics_and_functions(alarm, minute, client, queue, functions, context):
    arn, take = queue("topic-queue")
    topic = client("sns").create_topic(Name="alarms")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    function = functions.make("noting")
    alarm(AlarmActions=[topic, function], OKActions=[topic])
    minute(1)
    message = json.loads(json.loads(take()[0]["Body"])["Message"])
    assert (message["NewStateValue"], message["OldStateValue"]) == ("ALARM", "INSUFFICIENT_DATA")
    assert message["StateChangeTime"] == "2026-01-01T12:01:00.000+0000"
    assert message["Trigger"]["Dimensions"] == [{"value": "orders", "name": "ConnectorName"}]
    ((name, payload),) = functions.calls
    assert name == "noting"
    assert payload["alarmData"]["state"]["value"] == "ALARM"
    minute(0)
    assert json.loads(json.loads(take()[0]["Body"])["Message"])["NewStateValue"] == "OK"
    assert context.failures == []


def test_disabled_actions_stay_still_while_the_bus_hears(alarm, minute, client, functions, changes):
    alarm(AlarmActions=[functions.make("noting")], ActionsEnabled=False)
    minute(1)
    assert functions.calls == []
    assert len(changes()) == 1


def test_a_state_set_by_hand_is_told_and_overwritten_by_the_next_evaluation(alarm, minute, cloudwatch, changes):
    alarm()
    minute(0)
    changes()
    cloudwatch.set_alarm_state(AlarmName="errored", StateValue="ALARM", StateReason="a drill")
    assert minute(0) == "OK"
    told = sorted((event["detail"]["state"] for event in changes()), key=lambda state: state["timestamp"])
    assert [(state["value"], state["reason"][:9]) for state in told] == [("ALARM", "a drill"), ("OK", "Threshold")]


def test_an_update_keeps_the_state(alarm, minute, cloudwatch):
    alarm()
    minute(1)
    alarm(Threshold=5)
    assert cloudwatch.describe_alarms()["MetricAlarms"][0]["StateValue"] == "ALARM"


@pytest.mark.parametrize(
    "left_out",
    [
        {"ExtendedStatistic": "p99", "Statistic": None},
        {"Metrics": [{"Id": "m", "Expression": "a+b", "ReturnData": True}]},
    ],
)
def test_what_is_left_out_is_refused(alarm, left_out, cloudwatch):
    asked = {"AlarmName": "math", "EvaluationPeriods": 1, "Threshold": 1.0, "ComparisonOperator": "LessThanThreshold"}
    asked |= {name: value for name, value in left_out.items() if value}
    with pytest.raises(ClientError, match="local cloud evaluates"):
        cloudwatch.put_metric_alarm(**asked)


def test_a_scaled_clock_evaluates_by_itself(server, tmp_path, client, queue):
    import time

    from connectpilot_local.clock import ScaledClock
    from connectpilot_local.cloud import events
    from connectpilot_local.cloud.context import Context
    from connectpilot_local.cloud.server import reset_backends

    reset_backends()
    context = Context(clock=ScaledClock(speed=600), endpoint_url=server.url, work_dir=tmp_path)
    running = events.install(context)
    events.start(context)
    try:
        cloudwatch = client("cloudwatch")
        cloudwatch.put_metric_alarm(
            AlarmName="a",
            Namespace="N",
            MetricName="M",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1.0,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
        )
        cloudwatch.put_metric_data(
            Namespace="N",
            MetricData=[{"MetricName": "M", "Value": 1, "Timestamp": context.clock.now() - timedelta(seconds=1)}],
        )
        deadline = time.monotonic() + 5
        while cloudwatch.describe_alarms()["MetricAlarms"][0]["StateValue"] != "ALARM":
            assert time.monotonic() < deadline
            running.drain()
        assert context.failures == []
    finally:
        events.stop()
