"""Repair: what grows or repeats for no use: a list of all threads, a parse for every execution, long logs.

The parsed definition holds no state of an execution (items of a Map share it already), so executions can share it too.
An error passes a dozen components, and each logs itself written out, even where a Catch waits; history tells it once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from moto.stepfunctions.parser.asl.component.eval_component import EvalComponent
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import original, rebind_everywhere, replace


class _Forgetful(list[Any]):
    """A list that keeps nothing."""

    def append(self, item: Any) -> None:
        """Let go of it."""


def install(context: Context) -> None:
    parse = lru_cache(maxsize=64)(original(AmazonStateLanguageParser, "parse"))

    def parse_once(definition: str) -> Any:
        return parse(definition)

    replace(AmazonStateLanguageParser, "parse", parse_once, digest="a59a7d18")
    replace(EvalComponent, "_log_failure_event_exception", _say_nothing, digest="7d7aa73b")
    replace(EvalComponent, "_log_exception", _say_nothing, digest="2125c07b")
    rebind_everywhere("TMP_THREADS", _Forgetful())


def _say_nothing(self: Any, *_: Any, **__: Any) -> None:
    """The error goes on its way."""
