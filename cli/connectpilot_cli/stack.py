"""The deployed stack that a command speaks to: on AWS, or in the local cloud that AWS_ENDPOINT_URL points at."""

from __future__ import annotations

import json
import os
import urllib.request
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from .output import failed


@dataclass(frozen=True, slots=True)
class Stack:
    """Where things are: outputs of the stack and a session to reach them with."""

    session: boto3.Session
    outputs: dict[str, str]
    api_url: str

    def client(self, service: str) -> Any:
        return self.session.client(service)  # type: ignore[call-overload]


def open_stack(name: str) -> Stack:
    """Ends the command with what to do where there is no such stack or no way to reach it."""
    session = boto3.Session()
    try:
        stacks = session.client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    except (ClientError, BotoCoreError) as error:
        raise failed(
            f"No stack {name!r} to speak to: {error}",
            "on AWS: set AWS_PROFILE and AWS_REGION, and --stack if you named it otherwise;"
            " on this machine: run `connectpilot local` in another terminal and copy the export lines that it prints",
        ) from None
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", [])}
    return Stack(session, outputs, _local_api() or outputs["ApiUrl"])


def is_local() -> bool:
    """Whether the AWS endpoint is a local cloud's."""
    return os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://127.0.0.1:")


def _local_api() -> str | None:
    """The local cloud serves each API on a port of its own and tells it here."""
    if not is_local():
        return None
    health = f"{os.environ['AWS_ENDPOINT_URL']}/_local/health"
    with urllib.request.urlopen(health, timeout=10) as answer:  # noqa: S310 (loopback, see above)
        return str(json.load(answer)["apis"]["HttpApi"])
