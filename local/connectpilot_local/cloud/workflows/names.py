"""Repair P4: names of executions are checked, made up where none is given, and taken by only one of two at once."""

from __future__ import annotations

import re
import threading
import uuid
from typing import Any

from moto.stepfunctions.exceptions import InvalidName
from moto.stepfunctions.parser.models import StepFunctionsParserBackend

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import original, replace

LONGEST = 80
# Step Functions API reference, StartExecution, name: what it must not contain
FORBIDDEN = re.compile(r"""[\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]""")


def install(context: Context) -> None:
    start = original(StepFunctionsParserBackend, "start_execution")
    one_at_a_time = threading.Lock()

    def start_named(
        self: Any,
        state_machine_arn: str,
        name: str | None = None,
        execution_input: str | None = None,
        trace_header: str | None = None,
    ) -> Any:
        if name is not None:
            check(name)
        with one_at_a_time:  # else two requests both find the name free
            return start(self, state_machine_arn, name or str(uuid.uuid4()), execution_input or "{}", trace_header)

    replace(StepFunctionsParserBackend, "start_execution", start_named, digest="0f8d9dd5")


def check(name: str) -> None:
    if not 1 <= len(name) <= LONGEST or FORBIDDEN.search(name):
        raise InvalidName(f"Invalid Name: '{name}'")
