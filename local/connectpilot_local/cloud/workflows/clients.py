"""Repair: a task's client talks to our server as the machine's role, and is made once.

moto makes a client for every call (half of a Task's time), with fixed credentials, for a port of its own.
"""

from __future__ import annotations

import threading
from typing import Any

import boto3
from botocore.config import Config
from moto.stepfunctions.parser.asl.utils import boto_client as moto_clients

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows import credentials
from connectpilot_local.cloud.workflows.patching import rebind_everywhere, replace

CONFIG = Config(
    parameter_validation=False,  # Step Functions sends what the definition says and lets the service judge it
    retries={"max_attempts": 0, "total_max_attempts": 1},  # retrying is the definition's work
    connect_timeout=10,
    read_timeout=900,  # a Lambda function's longest run
    max_pool_connections=64,
)


def install(context: Context) -> None:
    made: dict[tuple[str, ...], Any] = {}
    lock = threading.Lock()

    def client_for(region: str, service: str, state_credentials: Any = None) -> Any:
        role = state_credentials.role_arn if state_credentials else ""
        keys = credentials.credentials_for(role) if role else None
        key = (region, service, keys["AccessKeyId"] if keys else "")
        with lock:
            if key not in made:
                made[key] = _make(region, service, keys)
            return made[key]

    def _make(region: str, service: str, keys: dict[str, str] | None) -> Any:
        session = boto3.Session(
            aws_access_key_id=keys["AccessKeyId"] if keys else "ak",
            aws_secret_access_key=keys["SecretAccessKey"] if keys else "sk",
            aws_session_token=keys["SessionToken"] if keys else None,
            region_name=region,
        )
        return session.client(service, endpoint_url=context.endpoint_url, config=CONFIG)  # type: ignore[call-overload]

    replace(moto_clients, "boto_client_for", client_for, digest="1f44dc2a")
    rebind_everywhere("boto_client_for", client_for)
