"""/connectpilot/plugins and /connectpilot/reports: what uploads became, and what is inside."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from ..bootstrap import api as bootstrap
from .requests import number

router = APIGatewayHttpRouter()
_REPORTS = "/connectpilot/reports/"


@router.get("/connectpilot/plugins")
def list_plugins() -> list[dict[str, Any]]:
    return bootstrap.show_plugins().all()


@router.get("/connectpilot/plugins/<name>")
def get_plugin(name: str) -> dict[str, Any]:
    return bootstrap.show_plugins().one(name)


@router.get("/connectpilot/reports")
def list_reports() -> list[dict[str, Any]]:
    event = router.current_event
    limit, offset = number(event, "limit", 20, range(1, 101)), number(event, "offset", 0, range(1_000_000))
    return bootstrap.show_reports().newest(limit=limit, offset=offset)


@router.get("/connectpilot/reports/.+")
def get_report() -> dict[str, Any]:
    """Uploads may lie in folders, and API Gateway hands on a decoded path: so the name is all that follows."""
    return bootstrap.show_reports().one(router.current_event.path.removeprefix(_REPORTS))
