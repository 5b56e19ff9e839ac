"""Verifies AWS Signature Version 4 of a request and tells whose access key made it."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from connectpilot_local.cloud.api_front.request import Request
from connectpilot_local.cloud.identity import ACCOUNT, EXEMPT_ACCESS_KEY, EXEMPT_CREDENTIALS, PARTITION, REGION

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=(?P<key>[^/]+)/(?P<date>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request,"
    r"\s*SignedHeaders=(?P<headers>[^,]+),\s*Signature=(?P<signature>[0-9a-f]{64})"
)
_SERVICE = "execute-api"
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Caller:
    access_key: str
    secret: str
    token: str | None
    arn: str
    """As in requestContext.authorizer.iam.userArn: of the user, or of the role's session."""
    role_arn: str | None
    caller_id: str


FindCaller = Callable[[str], Caller | None]


def find_caller(access_key: str) -> Caller | None:
    """Who owns an access key that moto gave out, or the deployer."""
    if access_key == EXEMPT_ACCESS_KEY:
        root = f"arn:{PARTITION}:iam::{ACCOUNT}:root"
        return Caller(access_key, EXEMPT_CREDENTIALS["aws_secret_access_key"], None, root, None, ACCOUNT)
    for session in sts_backends[ACCOUNT][PARTITION].assumed_roles:
        if session.access_key_id == access_key:
            return Caller(
                access_key,
                session.secret_access_key,
                session.session_token,
                session.arn,
                session.role_arn,
                session.user_id,
            )
    key: Any = iam_backends[ACCOUNT][PARTITION].access_keys.get(access_key)
    if key is None or key.status != "Active":
        return None
    user = iam_backends[ACCOUNT][PARTITION].get_user(key.user_name)
    return Caller(access_key, key.secret_access_key, None, user.arn, None, user.id)


def verify(request: Request, find: FindCaller = find_caller) -> Caller | None:
    """The caller whose secret signed exactly this request a moment ago; None otherwise."""
    headers = request.headers
    stated = _AUTHORIZATION.fullmatch(headers.get("authorization", "").strip())
    signed_at = headers.get("x-amz-date", "")
    if stated is None or not _is_fresh(signed_at, stated["date"]):
        return None
    if (stated["region"], stated["service"]) != (REGION, _SERVICE):
        return None
    signed = stated["headers"].split(";")
    if "host" not in signed or any(name not in headers for name in signed):
        return None
    if headers.get("x-amz-content-sha256", hashlib.sha256(request.body).hexdigest()) != _hash(request):
        return None
    caller = find(stated["key"])
    if caller is None or (caller.token or None) != headers.get("x-amz-security-token"):
        return None
    expected = _signature(request, signed, signed_at, caller)
    return caller if hmac.compare_digest(expected, stated["signature"]) else None


def _is_fresh(signed_at: str, date: str) -> bool:
    # Clients sign with the clock of this machine, also when the cloud's runs faster.
    try:
        then = datetime.strptime(signed_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return signed_at.startswith(date) and abs(datetime.now(UTC) - then) <= _SKEW


def _hash(request: Request) -> str:
    return hashlib.sha256(request.body).hexdigest()


def _signature(request: Request, signed: list[str], signed_at: str, caller: Caller) -> str:
    headers = request.headers
    query = f"?{request.query}" if request.query else ""
    again = AWSRequest(
        method=request.method,
        url=f"http://{headers['host']}{request.raw_path}{query}",
        headers={name: headers[name] for name in signed},
        data=request.body,
    )
    again.context["timestamp"] = signed_at
    signer = SigV4Auth(Credentials(caller.access_key, caller.secret, caller.token), _SERVICE, REGION)
    text = signer.string_to_sign(again, signer.canonical_request(again))
    return str(signer.signature(text, again))
