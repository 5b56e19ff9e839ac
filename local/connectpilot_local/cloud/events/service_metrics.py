"""The metrics of SQS and Step Functions that alarms on the stack's own health watch; moto's services report none.

Published each minute of the clock: how many messages a queue shows, and how executions ended. Functions tell theirs
where they run (functions/metrics.py). Others of AWS's own metrics do not exist here: alarms on them have no data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.sqs.models import sqs_backends
from moto.stepfunctions.responses import get_backend as stepfunctions_backend

from connectpilot_local.cloud.identity import ACCOUNT, REGION

_EXECUTION_METRICS = {
    "SUCCEEDED": "ExecutionsSucceeded",
    "FAILED": "ExecutionsFailed",
    "TIMED_OUT": "ExecutionsTimedOut",
    "ABORTED": "ExecutionsAborted",
}
_MINUTE = 60


class ServiceMetrics:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last_minute = -1
        self._counted: set[str] = set()

    def tick(self) -> None:
        """Publish once in each minute."""
        now = self._now()
        minute = int(now.timestamp()) // _MINUTE
        if minute == self._last_minute:
            return
        self._last_minute = minute
        cloudwatch = cloudwatch_backends[ACCOUNT][REGION]
        cloudwatch.put_metric_data("AWS/SQS", [{**datum, "Timestamp": now} for datum in _queues()])
        cloudwatch.put_metric_data("AWS/States", [{**datum, "Timestamp": now} for datum in self._executions()])

    def _executions(self) -> Iterator[dict[str, Any]]:
        for machine in list(stepfunctions_backend(ACCOUNT, REGION).state_machines):
            for execution in list(machine.executions):
                status = _status(execution)
                if status in _EXECUTION_METRICS and execution.execution_arn not in self._counted:
                    self._counted.add(execution.execution_arn)
                    yield _datum(_EXECUTION_METRICS[status], "StateMachineArn", machine.arn, 1.0)


def _status(execution: Any) -> str:
    # An execution of the interpreter has no status yet between its making and its start.
    if hasattr(execution, "exec_status"):
        return str(execution.exec_status.value) if execution.exec_status else ""
    return str(execution.status)


def _queues() -> Iterator[dict[str, Any]]:
    for queue in list(sqs_backends[ACCOUNT][REGION].queues.values()):
        count = float(queue.approximate_number_of_messages)
        yield _datum("ApproximateNumberOfMessagesVisible", "QueueName", queue.name, count)


def _datum(metric: str, dimension: str, of: str, value: float) -> dict[str, Any]:
    return {
        "MetricName": metric,
        "Dimensions": [{"Name": dimension, "Value": of}],
        "Value": value,
        "Unit": "Count",
    }
