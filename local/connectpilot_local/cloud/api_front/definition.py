"""What the front needs to know of an HTTP API, read from the OpenAPI document that SAM wrote; the rest is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectpilot_local.cloud.cloudformation.apis import ApiDefinition

ANY = "ANY"
DEFAULT_ROUTE = "$default"
_ANY_METHOD = "x-amazon-apigateway-any-method"
IDENTITY_SOURCES = ("$request.header.", "$request.querystring.", "$stageVariables.", "$context.routeKey")
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_FUNCTION = re.compile(r"functions/(arn:[^/]+)/invocations")
_DEFAULT_TIMEOUT = 30.0
_DEFAULT_TTL = 300


class UnsupportedApiError(ValueError):
    """The document asks for something the local front does not do."""


@dataclass(frozen=True, slots=True)
class IamAuthorizer:
    """Requests must be signed (awsSigv4)."""


@dataclass(frozen=True, slots=True)
class LambdaAuthorizer:
    """A function with payload 2.0 and the simple response decides."""

    name: str
    function_arn: str
    identity_sources: tuple[str, ...]
    ttl_seconds: int


Authorizer = IamAuthorizer | LambdaAuthorizer


@dataclass(frozen=True, slots=True)
class Route:
    method: str
    path: str
    function_arn: str
    timeout_seconds: float
    authorizer: Authorizer | None

    @property
    def key(self) -> str:
        return DEFAULT_ROUTE if self.path == DEFAULT_ROUTE else f"{self.method} {self.path}"


def read_routes(api: ApiDefinition) -> tuple[Route, ...]:
    schemes = {
        **((api.body.get("components") or {}).get("securitySchemes") or {}),
        **api.authorizers,
    }
    routes = []
    for path, operations in (api.body.get("paths") or {}).items():
        for name, operation in operations.items():
            method = ANY if name == _ANY_METHOD else name.upper()
            if method != ANY and name.lower() not in _METHODS:
                raise UnsupportedApiError(f"{api.logical_id}: the operation {name} of {path} is unknown")
            routes.append(_route(api, schemes, path, method, operation))
    return tuple(routes)


def _route(
    api: ApiDefinition, schemes: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]
) -> Route:
    where = f"{api.logical_id}: {method} {path}"
    integration = operation.get("x-amazon-apigateway-integration") or {}
    if str(integration.get("type", "")).lower() != "aws_proxy" or integration.get("payloadFormatVersion") != "2.0":
        raise UnsupportedApiError(f"{where}: only Lambda proxy integrations with payload 2.0 are served")
    names = [name for requirement in operation.get("security") or [] for name in requirement]
    if len(names) > 1:
        raise UnsupportedApiError(f"{where}: more than one authorizer")
    authorizer = _authorizer(f"{where}: authorizer {names[0]}", names[0], schemes) if names else None
    timeout = min(float(integration.get("timeoutInMillis") or 1000 * _DEFAULT_TIMEOUT) / 1000, _DEFAULT_TIMEOUT)
    return Route(method, path, _function_arn(where, integration.get("uri")), timeout, authorizer)


def _authorizer(where: str, name: str, schemes: Mapping[str, Any]) -> Authorizer | None:
    if name == "NONE":
        return None
    scheme = schemes.get(name) or {}
    if scheme.get("x-amazon-apigateway-authtype") == "awsSigv4":
        return IamAuthorizer()
    asked = scheme.get("x-amazon-apigateway-authorizer") or {}
    if str(asked.get("type", "")).lower() != "request":
        raise UnsupportedApiError(f"{where}: neither IAM nor a Lambda authorizer of type request")
    if str(asked.get("authorizerPayloadFormatVersion")) != "2.0" or asked.get("enableSimpleResponses") is not True:
        raise UnsupportedApiError(f"{where}: only payload 2.0 with simple responses is served")
    sources = asked.get("identitySource") or []
    if isinstance(sources, str):
        sources = [source.strip() for source in sources.split(",")]
    unknown = [source for source in sources if not source.startswith(IDENTITY_SOURCES)]
    if unknown:
        raise UnsupportedApiError(f"{where}: the identity sources {unknown} are not read")
    ttl = asked.get("authorizerResultTtlInSeconds")
    return LambdaAuthorizer(
        name=name,
        function_arn=_function_arn(where, asked.get("authorizerUri")),
        identity_sources=tuple(sources),
        # Without identity sources there is nothing to cache by.
        ttl_seconds=(_DEFAULT_TTL if ttl is None else int(ttl)) if sources else 0,
    )


def _function_arn(where: str, uri: Any) -> str:
    found = _FUNCTION.search(str(uri))
    if found is None:
        raise UnsupportedApiError(f"{where}: {uri!r} names no function")
    return found[1]
