"""The services' own metrics that moto never publishes, so that alarms on them ring here too.

Queues tell their depth every minute (AWS/SQS), state machines how their executions ended (AWS/States), as in the
CloudWatch documentation of both. Functions tell theirs where they run (functions/metrics.py).
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.sqs.models import sqs_backends
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.events.ticker import Ticker
from connectpilot_local.cloud.identity import ACCOUNT, REGION

EVERY = 20.0
ENDINGS = {
    "SUCCEEDED": "ExecutionsSucceeded",
    "FAILED": "ExecutionsFailed",
    "TIMED_OUT": "ExecutionsTimedOut",
    "ABORTED": "ExecutionsAborted",
}


class ServiceMetrics:
    """Looks at queues and executions on the clock, and publishes what there is to say."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._told: set[str] = set()
        self._minute = 0
        self._ticker = Ticker("service-metrics", context.clock, EVERY, self.tick, self._report)

    def start(self) -> None:
        self._ticker.start()

    def stop(self) -> None:
        self._ticker.stop()

    def tick(self) -> None:
        self._publish("AWS/States", self._endings())
        minute = int(self._context.clock.now().timestamp() // 60)
        if minute != self._minute:
            self._minute = minute
            self._publish("AWS/SQS", self._depths())

    def _endings(self) -> list[dict[str, Any]]:
        """One count for each way in which executions of a machine ended since the last look."""
        ended: Counter[tuple[str, str]] = Counter()
        backend: Any = stepfunctions_parser_backends[ACCOUNT][REGION]
        for machine in list(backend.state_machines):
            for execution in list(machine.executions):
                if execution.status in ENDINGS and execution.exec_arn not in self._told:
                    self._told.add(execution.exec_arn)
                    ended[machine.arn, ENDINGS[execution.status]] += 1
        return [_datum(name, "StateMachineArn", arn, count) for (arn, name), count in ended.items()]

    def _depths(self) -> list[dict[str, Any]]:
        backend: Any = sqs_backends[ACCOUNT][REGION]
        name = "ApproximateNumberOfMessagesVisible"
        queues = list(backend.queues.values())
        return [_datum(name, "QueueName", queue.name, queue.approximate_number_of_messages) for queue in queues]

    def _publish(self, namespace: str, data: list[dict[str, Any]]) -> None:
        if data:
            now = self._context.clock.now()
            stamped = [{**datum, "Timestamp": now} for datum in data]
            cloudwatch_backends[ACCOUNT][REGION].put_metric_data(namespace, stamped)

    def _report(self, what: str, error: BaseException) -> None:
        self._context.fail("service_metrics", what, f"{type(error).__name__}: {error}")


def _datum(name: str, dimension: str, of: str, value: int) -> dict[str, Any]:
    return {
        "MetricName": name,
        "Dimensions": [{"Name": dimension, "Value": of}],
        "Value": float(value),
        "Unit": "Count",
    }
