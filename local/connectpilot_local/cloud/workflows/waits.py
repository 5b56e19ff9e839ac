"""Repair P8: Wait and Retry take their time from the clock and end with the execution; Seconds are whole numbers."""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.parser.asl.component.common.retry.max_attempts_decl import MaxAttemptsOutcome
from moto.stepfunctions.parser.asl.component.common.retry.retrier_decl import RetrierDecl
from moto.stepfunctions.parser.asl.component.common.retry.retrier_outcome import RetrierOutcome
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.seconds import SecondsJSONata
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.timestamp import Timestamp
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.failures import fail_query
from connectpilot_local.cloud.workflows.patching import replace
from connectpilot_local.cloud.workflows.waiting import pause

LONGEST_WAIT = 99_999_999


def install(context: Context) -> None:
    def wait(self: Any, env: Any, wait_seconds: float) -> None:
        pause(context.clock, env, max(wait_seconds, 0))

    def whole_seconds(self: Any, env: Any) -> int:
        self.string_jsonata.eval(env=env)
        seconds = env.stack.pop()
        whole = isinstance(seconds, int) and not isinstance(seconds, bool)
        if not whole or not 0 <= seconds <= LONGEST_WAIT:
            fail_query(env, f"Seconds must be a whole number from 0 to {LONGEST_WAIT}, not {seconds!r}")
        return int(seconds)

    def seconds_until(self: Any, env: Any) -> float:
        self.string.eval(env=env)
        said = env.stack.pop()
        until = self._from_timestamp_string(timestamp=said)
        if until is None:
            fail_query(env, f"Timestamp must be an ISO-8601 time in UTC, not {said!r}")
        return float((until.replace(tzinfo=context.clock.now().tzinfo) - context.clock.now()).total_seconds())

    def retry(self: Any, env: Any) -> None:
        self.error_equals.eval(env)
        if not env.stack.pop():
            env.stack.append(RetrierOutcome.Skipped)
            return
        self.max_attempts.eval(env=env)
        if env.stack.pop() == MaxAttemptsOutcome.EXHAUSTED:
            env.stack.append(RetrierOutcome.Failed)
            return
        for part in (self.interval_seconds, self.backoff_rate, self.max_delay_seconds, self.jitter_strategy):
            part.eval(env=env)
        pause(context.clock, env, env.stack.pop())
        env.stack.append(RetrierOutcome.Executed)

    replace(WaitFunction, "_wait_interval", wait, digest="8f954dee")
    replace(SecondsJSONata, "_get_wait_seconds", whole_seconds, digest="4676db2c")
    replace(Timestamp, "_get_wait_seconds", seconds_until, digest="611d0409")
    replace(RetrierDecl, "_eval_body", retry, digest="48463fff")
