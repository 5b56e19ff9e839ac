"""A Lambda runtime client in plain Python for machines that awslambdaric has no wheel for (macOS).

It speaks the Lambda Runtime API (2018-06-01) and words its errors as AWS's own client does.
"""

from __future__ import annotations

import http.client
import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

ROOT = "/2018-06-01/runtime"
Handler = Callable[[Any, Any], Any]


class LambdaContext:
    """What a handler is told about its invocation."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        client_context = headers.get("lambda-runtime-client-context")
        self.client_context = json.loads(client_context) if client_context else None
        self._deadline = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self) -> int:
        return max(0, self._deadline - int(time.time() * 1000))


class RuntimeApi:
    """The four calls a runtime makes."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(address)

    def _call(self, method: str, path: str, body: bytes | None = None) -> http.client.HTTPResponse:
        self._connection.request(method, ROOT + path, body, {"Content-Type": "application/json"})
        return self._connection.getresponse()

    def next(self) -> tuple[bytes, dict[str, str]] | None:
        response = self._call("GET", "/invocation/next")
        body = response.read()
        if response.status != http.HTTPStatus.OK:
            return None
        return body, {name.lower(): value for name, value in response.getheaders()}

    def post(self, path: str, document: bytes) -> None:
        self._call("POST", path, document).read()


def failure(error: BaseException, request_id: str = "", error_type: str | None = None) -> dict[str, Any]:
    """An error as AWS's runtime client words it; the frames of this file are not the function's."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    if error_type and error_type != "Runtime.ImportModuleError":
        frames = []
    return {
        "errorMessage": str(error),
        "errorType": error_type or type(error).__name__,
        "requestId": request_id,
        "stackTrace": traceback.format_list(frames) if error_type is None else [],
    }


def find(handler: str) -> Handler | dict[str, Any]:
    """Import "module.function", or say why it cannot be."""
    module_name, _, function_name = handler.rpartition(".")
    if not module_name:
        return failure(
            ValueError(f"Bad handler '{handler}': not enough values to unpack (expected 2, got 1)"),
            error_type="Runtime.MalformedHandlerName",
        )
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        said = ImportError(f"Unable to import module '{module_name}': {error}")
        return failure(said, error_type="Runtime.ImportModuleError")
    except SyntaxError as error:
        said_syntax = SyntaxError(f"Syntax error in module '{module_name}': {error}")
        return failure(said_syntax, error_type="Runtime.UserCodeSyntaxError")
    except Exception as error:  # noqa: BLE001 - whatever the function's module raises is the function's error
        return failure(error)
    function = getattr(module, function_name, None)
    if function is None:
        said_missing = AttributeError(f"Handler '{function_name}' missing on module '{module_name}'")
        return failure(said_missing, error_type="Runtime.HandlerNotFound")
    return function  # type: ignore[no-any-return]


def run(function: Handler, body: bytes, headers: dict[str, str]) -> tuple[str, bytes]:
    """One invocation: where to post the answer, and the answer."""
    request_id = headers["lambda-runtime-aws-request-id"]
    try:
        result = function(json.loads(body), LambdaContext(headers))
    except Exception as error:  # noqa: BLE001 - reported to the caller, as Lambda does
        document = failure(error, request_id)
        log(document)
        return f"/invocation/{request_id}/error", json.dumps(document).encode()
    try:
        return f"/invocation/{request_id}/response", json.dumps(result).encode()
    except (TypeError, ValueError) as error:
        said = TypeError(f"Unable to marshal response: {error}")
        document = failure(said, request_id, "Runtime.MarshalError")
        log(document)
        return f"/invocation/{request_id}/error", json.dumps(document).encode()


def log(document: dict[str, Any]) -> None:
    trace = "".join(document["stackTrace"])
    text = f"[ERROR] {document['errorType']}: {document['errorMessage']}\nTraceback (most recent call last):\n{trace}"
    sys.stdout.write(text.rstrip("\n").replace("\n", "\r") + "\n")


def main(handler: str) -> None:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    function = find(handler)
    if isinstance(function, dict):
        log(function)
        api.post("/init/error", json.dumps(function).encode())
        sys.exit(1)
    while (invocation := api.next()) is not None:
        api.post(*run(function, *invocation))
        sys.stdout.flush()
