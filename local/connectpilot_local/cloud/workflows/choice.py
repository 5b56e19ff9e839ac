"""Repair P7: a Choice's own Assign and Output count only where no rule matched; no Default is States.NoChoiceMatched.

moto takes every rule that leads to the Default state for "none matched", and gives a condition that is no boolean the
wrong error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from moto.stepfunctions.parser.asl.component.state.choice.comparison.comparison import ConditionStringJSONata
from moto.stepfunctions.parser.asl.component.state.choice.state_choice import StateChoice

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.failures import NO_CHOICE_MATCHED, fail_execution, fail_query
from connectpilot_local.cloud.workflows.patching import replace


@dataclass(frozen=True, slots=True)
class Taken:
    """Where a Choice leads, and by which of its rules (None: by Default)."""

    next_state: str
    rule: int | None


def install(context: Context) -> None:
    replace(StateChoice, "_eval_state", _choose, digest="47c01743")
    replace(StateChoice, "_eval_state_output", _lead_on, digest="ab3b9020")
    replace(ConditionStringJSONata, "_eval_body", _judge, digest="0a12270e")


def _choose(self: Any, env: Any) -> None:
    for number, rule in enumerate(self.choices_decl.rules):
        rule.eval(env)
        if env.stack.pop():
            env.stack.append(Taken(rule.next_stmt.name, number))
            return
    if self.default_state is None:
        fail_execution(env, NO_CHOICE_MATCHED, f"No choice rule of the state '{self.name}' matched")
    env.stack.append(Taken(self.default_state.state_name, None))


def _judge(self: Any, env: Any) -> None:
    self.string_jsonata.eval(env=env)
    if not isinstance(env.stack[-1], bool):
        fail_query(env, f"The Condition '{self.string_jsonata.expression}' is no boolean but {env.stack[-1]!r}")


def _lead_on(self: Any, env: Any) -> None:
    taken: Taken = env.stack.pop()
    if taken.rule is None:
        for declared in (self.assign_decl, self.output):
            if declared:
                declared.eval(env=env)
    if self._is_language_query_jsonpath():
        if self.output_path:
            self.output_path.eval(env=env)
        else:
            env.states.reset(input_value=env.stack.pop())
    env.next_state_name = taken.next_state
