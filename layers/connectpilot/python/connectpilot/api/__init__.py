"""Kafka Connect's REST contract over the tables and the door."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response, content_types
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from . import actions, connector_plugins, connectors, connectpilot, errors, releases, root, status


def build() -> APIGatewayHttpResolver:
    """The resolver with every route; paths come without a trailing slash (see functions/serve_api)."""
    app = APIGatewayHttpResolver()
    for part in (root, connectors, actions, status, connector_plugins, connectpilot, releases):
        app.include_router(part.router)
    app.exception_handler(Exception)(errors.answer)

    @app.not_found
    def unknown(_: NotFoundError) -> Response[str]:
        method, path = app.current_event.http_method, app.current_event.path
        # Powertools does not tell a known path from an unknown one, nor lists its routes in public.
        routes = [*app._static_routes, *app._dynamic_routes]
        allowed = sorted({route.method for route in routes if route.rule.match(path)})
        if not allowed:
            return errors.body(404, f"HTTP 404 Not Found: {method} {path}")
        answer = errors.body(405, f"HTTP 405 Method Not Allowed: {method} {path}; there is {', '.join(allowed)}")
        answer.headers["Allow"] = ",".join(allowed)
        return answer

    return app


__all__ = ["build", "content_types"]
