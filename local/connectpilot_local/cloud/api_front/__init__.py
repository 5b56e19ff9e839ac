"""Serves the stack's HTTP APIs on this machine: routes, authorizers and payload 2.0 as API Gateway has them."""

from __future__ import annotations

from collections.abc import Mapping

from connectpilot_local.cloud.api_front.definition import UnsupportedApiError
from connectpilot_local.cloud.api_front.front import Front
from connectpilot_local.cloud.cloudformation.apis import ApiDefinition
from connectpilot_local.cloud.context import Context

__all__ = ["UnsupportedApiError", "start", "stop"]

_fronts: list[Front] = []


def start(context: Context, apis: Mapping[str, ApiDefinition]) -> dict[str, str]:
    """Serve each API on a free port of the loopback; the base URL (without a path) of each by logical id.

    CORS, throttling, access logs and detailed metrics of a stage are without effect here.
    """
    fronts = {api.logical_id: Front(api, context) for api in apis.values()}
    for front in fronts.values():
        front.start()
    _fronts.extend(fronts.values())
    return {logical_id: front.url for logical_id, front in fronts.items()}


def stop() -> None:
    """Free the ports."""
    while _fronts:
        _fronts.pop().stop()
