"""Repair P10: a States.* error of an item or branch keeps its name (moto: States.Runtime).

Its siblings are stopped, not merely ended, so that machines they wait for are stopped with them (P9).
"""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import iteration_worker
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.inline_iteration_component import (
    InlineIterationComponent,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import branches_decl

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.failures import error_name_of
from connectpilot_local.cloud.workflows.patching import original, rebind, replace


def install(context: Context) -> None:
    run_items = original(InlineIterationComponent, "_eval_body")

    def run_items_or_stop(self: Any, env: Any) -> None:
        try:
            run_items(self, env)
        except Exception:
            for frame in list(env._frames):
                frame.set_stop(stop_date=context.clock.now(), cause=None, error=None)
            raise

    replace(InlineIterationComponent, "_eval_body", run_items_or_stop, digest="1a65306e")
    for module in (iteration_worker, branches_decl):
        rebind(module, "CustomErrorName", error_name_of)
