"""What release-plugin and its functions send to AWS, where any write can be the last one, or its answer get lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

import botocore.endpoint
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError
from connectpilot.domain.errors import PlatformUnavailableError
from fakes.door_driver import Crash, Faults

OWN_ERRORS = {"dynamodb": "InternalServerError", "sns": "InternalErrorException"}
LOOKS = ("Get", "Head", "List", "Describe", "Scan", "Query", "BatchGet")


class GoneError(Exception):
    """What a process sees of its own end: nothing that it could do about it."""


@dataclass
class Wire(Faults):
    """Each request that is no look is an effect, whoever sends it; `lost` answers time out, as botocore sees them."""

    dies: Callable[[], None] = lambda: None
    """Called when the execution is gone; without it, a crash ends the function alone."""
    dead: bool = False
    inside: str = ""
    """The function that is at work."""
    functions: list[str] = field(default_factory=list)
    """Of each effect, the function that made it; empty where the machine did."""
    to_crash_at: str = ""
    """What the last effect is called."""
    overwrites: ClassVar[bool] = False
    """S3 does not look at If-None-Match."""

    def send(self, real: Any, endpoint: Any, request: Any, model: Any, context: Any) -> Any:
        if model.name.startswith(LOOKS):
            return real(endpoint, request, model, context)
        if self.dead:
            raise GoneError(model.name)
        name = f"{model.service_model.service_name}.{model.name} {subject_of(request)}"
        self.functions.append(self.inside)
        if self.overwrites:
            request.headers.pop("If-None-Match", None)
        if self.to_crash_at and self.to_crash_at in name:
            self.plan[len(self.seen)] = "after"
        try:
            return self.effect(name, lambda: real(endpoint, request, model, context))
        except PlatformUnavailableError:
            return self._no_answer(endpoint, model.service_model.service_name)
        except Crash as crash:
            self.dead = True
            self.dies()
            raise GoneError(str(crash)) from None

    def _no_answer(self, endpoint: Any, service: str) -> tuple[Any, Any]:
        if self.inside:
            return None, ReadTimeoutError(endpoint_url=endpoint.host)
        # Step Functions tells the machine of no time-outs within a service: it names the service's own error.
        said = {
            "Error": {"Code": OWN_ERRORS[service], "Message": "no answer"},
            "ResponseMetadata": {"HTTPStatusCode": 500, "RequestId": "1"},
        }
        return (AWSResponse(endpoint.host, 500, {}, None), said), None


def subject_of(request: Any) -> str:
    """What it is about: a table's name, or an object's key without the digest."""
    if table := re.search(rb'"TableName": ?"(\w+)"', request.body if isinstance(request.body, bytes) else b""):
        return table[1].decode()
    return re.sub(r"[0-9a-f]{64}", "DIGEST", request.url.split("?")[0].split("/", 3)[-1])


@contextmanager
def on_the(wire: Wire) -> Iterator[None]:
    real = botocore.endpoint.Endpoint._get_response
    pause = botocore.endpoint.time

    def get_response(endpoint: Any, request: Any, model: Any, context: Any) -> Any:
        return wire.send(real, endpoint, request, model, context)

    botocore.endpoint.Endpoint._get_response = get_response
    botocore.endpoint.time = NoPause
    try:
        yield
    finally:
        botocore.endpoint.Endpoint._get_response = real
        botocore.endpoint.time = pause


class NoPause:
    """The SDK waits a moment before it asks again."""

    sleep = staticmethod(lambda seconds: None)
