"""Starting the local cloud as a process of its own, and where everything is once it is up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import typer

from .output import errors
from .stack import Stack

ROOT = Path(__file__).resolve().parents[2]
STACK = "connectpilot"
ACCESS_KEY, SECRET_KEY, REGION = "LOCALDEPLOYER000000", "local", "us-east-1"

# Where connectors run in the local cloud; on AWS `sam deploy --guided` asks for these.
PARAMETERS = {
    "BootstrapServers": "b-1.demo.kafka.internal:9098,b-2.demo.kafka.internal:9098",
    "Subnets": "subnet-0a1b2c3d4e5f60001,subnet-0a1b2c3d4e5f60002",
    "SecurityGroups": "sg-0a1b2c3d4e5f60003",
    "ClusterArn": f"arn:aws:kafka:{REGION}:123456789012:cluster/demo/5c0a6f3e-1d2b-4c3d-8e9f-0a1b2c3d4e5f-1",
}
UP_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """A local cloud that is up."""

    endpoint_url: str
    stack: Stack
    api_urls: dict[str, str]
    seconds: float
    """How long it took from the start of the process until the stack was deployed."""

    @property
    def variables(self) -> dict[str, str]:
        """What the AWS CLI, boto3 and connectpilot need in their environment to speak to it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
        }


@contextmanager
def local_cloud(*, speed: float, port: int = 0, maven_url: str | None = None) -> Iterator[Running]:
    """Up on entry, gone on exit; it also ends by itself when this process dies, however that happens."""
    parameters = {**PARAMETERS, "MavenRepositoryUrls": maven_url or maven_central()}
    with tempfile.TemporaryDirectory(prefix="connectpilot-") as directory:
        ready, log = Path(directory, "ready.json"), Path(directory, "cloud.log")
        command = [sys.executable, "-m", "connectpilot_local.cloud.process", "--template", str(ROOT / "template.yaml")]
        command += ["--speed", str(speed), "--port", str(port), "--ready-file", str(ready), "--until-stdin-ends"]
        command += ["--parameters", json.dumps(parameters)]
        start = time.monotonic()
        with log.open("wb") as output:
            # A session of its own: Ctrl-C reaches this process alone, which then ends the cloud in good order.
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        try:
            yield _running(_wait(process, ready, log), time.monotonic() - start)
        finally:
            _end(process)


def _wait(process: subprocess.Popen[bytes], ready: Path, log: Path) -> dict[str, Any]:
    end = time.monotonic() + UP_WITHIN
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > end:
            errors.print("[red]The local cloud did not come up.[/] Its last words:")
            errors.print(log.read_text(errors="replace")[-3000:], markup=False)
            raise typer.Exit(1)
        time.sleep(0.05)
    answer: dict[str, Any] = json.loads(ready.read_text())
    return answer


def _running(ready: dict[str, Any], seconds: float) -> Running:
    # boto3 reads the endpoint from the environment, as it would in a shell that has the export lines.
    os.environ["AWS_ENDPOINT_URL"] = ready["endpoint_url"]
    session = boto3.Session(aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY, region_name=REGION)
    stack = Stack(session, ready["outputs"], ready["api_urls"]["HttpApi"])
    return Running(ready["endpoint_url"], stack, ready["api_urls"], seconds)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def maven_central() -> str:
    """The address of Maven Central; the library that knows it takes a while to import."""
    from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415

    return str(MAVEN_CENTRAL_URL)
