"""Queues and state machines report what alarms on the stack's health watch."""

import json

import pytest


@pytest.fixture
def alarm(client, happening, clock):
    """An alarm on a metric of AWS; returns its state one minute later."""

    def make(namespace, metric, dimension, value):
        client("cloudwatch").put_metric_alarm(
            AlarmName="health",
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[{"Name": dimension, "Value": value}],
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1.0,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            TreatMissingData="notBreaching",
        )

        def state():
            happening.service_metrics.tick()
            clock.advance(minutes=1)
            happening.alarms.tick()
            return client("cloudwatch").describe_alarms()["MetricAlarms"][0]["StateValue"]

        return state

    return make


def test_a_message_in_the_dead_letter_queue_raises_its_alarm(client, queue, alarm):
    _, take = queue("dead")
    state = alarm("AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "dead")
    assert state() == "OK"
    client("sqs").send_message(QueueUrl=client("sqs").get_queue_url(QueueName="dead")["QueueUrl"], MessageBody="x")
    assert state() == "ALARM"
    take()
    assert state() == "OK"


def test_a_failed_execution_counts_once(client, alarm, monkeypatch):
    from moto.stepfunctions.responses import get_backend

    definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Fail"}}})
    machine = client("stepfunctions").create_state_machine(
        name="machine", roleArn="arn:aws:iam::123456789012:role/any", definition=definition
    )["stateMachineArn"]
    state = alarm("AWS/States", "ExecutionsFailed", "StateMachineArn", machine)
    client("stepfunctions").start_execution(stateMachineArn=machine)
    assert state() == "OK"
    get_backend("123456789012", "us-east-1").state_machines[0].executions[0].status = "FAILED"
    assert state() == "ALARM"
    assert [state() for _ in range(4)][-1] == "OK"
