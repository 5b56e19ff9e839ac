"""How a function's process is started: its command, its search path and the few variables it may see."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from connectpilot_local.clock import CLOCK_VARIABLE, ScaledClock
from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.functions.code import directory_of
from connectpilot_local.cloud.functions.logs import FunctionLog
from connectpilot_local.cloud.functions.sandbox import Launch

START = Path(__file__).parent / "child" / "start.py"

# A function reaches the network the way this machine does; nothing else of this machine's environment is handed on.
NETWORK_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


def launch_of(
    function: Any, layers: list[bytes], context: Context, image: Path, credentials: Mapping[str, str]
) -> Launch:
    """The launch of one more process of a moto LambdaFunction."""
    code = directory_of(function.code_bytes, context.work_dir / "code")
    unpacked = [directory_of(layer, context.work_dir / "code") for layer in layers]
    name, arn, region = function.function_name, function.function_arn, function.region
    stream = f"{context.clock.now():%Y/%m/%d}/[$LATEST]{uuid.uuid4().hex}"
    log = FunctionLog(
        context,
        group=log_group_of(function),
        stream=stream,
        role_arn=function.role,
        memory=int(function.memory_size),
        as_json=(function.logging_config or {}).get("LogFormat") == "JSON",
    )
    scratch = context.work_dir / "tmp"
    scratch.mkdir(exist_ok=True)
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "PYTHONPATH": os.pathsep.join([str(code), *search_path(unpacked), str(image)]),
        "LAMBDA_TASK_ROOT": str(code),
        "LAMBDA_RUNTIME_DIR": str(image),
        "_HANDLER": function.handler,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": log_group_of(function),
        "AWS_LAMBDA_LOG_STREAM_NAME": stream,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": credentials["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": credentials["SecretAccessKey"],
        "AWS_SESSION_TOKEN": credentials["SessionToken"],
        "AWS_ENDPOINT_URL": context.endpoint_url,
        "AWS_EC2_METADATA_DISABLED": "true",
        **network(os.environ),
        **logging_variables(function),
        **{key: str(value) for key, value in (function.environment_vars or {}).items()},
    }
    if isinstance(context.clock, ScaledClock):
        environment[CLOCK_VARIABLE] = context.clock.to_variable()
    return Launch(
        function_name=name,
        function_arn=arn,
        # -S: no site-packages, -P: no directory of the start script; the path above is all there is.
        command=(sys.executable, "-S", "-P", str(START), function.handler),
        environment=environment,
        directory=code,
        timeout=float(function.timeout),
        printed=log.write,
    )


def search_path(layers: list[Path]) -> list[str]:
    """A layer's Python directories; the search path of a directory of packages (no python/ in it) is the directory."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    found = []
    for layer in layers:
        inside = [layer / "python" / "lib" / version / "site-packages", layer / "python"]
        found += [str(path) for path in inside if path.is_dir()] or [str(layer)]
    return found


def network(environ: Mapping[str, str]) -> dict[str, str]:
    """This machine's way out, with the local cloud itself always reached directly."""
    found = {}
    for name in NETWORK_VARIABLES:
        for spelled in (name, name.lower()):
            if environ.get(spelled):
                found[spelled] = environ[spelled]
    if any(name.upper().endswith("_PROXY") for name in found):
        direct = [found.get("NO_PROXY") or found.get("no_proxy") or "", "127.0.0.1", "localhost"]
        found["NO_PROXY"] = found["no_proxy"] = ",".join(filter(None, direct))
    return found


def log_group_of(function: Any) -> str:
    return str((function.logging_config or {}).get("LogGroup") or f"/aws/lambda/{function.function_name}")


def logging_variables(function: Any) -> dict[str, str]:
    """What LoggingConfig tells the runtime client (Lambda developer guide, "Configuring advanced logging controls")."""
    logging = function.logging_config or {}
    if logging.get("LogFormat") != "JSON":
        return {}
    return {"AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": logging.get("ApplicationLogLevel", "INFO")}
