"""How a connector is: status, tasks, topics."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from .. import bootstrap as root
from ..bootstrap import api as bootstrap
from ..domain.errors import ConnectorNotFoundError
from .errors import body

router = APIGatewayHttpRouter()


@router.get("/connectors/<name>/status")
def get_status(name: str) -> dict[str, Any]:
    return bootstrap.show_connectors().status(name, now=root.now())


@router.get("/connectors/<name>/tasks")
def list_tasks(name: str) -> list[dict[str, Any]]:
    """Ids only: MSK Connect does not tell a task's configuration."""
    status = bootstrap.show_connectors().status(name, now=root.now())
    return [{"id": {"connector": name, "task": task["id"]}, "config": {}} for task in status["tasks"]]


@router.get("/connectors/<name>/tasks/<task>/status")
def get_task_status(name: str, task: str) -> dict[str, Any]:
    for found in bootstrap.show_connectors().status(name, now=root.now())["tasks"]:
        if str(found["id"]) == task:
            return dict(found)
    raise ConnectorNotFoundError(f"No status found for task {name}-{task[:20]}")


@router.get("/connectors/<name>/topics")
def list_topics(name: str) -> dict[str, Any] | Response[str]:
    """A sink's topics stand in its configuration; which ones a source wrote to, MSK Connect does not tell."""
    topics = bootstrap.show_connectors().configuration(name).get("topics")
    if topics is None:
        return body(403, "Topic tracking is disabled.")
    return {name: {"topics": [topic.strip() for topic in topics.split(",")]}}
