"""Runs the deployed state machines in the repaired interpreter, without Lambda and without waiting.

    def test_a_refused_restart_is_recorded(run_machine):
        end = run_machine(
            "heal_connector",                                   # statemachines/heal_connector.asl.yaml, as deployed
            {"detail": {...}},
            functions={"choose_remedy": lambda event: {"remedy": "RestartTasks"}},  # by folder name in functions/
            machines={"operate_connector": lambda given: {"outcome": "refused"}},  # children, by file name
            tables={"connectors": [{"name": "orders", "fence": 3}]},  # plain values, put in before the run
        )
        assert end.status == "SUCCEEDED" and end.path[-1] == "RecordRefused"

- Functions and machines are callables (event) -> result; both cross as JSON. `end.given_to(name)`: what one was given.
  A function that raises fails the task as Lambda does: the exception's class name is the error, its text errorMessage.
  `raise TaskError("Lambda.TooManyRequestsException")` (or "Sandbox.Timedout", "States.Timeout" ...) takes any name.
  A machine that raises ends FAILED (its parent sees States.TaskFailed), the class name its Error; TaskError as above.
  `describe_<machine>` answers what asks how a child ended (describeExecution), where that is not the child itself.
- `faults={"ReleaseLease": "DynamoDB.InternalServerError"}` makes any Task (or Map) state fail, whatever its service.
  A list gives one entry an attempt: ["Lambda.ServiceException", None] fails once and then lets it run.
  `Lost("States.Timeout")` lets the task do its work and loses the answer.
- Time: Wait and Retry jump the clock instead of spending time, so hours cost nothing and are exact. `$now()`,
  `$millis()` and Execution.StartTime read that clock, `end.seconds` is the time it took; between two runs
  `run_machine.clock.skip(60)`.
  Task timeouts cover real work and keep 10 real seconds: use a fault to see States.Timeout.
- Tables, topics, buckets are real ones in moto: `end.table("connectors")` gives items as plain values, `end.published`
  the messages of SNS. They are emptied before each test, not between two runs of one test ("the same event twice").
- `${Placeholders}`: FooFunctionArn, FooStateMachineArn, FooArn, FooTable(Name), FooTopic(Arn), FooBucket(Name),
  Partition are filled with test values; others (numbers) come from template.yaml where it gives them plainly, else
  from `values={"PollSeconds": 10}`.
- Last test of each machine's file:

    def test_every_branch_is_reached(never_reached):
        assert never_reached("heal_connector") == []

  It lists states, Choice rules and Catches that no test before it has been through (under xdist: --dist loadfile).
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import harness_coverage
import harness_standins
from harness_definition import Definition, fill, load
from harness_standins import Lost, TaskError
from harness_world import World

__all__ = ["End", "Harness", "Lost", "TaskError"]

Standin = Callable[[Any], Any]
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class End:
    """How an execution ended, and the way it took."""

    status: str
    output: Any
    error: str | None
    cause: str | None
    path: list[str]
    history: list[dict[str, Any]]
    calls: list[tuple[str, Any]]
    started_at: datetime
    ended_at: datetime
    arn: str
    published: list[dict[str, Any]] = field(default_factory=list)
    table: Callable[[str], list[dict[str, Any]]] = field(default=lambda name: [])

    @property
    def seconds(self) -> float:
        """How long it took on the clock."""
        return (self.ended_at - self.started_at).total_seconds()

    def given_to(self, name: str) -> list[Any]:
        """What one function or child machine was called with, in order."""
        return [event for called, event in self.calls if called == name]

    def assigned(self, variable: str) -> Any:
        """The last value that a variable was given."""
        for event in reversed(self.history):
            for details in event.values():
                if isinstance(details, dict) and variable in details.get("assignedVariables", {}):
                    return json.loads(details["assignedVariables"][variable])
        raise KeyError(variable)


class Harness:
    """What the fixture `run_machine` is: call it to run a machine of statemachines/ to its end."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.clock = world.clock

    def __call__(
        self,
        machine: str,
        given: Any = None,
        *,
        functions: Mapping[str, Standin] | None = None,
        machines: Mapping[str, Standin] | None = None,
        tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
        faults: Mapping[str, Any] | None = None,
        values: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> End:
        definition = load(machine)
        return self.run(
            definition,
            given,
            functions=functions,
            machines=machines,
            tables=tables,
            faults=faults,
            values=values,
            name=name,
        )

    def run(
        self,
        definition: Definition | dict[str, Any],
        given: Any = None,
        *,
        functions: Mapping[str, Standin] | None = None,
        machines: Mapping[str, Standin] | None = None,
        tables: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
        faults: Mapping[str, Any] | None = None,
        values: Mapping[str, Any] | None = None,
        name: str | None = None,
    ) -> End:
        """The same for a definition that a test has made up."""
        if isinstance(definition, dict):
            definition = Definition("made_up", definition)
        filled = fill(definition, values or {}, functions or {}, machines or {})
        self._world.make(filled)
        for table, items in (tables or {}).items():
            self._world.put(table, items)
        run = harness_standins.Run(definition.name, dict(functions or {}), dict(machines or {}), dict(faults or {}))
        arn = self._world.machine(definition.name, filled.text)
        execution = self._start(arn, name or uuid.uuid4().hex, given, run)
        self._await(execution)
        return self._end(execution, run, definition)

    def start(self, arn: str, name: str, given: Any) -> Any:
        """Start an execution of a machine that `World.machine` knows and do not wait for its end."""
        return self._start(arn, name, given, harness_standins.Run("", {}, {}, {}))

    def _start(self, arn: str, name: str, given: Any, run: harness_standins.Run) -> Any:
        harness_standins.expect(arn.replace(":stateMachine:", ":execution:") + f":{name}", run)
        return self._world.machines.start_execution(arn, name, json.dumps({} if given is None else given))

    def _await(self, execution: Any) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while execution.status == "RUNNING":
            if time.monotonic() > until:
                way = " > ".join(path_of(execution))
                execution.stop(None, None, None)
                raise AssertionError(f"still running after {PATIENCE_SECONDS} real seconds: {way[-2000:]}")
            time.sleep(0.001)

    def _end(self, execution: Any, run: harness_standins.Run, definition: Definition) -> End:
        harness_coverage.reached(definition.name, [("state", name, None) for name in path_of(execution)])
        harness_coverage.reached(definition.name, run.reached)
        if run.wrong:
            raise AssertionError("; ".join(run.wrong))
        return End(
            status=execution.status,
            output=json.loads(execution.output) if execution.output else None,
            error=execution.error,
            cause=execution.cause,
            path=path_of(execution),
            history=execution.to_history_output()["events"],
            calls=list(run.calls),
            started_at=execution.start_date,
            ended_at=max(execution.stop_date, execution.start_date + timedelta()),
            arn=execution.exec_arn,
            published=self._world.published(),
            table=self._world.items,
        )


def path_of(execution: Any) -> list[str]:
    events = execution.to_history_output()["events"]
    return [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]
