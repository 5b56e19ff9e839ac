"""Calls to the API, signed as API Gateway's IAM authoriser wants them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import boto3
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

_http = urllib3.PoolManager(timeout=urllib3.Timeout(connect=5, read=30), retries=False)


class ApiError(Exception):
    """The API refused or failed; its words are the message."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Api:
    """Kafka Connect's REST API of a stack."""

    url: str
    session: boto3.Session

    def get(self, path: str, **query: str) -> Any:
        return self.call("GET", path, query=query)

    def call(self, method: str, path: str, body: Any = None, query: dict[str, str] | None = None) -> Any:
        """The JSON that is answered, None for an empty answer. Raises ApiError."""
        url = self.url.rstrip("/") + path + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = AWSRequest(method, url, headers={"Content-Type": "application/json"}, data=data)
        credentials = self.session.get_credentials()
        if credentials is None:
            raise ApiError(
                HTTPStatus.UNAUTHORIZED,
                "no AWS credentials: set AWS_PROFILE, or the variables that `connectpilot local` prints",
            )
        SigV4Auth(credentials, "execute-api", self.session.region_name or "us-east-1").add_auth(request)
        answer = _http.request(method, url, body=data, headers=dict(request.headers.items()))
        text = answer.data.decode()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise ApiError(answer.status, _message(text))
        return json.loads(text) if text else None


def _message(text: str) -> str:
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return text
