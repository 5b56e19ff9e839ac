"""The runtime client in plain Python (for macOS) says the same as AWS's own, for every way a function can end."""

from __future__ import annotations

import importlib.util
import json
import sys
import sysconfig
from pathlib import Path

import pytest
from connectpilot_local.cloud.functions.environment import START
from connectpilot_local.cloud.functions.invocation import Invocation
from connectpilot_local.cloud.functions.sandbox import Launch, Sandbox

FUNCTION = """
import sys

class OutOfPaperError(Exception):
    pass

def answers(event, context):
    return {"event": event, "context": [context.aws_request_id, context.function_name, context.invoked_function_arn,
                                        context.memory_limit_in_mb, context.client_context is None],
            "time": 0 < context.get_remaining_time_in_millis() <= 5000}

def prints(event, context):
    print("before")
    raise OutOfPaperError("no paper")

def nonsense(event, context):
    return {1, 2}

def exits(event, context):
    sys.exit(3)
"""

IMAGE = ("awslambdaric", "runtime_client", "snapshot_restore_py", "simplejson")
CLIENTS = [
    pytest.param("small", id="plain Python"),
    pytest.param(
        "aws",
        id="awslambdaric",
        marks=pytest.mark.skipif(not importlib.util.find_spec("awslambdaric"), reason="no wheel"),
    ),
]


@pytest.fixture
def run(tmp_path):
    """Run one invocation of app.<handler> with the given client: what it answers and what it printed."""
    (tmp_path / "app.py").write_text(FUNCTION)
    (tmp_path / "broken.py").write_text("def handler(:\n")
    image = tmp_path / "image"
    image.mkdir()
    packages = Path(sysconfig.get_path("purelib"))
    for name in IMAGE:
        for found in packages.glob(f"{name}*"):
            if not found.name.endswith(".dist-info"):
                (image / found.name).symlink_to(found)
    printed = []

    def call(client, handler, payload=b"{}"):
        path = str(tmp_path) if client == "small" else f"{tmp_path}:{image}"
        environment = {
            "PYTHONPATH": path,
            "PATH": "/usr/bin:/bin",
            "LAMBDA_TASK_ROOT": str(tmp_path),
            "AWS_LAMBDA_FUNCTION_NAME": "f",
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
            "AWS_LAMBDA_LOG_GROUP_NAME": "g",
            "AWS_LAMBDA_LOG_STREAM_NAME": "s",
        }
        launch = Launch(
            function_name="f",
            function_arn="arn:f",
            command=(sys.executable, "-S", "-P", str(START), handler),
            environment=environment,
            directory=tmp_path,
            timeout=5.0,
            printed=lambda invocation, lines: (printed.extend(lines), invocation and invocation.logged.set()),
        )
        sandbox = Sandbox(launch)
        try:
            invocation = Invocation(payload, "arn:f", 5.0)
            outcome = sandbox.invoke(invocation)
        finally:
            sandbox.close()
            sandbox.join(5)
        invocation.logged.wait(5)
        return outcome, json.loads(outcome.payload), "\n".join(printed)

    return call


@pytest.mark.parametrize("client", CLIENTS)
def test_an_answer_and_what_the_function_is_told(run, client):
    outcome, answer, _ = run(client, "app.answers", b'{"a": "\xc3\xa4"}')
    assert not outcome.failed
    assert answer == {"event": {"a": "ä"}, "context": [outcome.request_id, "f", "arn:f", "128", True], "time": True}


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    ("handler", "error_type", "message"),
    [
        pytest.param("app.prints", "OutOfPaperError", "no paper", id="exception"),
        pytest.param(
            "app.nonsense",
            "Runtime.MarshalError",
            "Unable to marshal response: Object of type set is not JSON serializable",
            id="not JSON",
        ),
        pytest.param(
            "app.absent", "Runtime.HandlerNotFound", "Handler 'absent' missing on module 'app'", id="no handler"
        ),
        pytest.param(
            "absent.handler",
            "Runtime.ImportModuleError",
            "Unable to import module 'absent': No module named 'absent'",
            id="no module",
        ),
        pytest.param("broken.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'broken'", id="syntax"),
        pytest.param(
            "app",
            "Runtime.MalformedHandlerName",
            "Bad handler 'app': not enough values to unpack (expected 2, got 1)",
            id="bad name",
        ),
        pytest.param("app.exits", "Runtime.ExitError", "exit status 3", id="exit"),
    ],
)
def test_a_failure(run, client, handler, error_type, message):
    outcome, error, _ = run(client, handler)
    assert outcome.failed
    assert error["errorType"] == error_type
    assert message in error["errorMessage"]


@pytest.mark.parametrize("client", CLIENTS)
def test_an_exception_names_the_functions_own_frames_and_is_logged(run, client):
    outcome, error, log = run(client, "app.prints")
    assert [frame.split(",")[2].split("\n")[0].strip() for frame in error["stackTrace"]] == ["in prints"]
    assert error["requestId"] == outcome.request_id
    assert "before\n[ERROR] OutOfPaperError: no paper\rTraceback (most recent call last):\r" in log
