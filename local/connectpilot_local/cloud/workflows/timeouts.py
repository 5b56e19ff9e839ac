"""Repair: TimeoutSeconds run on the clock, and a stopped execution does not wait for its task.

A task does real work at this machine's pace, so neither its timeout nor its machine's falls below a few real seconds,
however fast the clock runs; a Wait or Retry that outlasts the machine's timeout ends it on the dot.
"""

from __future__ import annotations

import copy
import threading
import time
from typing import Any

from moto.stepfunctions.parser.asl.component.common.timeouts.timeout import EvalTimeoutError
from moto.stepfunctions.parser.asl.component.eval_component import EvalComponent
from moto.stepfunctions.parser.asl.component.program.program import Program
from moto.stepfunctions.parser.asl.component.state.exec.execute_state import ExecutionState

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import replace
from connectpilot_local.cloud.workflows.waiting import LOOK_EVERY_SECONDS, set_deadline

LEAST_REAL_SECONDS = 10.0


def install(context: Context) -> None:
    def evaluate(self: Any, env: Any) -> None:
        self.timeout.eval(env=env)
        allowed = max(LEAST_REAL_SECONDS, context.clock.real_seconds(env.stack.pop()))
        frame = env.open_frame()
        frame.states.reset(input_value=env.states.get_input())
        frame.stack = copy.deepcopy(env.stack)
        attempt = _Attempt(self, frame)
        in_time = attempt.run(env, allowed)
        frame.set_ended()
        env.close_frame(frame)
        if not env.is_running():
            return
        if attempt.error:
            raise attempt.error
        if not in_time:
            raise EvalTimeoutError
        _take_result(self, env, frame.stack.pop())

    def run_program(self: Any, env: Any) -> None:
        env.next_state_name = self.start_at.start_at_name
        worker = threading.Thread(target=EvalComponent.eval, args=(self, env), daemon=True)
        seconds = self.timeout_seconds.timeout_seconds if self.timeout_seconds else None
        deadline = set_deadline(context.clock, env, seconds) if seconds else None
        least = time.monotonic() + LEAST_REAL_SECONDS
        worker.start()
        while worker.is_alive():
            worker.join(LOOK_EVERY_SECONDS)
            if context.stop.is_set():
                env.set_stop(stop_date=context.clock.now(), cause="The local cloud is going down", error=None)
            elif deadline and env.is_running() and context.clock.now() >= deadline.at and time.monotonic() >= least:
                env.set_timed_out()

    replace(ExecutionState, "_evaluate_with_timeout", evaluate, digest="c56deda0")
    replace(Program, "eval", run_program, digest="6d701880")


class _Attempt:
    """One attempt of a task, in a thread of its own."""

    def __init__(self, state: Any, frame: Any) -> None:
        self.error: Exception | None = None
        self._state, self._frame = state, frame
        self._done = threading.Event()

    def run(self, env: Any, seconds: float) -> bool:
        """Whether it came to its end in time; also ends when the execution does."""
        threading.Thread(target=self._work, daemon=True).start()
        until = time.monotonic() + seconds
        while env.is_running() and (left := until - time.monotonic()) > 0:
            if self._done.wait(min(left, LOOK_EVERY_SECONDS)):
                return True
        return self._done.is_set()

    def _work(self) -> None:
        try:
            self._state._eval_execution(self._frame)
        except Exception as error:  # noqa: BLE001  whatever it is becomes the task's failure
            self.error = error
        self._done.set()


def _take_result(state: Any, env: Any, result: Any) -> None:
    env.stack.append(result)
    if not state._is_language_query_jsonpath():
        env.states.set_result(result)
    if state.assign_decl:
        state.assign_decl.eval(env=env)
    if state.result_selector:
        state.result_selector.eval(env=env)
    if state.result_path:
        state.result_path.eval(env)
    else:
        env.states.reset(input_value=env.stack.pop())
