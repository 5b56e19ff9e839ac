"""Repair: each item of a Map counts its own tries, although the items share the parsed definition.

A declaration of moto's gets the key under which an item counts when it is first asked. Two items that fail at the same
moment each make one, the later one stays, and whoever counted under the other begins anew: one try too many.
"""

from __future__ import annotations

from typing import Any

from moto.stepfunctions.parser.asl.component.common.retry.backoff_rate_decl import BackoffRateDecl
from moto.stepfunctions.parser.asl.component.common.retry.max_attempts_decl import MaxAttemptsDecl

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import replace


def install(context: Context) -> None:
    del context
    replace(MaxAttemptsDecl, "_attempt_number_key", _key, digest="1086a7dd")
    replace(BackoffRateDecl, "_next_multiplier_key", _key, digest="1e7b9f49")


def _key(self: Any) -> str:
    return f"{type(self).__name__}-{id(self)}"
