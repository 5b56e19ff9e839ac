"""Repair: executions start and states are entered at the clock's time, and the history says so."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from moto.stepfunctions.parser import models
from moto.stepfunctions.parser.asl.component.state import state
from moto.stepfunctions.parser.asl.component.state.state import CommonStateField
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventManager

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.repairs import MotoChangedError
from connectpilot_local.cloud.workflows.patching import original, rebind, replace, source_digest


def install(context: Context) -> None:
    def now(tz: Any = None) -> datetime:
        return context.clock.now().astimezone(tz or UTC)

    # Both modules ask `datetime.datetime.now(tz=datetime.timezone.utc)` and nothing else of datetime.
    clocked = SimpleNamespace(datetime=SimpleNamespace(now=now), timezone=SimpleNamespace(utc=UTC))
    _expect(CommonStateField, "_eval_body", "035f80ca")
    _expect(models.StepFunctionsParserBackend, "start_execution", "0f8d9dd5")
    rebind(state, "datetime", clocked)
    rebind(models, "datetime", clocked)
    replace(EventManager, "_get_current_timestamp", context.clock.now, digest="d1359f28")


def _expect(owner: Any, name: str, digest: str) -> None:
    if source_digest(original(owner, name)) != digest:
        raise MotoChangedError(f"{owner.__qualname__}.{name} has changed: look how it asks for the time")
