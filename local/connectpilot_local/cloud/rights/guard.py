"""The guard in front of moto: lets through what the caller's role may do, and refuses the rest as AWS would."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from connectpilot_local.cloud.context import Middleware
from connectpilot_local.cloud.identity import EXEMPT_ACCESS_KEY
from connectpilot_local.cloud.rights.call import NotUnderstoodError, Signature, call_of, signature_of
from connectpilot_local.cloud.rights.judge import Rights
from connectpilot_local.cloud.rights.machine_role import CHECKED
from connectpilot_local.cloud.rights.refusals import Refusal, refusal, to_http
from connectpilot_local.cloud.rights.verdict import NOT_JUDGED_CODE, Reason, Verdict

App = Callable[..., Iterable[bytes]]
# The local cloud's own doors and moto's, which are no AWS API.
_UNGUARDED = ("/_local/", "/moto-api", "/favicon.ico")
_PROTOCOLS = {"s3": "rest-xml", "ec2": "ec2", "sns": "query", "iam": "query", "sts": "query"}


def guard(rights: Rights) -> Middleware:
    """A WSGI middleware; what it does not understand it refuses, with a code of its own."""

    def middleware(app: App) -> App:
        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if environ.get("PATH_INFO", "").startswith(_UNGUARDED):
                return app(environ, start_response)
            signature = signature_of(environ)
            refused = _judge(rights, environ, signature)
            if refused is None:
                return app(environ, start_response)
            status, headers, body = to_http(refused, head=environ["REQUEST_METHOD"] == "HEAD")
            start_response(status, headers)
            return [body]

        return answer

    return middleware


def _judge(rights: Rights, environ: dict[str, Any], signature: Signature | None) -> Refusal | None:
    if signature is None:
        return _nobody(rights, environ, "s3", "an unsigned request")
    if signature.access_key == EXEMPT_ACCESS_KEY:
        return _judge_machine_only(rights, environ, signature)
    session = rights.sessions.of_key(signature.access_key)
    if session is None:
        return _nobody(rights, environ, signature.service, f"access key {signature.access_key}, which is no role's")
    try:
        call = call_of(environ, signature)
        refused = rights.judge_call(session, call) or rights.judge_own_role(call)
    except NotUnderstoodError as error:
        return _not_understood(rights, environ, session.role_arn, signature.service, str(error))
    if refused is None:
        return None
    return refusal(call, refused.verdict, session.arn, refused.target)


def _judge_machine_only(rights: Rights, environ: dict[str, Any], signature: Signature) -> Refusal | None:
    """The deployer may do everything; yet the role of a machine it makes must be up to its work."""
    target = environ.get("HTTP_X_AMZ_TARGET", "")
    if signature.service != "stepfunctions" or not target.endswith(CHECKED):
        return None
    try:
        call = call_of(environ, signature)
    except NotUnderstoodError:
        return None  # moto will say what is wrong with it
    refused = rights.judge_own_role(call)
    if refused is None:
        return None
    return refusal(call, refused.verdict, str(call.get("roleArn")), refused.target)


def _nobody(rights: Rights, environ: dict[str, Any], service: str, who: str) -> Refusal:
    return _not_understood(rights, environ, who, service, f"{service} called by {who}")


def _not_understood(rights: Rights, environ: dict[str, Any], who: str, service: str, why: str) -> Refusal:
    path = f"{environ.get('REQUEST_METHOD')} {environ.get('PATH_INFO')}"
    rights.log.record(who, f"{service}:?", path, Verdict(Reason.NOT_JUDGED, why))
    return Refusal(service, _protocol(service, environ), NOT_JUDGED_CODE, f"The local cloud cannot judge {why}")


def _protocol(service: str, environ: dict[str, Any]) -> str:
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        return "ec2" if service == "ec2" else "query"
    return _PROTOCOLS.get(service, "json")
