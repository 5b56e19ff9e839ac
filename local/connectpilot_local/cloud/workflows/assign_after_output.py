"""Repair P2: Output beside Assign sees the values from before the state (moto assigns first, and shows it the new)."""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.parser.asl.component.common.assign.assign_decl import AssignDecl
from moto.stepfunctions.parser.asl.component.state.state import CommonStateField

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import original, replace

PENDING = "_connectpilot_pending"


def install(context: Context) -> None:
    leave = original(CommonStateField, "_get_state_exited_event_details")

    def collect(self: Any, env: Any) -> None:
        assigned: dict[str, Any] = {}
        for declared in self.declaration_bindings:
            declared.eval(env=env)
            assigned.update(env.stack.pop())
        setattr(env.variable_store, PENDING, assigned)

    def assign_and_leave(self: Any, env: Any) -> Any:
        for name, value in getattr(env.variable_store, PENDING, {}).items():
            env.variable_store.set(variable_identifier=name, variable_value=value)
        setattr(env.variable_store, PENDING, {})
        return leave(self, env=env)

    replace(AssignDecl, "_eval_body", collect, digest="652b8326")
    replace(CommonStateField, "_get_state_exited_event_details", assign_and_leave, digest="82ead978")
