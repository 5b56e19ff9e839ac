"""Puts functions that really run in the place of moto's, which need Docker."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from typing import Any

import boto3
from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import LambdaFunction
from moto.awslambda.utils import get_backend

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.functions import kept, metrics, request_ids
from connectpilot_local.cloud.functions.asynchronous import AsyncEvent, AsynchronousInvocations
from connectpilot_local.cloud.functions.destinations import Destinations
from connectpilot_local.cloud.functions.environment import launch_of
from connectpilot_local.cloud.functions.image import lay_out_image
from connectpilot_local.cloud.functions.invocation import Invocation, Outcome, ThrottledError
from connectpilot_local.cloud.functions.pool import Pool
from connectpilot_local.cloud.identity import REGION
from connectpilot_local.cloud.repairs import repair


class TooManyRequestsError(LambdaClientError):  # type: ignore[misc]
    code = 429

    def __init__(self, error: ThrottledError) -> None:
        super().__init__("TooManyRequestsException", f"{error} (Reason: {error.reason})")


class InvalidRequestContentError(LambdaClientError):  # type: ignore[misc]
    code = 400

    def __init__(self, why: str) -> None:
        super().__init__("InvalidRequestContentException", f"Could not parse request body into json: {why}")


class Functions:
    """The functions of one local cloud."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._image = lay_out_image(context.work_dir / "image")
        self.pool = Pool()
        destinations = Destinations(self._client_of)
        self.asynchronous = AsynchronousInvocations(
            context.clock, self._run_event, destinations.conclude, lambda what: context.fail("functions", what)
        )

    def invoke(self, function: Any, payload: bytes, client_context: str | None) -> tuple[Outcome, Invocation]:
        """Run a function now and wait for what it answers."""
        invocation = Invocation(payload, function.function_arn, float(function.timeout), client_context)
        return self._run(function, invocation), invocation

    def accept(self, function: Any, payload: bytes, client_context: str | None) -> str:
        """Run a function later: the event's request id."""
        event = AsyncEvent(function, payload, client_context, self._context.clock.now(), str(uuid.uuid4()))
        self.asynchronous.accept(event)
        return event.request_id

    def stop(self) -> None:
        self.asynchronous.close()
        self.pool.close()

    def _run_event(self, event: AsyncEvent) -> Outcome:
        function = event.function
        invocation = Invocation(
            event.payload, function.function_arn, float(function.timeout), event.client_context, event.request_id
        )
        return self._run(function, invocation)

    def _run(self, function: Any, invocation: Invocation) -> Outcome:
        reserved = None if function.reserved_concurrency is None else int(function.reserved_concurrency)
        name = function.function_name
        try:
            outcome = self.pool.invoke(key_of(function), lambda: self._launch(function), invocation, reserved)
        except ThrottledError:
            metrics.publish(self._context, metrics.of_throttle(name))
            raise
        figures = metrics.of_invocation(name, milliseconds=invocation.milliseconds, failed=outcome.failed)
        metrics.publish(self._context, figures)
        return outcome

    def _launch(self, function: Any) -> Any:
        backend: Any = get_backend(function.account_id, function.region)
        layers = [backend.layers_versions_by_arn(layer["Arn"]).code_bytes for layer in function.layers or []]
        return launch_of(function, layers, self._context, self._image, self._credentials_of(function))

    def _client_of(self, service: str, function: Any) -> Any:
        credentials = self._credentials_of(function)
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self._context.endpoint_url,
            region_name=REGION,
            aws_access_key_id=credentials["AccessKeyId"],
            aws_secret_access_key=credentials["SecretAccessKey"],
            aws_session_token=credentials["SessionToken"],
        )

    def _credentials_of(self, function: Any) -> dict[str, str]:
        """Of its role; Lambda names the session after the function."""
        if self._context.credentials_for is None:
            raise RuntimeError("functions run in the name of roles, and no rights part is installed")
        return self._context.credentials_for(function.role, session=function.function_name)


def key_of(function: Any) -> str:
    """Stands for what a process is started with: a changed function gets new processes."""
    parts = [
        function.function_arn,
        function.code_sha_256,
        function.handler,
        function.role,
        function.timeout,
        function.memory_size,
        function.environment_vars,
        function.layers,
        function.logging_config,
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


_active: Functions | None = None


def install(context: Context) -> Functions:
    """Before the server starts; the latest installed cloud runs the functions."""
    global _active  # noqa: PLW0603 - moto's LambdaFunction has no other way to know its cloud
    kept.install()
    request_ids.install()
    repair(LambdaFunction, "invoke", "self body request_headers response_headers", lambda _: _invoke)
    _active = Functions(context)
    return _active


def _invoke(self: Any, body: Any, request_headers: Any, response_headers: Any) -> str | bytes:
    """What moto calls whenever anything invokes a function."""
    if _active is None:
        raise RuntimeError("no local cloud is running")
    headers = {str(name).lower(): value for name, value in dict(request_headers or {}).items()}
    kind = headers.get("x-amz-invocation-type", "RequestResponse")
    payload = (body.encode() if isinstance(body, str) else bytes(body or b"")) or b"{}"
    try:
        json.loads(payload)
    except ValueError as error:
        raise InvalidRequestContentError(str(error)) from error
    given = headers.get("x-amz-client-context")
    client_context = base64.b64decode(given).decode() if given else None
    if kind == "DryRun":
        return ""
    if kind == "Event":
        response_headers["x-amzn-requestid"] = _active.accept(self, payload, client_context)
        return ""
    try:
        outcome, invocation = _active.invoke(self, payload, client_context)
    except ThrottledError as error:
        raise TooManyRequestsError(error) from error
    response_headers["x-amz-executed-version"] = "$LATEST"
    response_headers["x-amzn-requestid"] = outcome.request_id
    if outcome.failed:
        response_headers["x-amz-function-error"] = "Unhandled"
    if headers.get("x-amz-log-type") == "Tail":
        invocation.logged.wait(timeout=1)
        response_headers["x-amz-log-result"] = base64.b64encode(invocation.log.encode()[-4096:]).decode()
    return outcome.payload
