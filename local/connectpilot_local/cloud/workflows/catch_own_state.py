"""Repair P6: a Catch may lead back to its own state (moto takes that for "no Catch has spoken" and goes on to Next)."""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.parser.asl.component.common.catch.catch_outcome import CatchOutcome
from moto.stepfunctions.parser.asl.component.state.state import CommonStateField

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import original, replace


def install(context: Context) -> None:
    set_next = original(CommonStateField, "_set_next")

    def set_next_unless_caught(self: Any, env: Any) -> None:
        caught = bool(env.stack) and env.stack[-1] is CatchOutcome.Caught
        if not caught:
            set_next(self, env)

    replace(CommonStateField, "_set_next", set_next_unless_caught, digest="08e86e76")
