"""/connectors: list, create, read, change and delete."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler import Response, content_types
from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from .. import bootstrap as root
from ..bootstrap import api as bootstrap
from ..domain.errors import InvalidSpecError
from ..usecases.apply_connector import Accepted
from .requests import address, caller, cause, json_object

router = APIGatewayHttpRouter()


@router.get("/connectors")
def list_connectors() -> Any:
    # API Gateway joins a repeated parameter with commas, Kafka Connect repeats it: the raw query tells them apart.
    expand = parse_qs(router.current_event.raw_event.get("rawQueryString", ""), keep_blank_values=True).get("expand")
    show = bootstrap.show_connectors()
    if expand is None:
        return show.names()
    return show.expanded(status="status" in expand, info="info" in expand, now=root.now())


@router.post("/connectors")
def create() -> Response[str]:
    request = json_object(router.current_event)
    if unknown := request.keys() - {"name", "config", "initial_state"}:
        raise InvalidSpecError(
            f"{', '.join(sorted(unknown))}: not a field of this request; it has name, config, initial_state"
        )
    name, config = request.get("name"), request.get("config")
    if not isinstance(name, str) or not isinstance(config, dict):
        raise InvalidSpecError('the request needs "name", a string, and "config", an object')
    _same_name(name, config)
    state = str(request.get("initial_state", "RUNNING")).upper()
    if state not in ("RUNNING", "STOPPED"):
        raise InvalidSpecError(
            '"initial_state" may be RUNNING or STOPPED; MSK Connect cannot create a paused connector: create it,'
            " then PUT /connectors/{name}/pause"
        )
    accepted = _apply(name.strip(), config, must_be_new=True, stopped=state == "STOPPED")
    return _created(accepted)


@router.get("/connectors/<name>")
def get_connector(name: str) -> dict[str, Any]:
    return bootstrap.show_connectors().info(name)


@router.get("/connectors/<name>/config")
def get_config(name: str) -> dict[str, str]:
    return bootstrap.show_connectors().configuration(name)


@router.put("/connectors/<name>/config")
def put_config(name: str) -> Response[str]:
    config = json_object(router.current_event)
    _same_name(name, config)
    accepted = _apply(name, config)
    return _created(accepted) if accepted.created else _json(200, _view(accepted))


@router.patch("/connectors/<name>/config")
def patch_config(name: str) -> Response[str]:
    """Kafka Connect 3.8's merge: a null removes a key."""
    changes = json_object(router.current_event)
    _same_name(name, changes)
    merged: dict[str, Any] = {**bootstrap.show_connectors().configuration(name), **changes}
    return _json(200, _view(_apply(name, {key: value for key, value in merged.items() if value is not None})))


def _apply(name: str, config: dict[str, Any], *, must_be_new: bool = False, stopped: bool = False) -> Accepted:
    event = router.current_event
    return bootstrap.apply_connector()(
        name, config, caller=caller(event), cause=cause(event), must_be_new=must_be_new, stopped=stopped
    )


def _same_name(name: str, config: dict[str, Any]) -> None:
    if config.get("name", name) != name:
        raise InvalidSpecError(
            f'"name" inside the configuration differs from {name!r}: leave it out or make it the same'
        )


def _view(accepted: Accepted) -> dict[str, Any]:
    spec = accepted.spec
    return {"name": spec.name, "config": {"name": spec.name, **spec.wanted}, "tasks": [], "type": accepted.kind}


def _created(accepted: Accepted) -> Response[str]:
    return _json(201, _view(accepted), {"Location": address(router.current_event, f"/connectors/{accepted.spec.name}")})


def _json(status: int, value: Any, headers: dict[str, str] | None = None) -> Response[str]:
    return Response(status, content_types.APPLICATION_JSON, json.dumps(value), headers=dict(headers or {}))
