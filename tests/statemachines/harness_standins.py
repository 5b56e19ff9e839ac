"""Python callables in the place of functions and child machines, and faults in any task, by execution."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


class TaskError(Exception):
    """Fails a task under exactly this name."""

    def __init__(self, name: str, cause: str = "") -> None:
        super().__init__(name)
        self.name, self.cause = name, cause


class Lost(TaskError):
    """Lets the task do its work, and loses the answer under this name."""


@dataclass(slots=True)
class Run:
    """What one execution is to meet, and what it met."""

    machine: str
    functions: dict[str, Callable[[Any], Any]]
    machines: dict[str, Callable[[Any], Any]]
    faults: dict[str, Any]
    calls: list[tuple[str, Any]] = field(default_factory=list)
    reached: list[tuple[str, str, int | None]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    children: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, state: str) -> TaskError | None:
        with self.lock:
            fault = self.faults.get(state)
            if isinstance(fault, list):
                fault = fault.pop(0) if fault else None
        return TaskError(fault) if isinstance(fault, str) else fault

    def call(self, standins: dict[str, Callable[[Any], Any]], name: str, given: Any) -> Any:
        self.calls.append((name, json.loads(json.dumps(given))))
        if name not in standins:
            self.wrong.append(f"{self.machine} calls {name}, and the test gives no stand-in for it")
            raise TaskError("Test.NoStandIn", name)
        return json.loads(json.dumps(standins[name](json.loads(json.dumps(given)))))


_RUNS: dict[str, Run] = {}


def expect(execution_arn: str, run: Run) -> None:
    _RUNS[execution_arn] = run


def run_of(env: Any) -> Run | None:
    return _RUNS.get(env.states.context_object.context_object_data["Execution"]["Id"])


def install() -> None:
    """Put the stand-ins into the interpreter; executions that no test has announced run as they would without."""
    _stand_in_for_functions()
    _stand_in_for_machines()
    _put_in_faults()
    _watch_branches()


def _stand_in_for_functions() -> None:
    from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils as utils

    real = utils.execute_lambda_function_integration

    def invoke(env: Any, parameters: Any, region: str, state_credentials: Any) -> None:
        run = run_of(env)
        if run is None:
            real(env, parameters, region, state_credentials)
            return
        name = parameters["FunctionName"].rsplit(":", 1)[-1]
        try:
            answer = run.call(run.functions, name, json.loads(parameters.get("Payload") or "{}"))
        except TaskError:
            raise
        except Exception as error:
            said = {"errorMessage": str(error), "errorType": type(error).__name__, "stackTrace": []}
            raise utils.LambdaFunctionErrorException("Unhandled", json.dumps(said, separators=(",", ":"))) from error
        env.stack.append({"ExecutedVersion": "$LATEST", "Payload": answer, "StatusCode": 200})

    utils.execute_lambda_function_integration = invoke


def _stand_in_for_machines() -> None:
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import (
        StateTaskServiceSfn,
    )

    real_start, real_build = StateTaskServiceSfn._eval_service_task, StateTaskServiceSfn._build_sync2_resolver

    def start(self: Any, env: Any, normalised_parameters: Any, **more: Any) -> None:
        run = run_of(env)
        if run is None:
            real_start(self, env=env, normalised_parameters=normalised_parameters, **more)
            return
        env.stack.append(_start_child(run, normalised_parameters))

    def build(self: Any, env: Any, **more: Any) -> Any:
        run = run_of(env)
        if run is None:
            return real_build(self, env=env, **more)
        child = run.children[env.stack.pop()["ExecutionArn"]]

        def resolve() -> Any:
            if child["Status"] != "SUCCEEDED":
                raise TaskError("States.TaskFailed", json.dumps(child))
            return child

        return resolve

    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_aws_sdk import (
        StateTaskServiceAwsSdk,
    )

    real_call = StateTaskServiceAwsSdk._eval_service_task

    def call(self: Any, env: Any, normalised_parameters: Any, **more: Any) -> None:
        run = run_of(env)
        if run is None or self.resource.api_action != "describeExecution":
            real_call(self, env=env, normalised_parameters=normalised_parameters, **more)
            return
        env.stack.append(_describe_child(run, normalised_parameters["executionArn"]))

    StateTaskServiceAwsSdk._eval_service_task = call
    StateTaskServiceSfn._eval_service_task = start
    StateTaskServiceSfn._build_sync2_resolver = build


def _start_child(run: Run, parameters: dict[str, Any]) -> dict[str, Any]:
    from connectpilot_local.cloud.workflows import names

    machine = parameters["stateMachineArn"].rsplit(":", 1)[-1]
    name = parameters.get("name") or f"child-{len(run.children)}"
    try:
        names.check(name)
    except Exception as error:
        raise TaskError("StepFunctions.InvalidNameException", str(error)) from error
    arn = f"{parameters['stateMachineArn'].replace(':stateMachine:', ':execution:')}:{name}"
    child = {"ExecutionArn": arn, "Name": name, "StateMachineArn": parameters["stateMachineArn"]}
    child["Input"] = json.loads(parameters["input"])
    try:
        child |= {"Status": "SUCCEEDED", "Output": run.call(run.machines, machine, child["Input"])}
    except TaskError:
        raise
    except Exception as error:  # noqa: BLE001  a child's exception is its end
        child |= {"Status": "FAILED", "Error": type(error).__name__, "Cause": str(error)}
    run.children[arn] = child
    return {"executionArn": arn, "startDate": datetime.now(UTC)}


def _describe_child(run: Run, arn: str) -> dict[str, Any]:
    """What a test says under describe_<machine>, else how this execution's own child ended."""
    machine = arn.split(":")[-2]
    if f"describe_{machine}" in run.machines:
        answer: dict[str, Any] = run.call(run.machines, f"describe_{machine}", arn)
        return answer
    child = run.children[arn]
    texts = {key: json.dumps(child[key]) for key in ("Input", "Output") if key in child}
    return {"ExecutionArn": arn, "Status": child["Status"], **texts}


def _put_in_faults() -> None:
    from connectpilot_local.cloud.workflows.failures import error_name_of
    from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
    from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
        FailureEvent,
        FailureEventException,
    )
    from moto.stepfunctions.parser.asl.component.state.exec.state_map.state_map import StateMap
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import (
        StateTaskService,
    )
    from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

    def with_faults(real: Any) -> Any:
        def evaluate(self: Any, env: Any) -> None:
            run = run_of(env)
            fault = run.fault(self.name) if run else None
            try:
                if fault and not isinstance(fault, Lost):
                    raise fault
                real(self, env)
                if fault:
                    raise fault
            except TaskError as error:
                details = TaskFailedEventDetails(error=error.name, cause=error.cause)
                event = EventDetails(taskFailedEventDetails=details)
                name = error_name_of(error.name)
                raise FailureEventException(FailureEvent(env, name, HistoryEventType.TaskFailed, event)) from error

        return evaluate

    for owner in (StateTaskService, StateMap):
        owner._eval_execution = with_faults(owner._eval_execution)


def _watch_branches() -> None:
    from moto.stepfunctions.parser.asl.component.common.catch.catch_decl import CatchDecl
    from moto.stepfunctions.parser.asl.component.common.catch.catch_outcome import CatchOutcome
    from moto.stepfunctions.parser.asl.component.common.catch.catcher_outcome import CatcherOutcomeCaught
    from moto.stepfunctions.parser.asl.component.state.choice.state_choice import StateChoice

    lead_on = StateChoice._eval_state_output

    def lead_on_watched(self: Any, env: Any) -> None:
        if run := run_of(env):
            run.reached.append(("choice", self.name, env.stack[-1].rule))
        lead_on(self, env)

    def catch_watched(self: Any, env: Any) -> None:
        for number, catcher in enumerate(self.catchers):
            catcher.eval(env)
            if isinstance(env.stack.pop(), CatcherOutcomeCaught):
                if run := run_of(env):
                    run.reached.append(
                        ("catch", env.states.context_object.context_object_data["State"]["Name"], number)
                    )
                env.stack.append(CatchOutcome.Caught)
                return
        env.stack.append(CatchOutcome.NotCaught)

    StateChoice._eval_state_output = lead_on_watched
    CatchDecl._eval_body = catch_watched
