"""Repair P3: an execution's end is seen whole: output before status, output as JSON, and every end has a date."""

from __future__ import annotations

import time
from typing import Any

from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.parser.asl.eval.program_state import (
    ProgramEnded,
    ProgramError,
    ProgramStopped,
    ProgramTimedOut,
)
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication, Execution
from moto.stepfunctions.responses import StepFunctionResponse

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import original, rebind, replace

STATUS = {
    ProgramEnded: ExecutionStatus.SUCCEEDED,
    ProgramStopped: ExecutionStatus.ABORTED,
    ProgramError: ExecutionStatus.FAILED,
    ProgramTimedOut: ExecutionStatus.TIMED_OUT,
}
PATIENCE_SECONDS = 2.0  # real: for an execution to begin or to end once it is told to stop


def install(context: Context) -> None:
    stop = original(Execution, "stop")
    describe = original(StepFunctionResponse, "describe_execution")
    list_all = original(StepFunctionResponse, "list_executions")

    def reflect(self: Any) -> None:
        execution = self.execution
        ended = execution.exec_worker.env.program_state()
        status = STATUS[type(ended)]
        if status is ExecutionStatus.SUCCEEDED:
            execution.output = to_json_str(execution.exec_worker.env.states.get_input(), separators=(",", ":"))
        elif status is ExecutionStatus.FAILED:
            execution.error = (ended.error or {}).get("error")
            execution.cause = (ended.error or {}).get("cause")
        elif status is ExecutionStatus.ABORTED:
            execution.error, execution.cause = ended.error or None, ended.cause or None
        execution.stop_date = context.clock.now()
        execution.exec_status = status

    def stop_and_wait(self: Any, *args: Any, **kwargs: Any) -> None:
        _until(lambda: self.exec_worker is not None and self.exec_worker.env is not None)
        _until(lambda: self.exec_status is not ExecutionStatus.RUNNING or self.exec_worker.env.is_running())
        stop(self, *args, **kwargs)
        _until(lambda: self.exec_status is not ExecutionStatus.RUNNING)

    def describe_with_date(self: Any) -> Any:
        answer = describe(self)
        _add_stop_date(self, answer.result)
        return answer

    def list_with_dates(self: Any) -> Any:
        answer = list_all(self)
        for listed in answer.result["executions"]:
            _add_stop_date(self, listed)
        return answer

    replace(BaseExecutionWorkerCommunication, "_reflect_execution_status", reflect, digest="038a3961")
    replace(Execution, "stop", stop_and_wait, digest="16663c65")
    replace(StepFunctionResponse, "describe_execution", describe_with_date, digest="c3953bdc")
    replace(StepFunctionResponse, "list_executions", list_with_dates, digest="6fec14cf")
    # For a moment after StartExecution there is no status yet, and whoever lists then gets an error 500.
    rebind(Execution, "status", property(lambda self: (self.exec_status or ExecutionStatus.RUNNING).value))


def _add_stop_date(response: Any, described: dict[str, Any]) -> None:
    execution = response.stepfunction_backend.describe_execution(described["executionArn"])
    if execution.stop_date is not None:
        described["stopDate"] = execution.stop_date


def _until(done: Any) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not done() and time.monotonic() < until:
        time.sleep(0.005)
