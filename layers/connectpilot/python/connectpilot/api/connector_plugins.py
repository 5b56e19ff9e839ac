"""GET /connector-plugins: what the registered plugins hold."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from ..bootstrap import api as bootstrap

router = APIGatewayHttpRouter()


@router.get("/connector-plugins")
def list_classes() -> list[dict[str, str]]:
    """Each class once, in the newest plugin that holds it; `connectorsOnly=false` adds converters and the like."""
    asked = (router.current_event.query_string_parameters or {}).get("connectorsOnly", "true")
    everything = asked.lower() == "false"
    found = {}
    for plugin in sorted(bootstrap.plugins().all(), key=lambda plugin: plugin.created_at):
        if plugin.state == "ACTIVE":
            found.update({one.class_name: one for one in plugin.classes if one.kind != "config_provider"})
    return [
        {"class": one.class_name, "type": one.kind, "version": one.version}
        for one in sorted(found.values(), key=lambda one: one.class_name)
        if everything or one.kind in ("source", "sink")
    ]
