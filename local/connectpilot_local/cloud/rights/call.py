"""An HTTP request as the API call it is: service, operation and parameters by botocore's own model."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.utils import get_service_model
from werkzeug.exceptions import HTTPException

from connectpilot_local.cloud.identity import ACCOUNT, PARTITION

_SCOPE = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_SERVICE_OF_SIGNING_NAME = {"monitoring": "cloudwatch", "states": "stepfunctions"}
# S3 alone sends bodies of any size; only this operation says in its body what it is about.
_S3_READS_BODY = "delete"


class NotUnderstoodError(Exception):
    """The request, or one of its parts, is outside what is judged; the message names it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed a request, for which service and region (the signature itself is not checked)."""

    access_key: str
    region: str
    service: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call of an AWS API; parameters are named as in botocore's model."""

    service: str
    operation: str
    params: Mapping[str, Any]
    region: str
    protocol: str = "json"
    headers: Mapping[str, str] | None = None
    account: str = ACCOUNT

    def arn(self, service: str, resource: str, *, region: str | None = None, account: str | None = None) -> str:
        where = self.region if region is None else region
        return f"arn:{PARTITION}:{service}:{where}:{self.account if account is None else account}:{resource}"

    def get(self, name: str) -> Any:
        return self.params.get(name)

    def need(self, name: str) -> Any:
        try:
            return self.params[name]
        except KeyError:
            raise NotUnderstoodError(f"{self.service} {self.operation} without {name}") from None


def signature_of(environ: Mapping[str, Any]) -> Signature | None:
    """The access key and scope of a signed or presigned request."""
    query = parse_qs(environ.get("QUERY_STRING", ""))
    credential = "".join(query.get("X-Amz-Credential", []))
    found = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", "") or f"Credential={credential}")
    if found:
        signing_name = found[3].lower()
        return Signature(found[1], found[2], _SERVICE_OF_SIGNING_NAME.get(signing_name, signing_name))
    if "AWSAccessKeyId" in query:  # the older presigned form, which only S3 takes
        return Signature(query["AWSAccessKeyId"][0], "us-east-1", "s3")
    return None


def read_body(environ: dict[str, Any], service: str) -> bytes:
    """The request's body, left in place for whoever reads it next; empty for S3 uploads, which pass unread."""
    if service == "s3" and _S3_READS_BODY not in parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True):
        return b""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if not length:
        return b""
    body: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def call_of(environ: dict[str, Any], signature: Signature) -> Call:
    """What is called, or NotUnderstoodError."""
    body = read_body(environ, signature.service)
    request = Request({**environ, "wsgi.input": io.BytesIO(body)})
    try:
        model = get_service_model(signature.service)
        protocol = determine_request_protocol(model, request.content_type)
        operation, uri_params = get_service_router(signature.service).match(request)
        params = PROTOCOL_PARSERS[protocol](operation).parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": body,
                "url_path": request.path,
                "url_params": uri_params,
            }
        )
    except (HTTPException, NotImplementedError, LookupError, ValueError, TypeError, AttributeError) as error:
        what = f"{signature.service} {request.method} {request.path} ({type(error).__name__})"
        raise NotUnderstoodError(what) from error
    headers = {key.lower(): value for key, value in request.headers.items()}
    return Call(signature.service, operation.name, params, signature.region, protocol, headers)
