"""Decides whether a request may pass: IAM by its signature and the caller's rights, or a Lambda authorizer's answer."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectpilot_local.cloud.api_front.definition import IamAuthorizer, LambdaAuthorizer
from connectpilot_local.cloud.api_front.functions import FunctionFailedError, call
from connectpilot_local.cloud.api_front.request import Request, common_fields
from connectpilot_local.cloud.api_front.response import FORBIDDEN, INTERNAL_ERROR, UNAUTHORIZED, Response
from connectpilot_local.cloud.api_front.routing import Match
from connectpilot_local.cloud.api_front.signatures import verify
from connectpilot_local.cloud.cloudformation.apis import ApiDefinition
from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.identity import ACCOUNT, arn

# API Gateway waits this long for an authorizer.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Passed:
    """What functions find in requestContext.authorizer; None without an authorizer."""

    authorizer: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class _Remembered:
    until: datetime
    answer: Passed | Response


class Gate:
    """The authorizers of one API, with their caches on the clock."""

    def __init__(self, api: ApiDefinition, context: Context) -> None:
        self._api = api
        self._context = context
        self._cache: dict[tuple[str, ...], _Remembered] = {}
        self._lock = threading.Lock()

    def judge(self, request: Request, match: Match) -> Passed | Response:
        authorizer = match.route.authorizer
        if isinstance(authorizer, IamAuthorizer):
            return self._by_signature(request, match)
        if isinstance(authorizer, LambdaAuthorizer):
            return self._by_function(authorizer, request, match)
        return Passed()

    def _by_signature(self, request: Request, match: Match) -> Passed | Response:
        caller = verify(request)
        if caller is None:
            return FORBIDDEN
        allowed = caller.role_arn is None or self._context.authorise(
            caller.role_arn, "execute-api:Invoke", self._route_arn(request, match)
        )
        if not allowed:
            return FORBIDDEN
        return Passed(
            {
                "iam": {
                    "accessKey": caller.access_key,
                    "accountId": ACCOUNT,
                    "callerId": caller.caller_id,
                    "cognitoIdentity": None,
                    "principalOrgId": None,
                    "userArn": caller.arn,
                    "userId": caller.caller_id,
                }
            }
        )

    def _by_function(self, authorizer: LambdaAuthorizer, request: Request, match: Match) -> Passed | Response:
        identity = [_source(name, request, match, self._api) for name in authorizer.identity_sources]
        if not all(identity):
            return UNAUTHORIZED
        key = (authorizer.name, *(value or "" for value in identity))
        now = self._context.clock.now()
        with self._lock:
            known = self._cache.get(key)
        if known is not None and now < known.until:
            return known.answer
        event = {
            **common_fields(request, self._api, match, now),
            "type": "REQUEST",
            "routeArn": self._route_arn(request, match),
            "identitySource": identity,
        }
        try:
            answer = _read(call(authorizer.function_arn, event, _PATIENCE))
        except (FunctionFailedError, TimeoutError):
            return INTERNAL_ERROR
        if answer is not INTERNAL_ERROR and authorizer.ttl_seconds:
            with self._lock:
                self._cache[key] = _Remembered(now + timedelta(seconds=authorizer.ttl_seconds), answer)
        return answer

    def _route_arn(self, request: Request, match: Match) -> str:
        return arn(
            "execute-api",
            f"{self._api.api_id}/{self._api.stage}/{request.method}{request.path}"
            if match.route.key != "$default"
            else f"{self._api.api_id}/{self._api.stage}/$default",
        )


def _source(name: str, request: Request, match: Match, api: ApiDefinition) -> str | None:
    if name.startswith("$request.header."):
        return request.headers.get(name.removeprefix("$request.header.").lower())
    if name.startswith("$request.querystring."):
        return request.parameters.get(name.removeprefix("$request.querystring."))
    if name.startswith("$stageVariables."):
        return api.stage_variables.get(name.removeprefix("$stageVariables."))
    return match.route.key


def _read(payload: bytes) -> Passed | Response:
    try:
        answer = json.loads(payload)
    except ValueError:
        return INTERNAL_ERROR
    if not isinstance(answer, dict) or not isinstance(answer.get("isAuthorized"), bool):
        return INTERNAL_ERROR
    return Passed({"lambda": answer.get("context") or {}}) if answer["isAuthorized"] else FORBIDDEN
