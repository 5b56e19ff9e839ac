"""Calls a function through moto's Lambda backend and waits for it, but not for ever."""

from __future__ import annotations

import json
import threading
from typing import Any

from moto.awslambda.utils import get_backend

from connectpilot_local.cloud.identity import ACCOUNT, REGION


class FunctionFailedError(RuntimeError):
    """The function is missing, was throttled, or ended with an error."""


def call(function_arn: str, event: dict[str, Any], timeout: float) -> bytes:
    """What the function answers. Its work goes on when we no longer wait, as on AWS: the timeout is TimeoutError."""
    done = threading.Event()
    outcome: list[bytes | BaseException] = []

    def run() -> None:
        try:
            outcome.append(_invoke(function_arn, event))
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits
            outcome.append(error)
        finally:
            done.set()

    threading.Thread(target=run, name="api-call", daemon=True).start()
    if not done.wait(timeout):
        raise TimeoutError(function_arn)
    if isinstance(outcome[0], BaseException):
        raise FunctionFailedError(str(outcome[0])) from outcome[0]
    return outcome[0]


def _invoke(function_arn: str, event: dict[str, Any]) -> bytes:
    told: dict[str, Any] = {}
    # Written as on the wire: the function sees no object of ours.
    headers = {"X-Amz-Invocation-Type": "RequestResponse"}
    payload = get_backend(ACCOUNT, REGION).invoke(function_arn, None, json.dumps(event), headers, told)
    if "x-amz-function-error" in {str(name).lower() for name in told}:
        raise FunctionFailedError(f"{function_arn}: {payload!r}")
    return payload.encode() if isinstance(payload, str) else bytes(payload or b"")
