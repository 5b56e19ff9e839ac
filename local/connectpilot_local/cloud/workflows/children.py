"""Repair P9: a parent that is stopped stops the child it waits for, and hears of its end sooner."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_sfn as moto_sfn
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.patching import original, replace

LOG = logging.getLogger(__name__)
FIRST_LOOK_SECONDS, LAST_LOOK_SECONDS = 0.03, 0.4  # real
STOP = "connectpilot_stop"


def install(context: Context) -> None:
    def wait_for(self: Any, env: Any, sync_resolver: Any, **_: Any) -> Any:
        look_after = FIRST_LOOK_SECONDS
        while env.is_running():
            if result := sync_resolver():
                return result
            time.sleep(look_after)
            look_after = min(look_after * 1.5, LAST_LOOK_SECONDS)
        # Step Functions leaves the child alone when only the task's own timeout is over (developer guide, .sync).
        if isinstance(env.program_state(), ProgramStopped) and hasattr(sync_resolver, STOP):
            getattr(sync_resolver, STOP)()
        return None

    replace(StateTaskServiceCallback, "_eval_sync", wait_for, digest="b8f76de4")
    service = moto_sfn.StateTaskServiceSfn
    replace(service, "_build_sync_resolver", _stopping(original(service, "_build_sync_resolver")), digest="0a833c2f")
    replace(service, "_build_sync2_resolver", _stopping(original(service, "_build_sync2_resolver")), digest="fbbf50b6")


def _stopping(build: Callable[..., Any]) -> Callable[..., Any]:
    """What builds the resolver of a child, with a way to stop that child."""

    def build_with_stop(self: Any, env: Any, resource_runtime_part: Any, state_credentials: Any, **more: Any) -> Any:
        child = env.stack[-1]["ExecutionArn"]

        def stop() -> None:
            client = moto_sfn.boto_client_for(
                region=resource_runtime_part.region, service="stepfunctions", state_credentials=state_credentials
            )
            try:
                client.stop_execution(executionArn=child)
            except ClientError as error:  # best effort, as on AWS: the role may not be allowed to
                LOG.warning("child %s goes on: %s", child, error)

        resolver = build(
            self, env=env, resource_runtime_part=resource_runtime_part, state_credentials=state_credentials, **more
        )
        setattr(resolver, STOP, stop)
        return resolver

    return build_with_stop
