"""What is done to a connector: restart, pause, resume, stop, delete; answered at once, as Kafka Connect does."""

from __future__ import annotations

import json
from typing import Any

from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from .. import bootstrap as root
from ..bootstrap import api as bootstrap
from ..domain.errors import ConnectorNotFoundError, ConnectorNotRunningError
from ..usecases.request_change import Change
from .requests import caller, cause, flag

router = APIGatewayHttpRouter()


@router.post("/connectors/<name>/restart")
def restart(name: str) -> Response[str]:
    """204 for a plain restart, 202 with a status where tasks are spoken of; the tasks are restarted either way."""
    event = router.current_event
    only_failed = flag(event, "onlyFailed")
    _ask(name, "restart", only_failed_tasks=only_failed)
    if not only_failed and not flag(event, "includeTasks"):
        return Response(204)
    status = bootstrap.show_connectors().status(name, now=root.now())
    for part in (status["connector"], *status["tasks"]):
        if not only_failed or part["state"] == "FAILED":
            part["state"] = "RESTARTING"
    return Response(202, content_types.APPLICATION_JSON, json.dumps(status))


@router.post("/connectors/<name>/tasks/<task>/restart")
def restart_task(name: str, task: str) -> Response[Any]:
    """MSK Connect cannot restart one task: it restarts all that failed, and so only a failed one can be asked for."""
    tasks = {str(found["id"]): found for found in bootstrap.show_connectors().status(name, now=root.now())["tasks"]}
    if not tasks:
        raise ConnectorNotRunningError(
            f"Task {name}-{task[:20]}: no metrics since the last change tell which tasks there are; try again in some"
            f" minutes, or restart the connector (POST /connectors/{name}/restart)"
        )
    if task not in tasks:
        raise ConnectorNotFoundError(f"Unknown task: {name}-{task[:20]}")
    if tasks[task]["state"] != "FAILED":
        raise ConnectorNotRunningError(
            f"Task {name}-{task} is {tasks[task]['state']}: MSK Connect restarts all failed tasks at once,"
            f" and a healthy one only with the whole connector (POST /connectors/{name}/restart)"
        )
    _ask(name, "restart", only_failed_tasks=True)
    return Response(204)


@router.put("/connectors/<name>/pause")
def pause(name: str) -> Response[Any]:
    _ask(name, "pause")
    return Response(202)


@router.put("/connectors/<name>/resume")
def resume(name: str) -> Response[Any]:
    _ask(name, "resume")
    return Response(202)


@router.put("/connectors/<name>/stop")
def stop(name: str) -> Response[Any]:
    """Ends the connector and its bill; its spec and its position stay for PUT /resume."""
    _ask(name, "stop")
    return Response(204)


@router.delete("/connectors/<name>")
def delete(name: str) -> Response[Any]:
    if bootstrap.show_connectors().is_gone(name):
        raise ConnectorNotFoundError(f"Connector {name} not found")
    _ask(name, "delete")
    return Response(204)


def _ask(name: str, change: Change, *, only_failed_tasks: bool = False) -> None:
    event = router.current_event
    bootstrap.request_change()(
        name, change, caller=caller(event), cause=cause(event), only_failed_tasks=only_failed_tasks
    )
