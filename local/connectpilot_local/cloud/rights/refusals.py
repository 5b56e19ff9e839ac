"""Refusals worded as each service's clients expect them: code, status, headers and body by protocol."""

from __future__ import annotations

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

from connectpilot_local.cloud.rights.call import Call
from connectpilot_local.cloud.rights.targets import Target
from connectpilot_local.cloud.rights.verdict import NOT_JUDGED_CODE, Reason, Verdict

_ACCESS_DENIED = "AccessDenied"
_CODES = {
    "cloudwatch": _ACCESS_DENIED,
    "ec2": "UnauthorizedOperation",
    "iam": _ACCESS_DENIED,
    "s3": _ACCESS_DENIED,
    "sns": "AuthorizationError",
    "sqs": _ACCESS_DENIED,
    "sts": _ACCESS_DENIED,
}
# JSON services answer 400, these and all others 403.
_ANSWERS_400 = ("dynamodb", "events", "logs", "secretsmanager", "ssm", "stepfunctions", "xray")
_QUERY_COMPATIBLE = ("cloudwatch", "sqs")
_REQUEST_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a client is told; `protocol` is the one it spoke."""

    service: str
    protocol: str
    code: str
    message: str

    @property
    def status(self) -> str:
        return "400 Bad Request" if self.service in _ANSWERS_400 else "403 Forbidden"


def refusal(call: Call, verdict: Verdict, who: str, target: Target) -> Refusal:
    """The refusal of one action, in IAM's words."""
    service, protocol, action, resource = call.service, call.protocol, target.action, target.resource
    if verdict.reason is Reason.NOT_JUDGED:
        return Refusal(service, protocol, NOT_JUDGED_CODE, f"The local cloud cannot judge {action}: {verdict.detail}")
    why = {
        Reason.DENIED: f"with an explicit deny in an identity-based policy ({verdict.detail})",
        Reason.BOUNDARY: f"because no permissions boundary allows the {action} action",
    }.get(verdict.reason, f"because no identity-based policy allows the {action} action")
    code = _CODES.get(service, "AccessDeniedException")
    message = f"User: {who} is not authorized to perform: {action} on resource: {resource} {why}"
    return Refusal(service, protocol, code, message)


def to_http(refused: Refusal, *, head: bool = False) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body of a refusal."""
    headers, body = _body(refused)
    if head:
        return refused.status, [("Content-Length", "0")], b""
    return refused.status, [*headers, ("Content-Length", str(len(body)))], body


def _body(refused: Refusal) -> tuple[list[tuple[str, str]], bytes]:
    code, message = escape(refused.code), escape(refused.message)
    if refused.protocol == "rest-xml":
        text = f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{_REQUEST_ID}</RequestId></Error>"
    elif refused.protocol == "ec2":
        text = (
            f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
            f"<RequestID>{_REQUEST_ID}</RequestID></Response>"
        )
    elif refused.protocol == "query":
        text = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
            f"<RequestId>{_REQUEST_ID}</RequestId></ErrorResponse>"
        )
    else:
        return _json_headers(refused), json.dumps(
            {"__type": refused.code, "message": refused.message, "Message": refused.message}
        ).encode()
    return [("Content-Type", "text/xml")], f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def _json_headers(refused: Refusal) -> list[tuple[str, str]]:
    headers = [("Content-Type", "application/x-amz-json-1.0"), ("x-amzn-ErrorType", refused.code)]
    if refused.service in _QUERY_COMPATIBLE:
        headers.append(("x-amzn-query-error", f"{refused.code};Sender"))
    return headers
