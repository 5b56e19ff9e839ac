"""Starting the local cloud as a process of its own, and where everything is once it is up."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import boto3
import typer
from connectpilot_local.cloud.work_dirs import remove_left_behind

from .output import errors
from .stack import Stack

ROOT = Path(__file__).resolve().parents[2]
ACCESS_KEY, SECRET_KEY, REGION = "LOCALDEPLOYER000000", "local", "us-east-1"

# Where connectors run in the local cloud; on AWS `sam deploy --guided` asks for these.
PARAMETERS = {
    "BootstrapServers": "b-1.demo.kafka.internal:9098,b-2.demo.kafka.internal:9098",
    "Subnets": "subnet-0a1b2c3d4e5f60001,subnet-0a1b2c3d4e5f60002",
    "SecurityGroups": "sg-0a1b2c3d4e5f60003",
    "ClusterArn": f"arn:aws:kafka:{REGION}:123456789012:cluster/demo/5c0a6f3e-1d2b-4c3d-8e9f-0a1b2c3d4e5f-1",
}
UP_WITHIN = 60.0
READY = '{"endpoint_url"'


@dataclass(frozen=True, slots=True)
class Running:
    """A local cloud that is up."""

    endpoint_url: str
    stack: Stack
    api_urls: dict[str, str]
    seconds: float
    """How long it took from the start of the process until the stack was deployed."""
    process: subprocess.Popen[str]

    @property
    def variables(self) -> dict[str, str]:
        """What the AWS CLI, boto3 and connectpilot need in their environment to speak to it."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_DEFAULT_REGION": REGION,
        }


class _Output:
    """Reads what the process says, so that it never waits for a reader: its readiness, and its last words."""

    def __init__(self, stream: IO[str]) -> None:
        self._last: deque[str] = deque(maxlen=30)
        self._ready: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(stream,), name="local-cloud-output", daemon=True).start()

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            if line.startswith(READY):
                self._ready.put(line)
            else:
                self._last.append(line)
        self._ready.put(None)

    def ready(self, seconds: float) -> dict[str, Any] | None:
        """Where it is, or None if it ended or says nothing in time."""
        try:
            line = self._ready.get(timeout=seconds)
        except queue.Empty:
            return None
        answer: dict[str, Any] | None = json.loads(line) if line else None
        return answer

    def last_words(self) -> str:
        return "".join(self._last).strip()


@contextmanager
def local_cloud(*, speed: float, port: int = 0, maven_urls: Sequence[str] | None = None) -> Iterator[Running]:
    """Up on entry, gone on exit; it also ends by itself when this process dies, however that happens."""
    parameters = {**PARAMETERS, "MavenRepositoryUrls": ",".join(maven_urls or [maven_central()])}
    command = [sys.executable, "-m", "connectpilot_local.cloud.process", "--template", str(ROOT / "template.yaml")]
    command += ["--speed", str(speed), "--port", str(port), "--until-stdin-ends"]
    command += ["--parameters", json.dumps(parameters)]
    start = time.monotonic()
    # A session of its own: Ctrl-C reaches this process alone, which then ends the cloud in good order.
    process = subprocess.Popen(
        command,
        env={"MALLOC_ARENA_MAX": "2", **os.environ},  # glibc keeps a heap a thread otherwise: a fifth more memory
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None  # noqa: S101 - for the type checker: a pipe was asked for
    output = _Output(process.stdout)
    try:
        ready = _wait(output)
        yield _running(ready, process, time.monotonic() - start)
    except KeyboardInterrupt:
        errors.print("stopping the local cloud ...")
        raise
    except typer.Exit:
        raise
    except Exception:
        if process.poll() is not None:  # whatever was tried failed because nobody was there
            _say_what_it_said(f"The local cloud has gone (exit status {process.returncode}).", output)
            raise typer.Exit(1) from None
        raise
    finally:
        end(process)


def _wait(output: _Output) -> dict[str, Any]:
    with errors.status("starting the local cloud, deploying template.yaml ..."):
        ready = output.ready(UP_WITHIN)
    if ready is None:
        _say_what_it_said("The local cloud did not come up.", output)
        raise typer.Exit(1)
    return ready


def _say_what_it_said(what: str, output: _Output) -> None:
    errors.print(what, style="red", markup=False)
    if words := output.last_words():
        errors.print(words, markup=False)


def _running(ready: dict[str, Any], process: subprocess.Popen[str], seconds: float) -> Running:
    # boto3 reads the endpoint from the environment, as it would in a shell that has the export lines.
    os.environ["AWS_ENDPOINT_URL"] = ready["endpoint_url"]
    session = boto3.Session(aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET_KEY, region_name=REGION)
    stack = Stack(session, ready["outputs"], ready["api_urls"]["HttpApi"])
    return Running(ready["endpoint_url"], stack, ready["api_urls"], seconds, process)


def end(process: subprocess.Popen[str]) -> None:
    """Whichever way it ends, or has ended by itself, its directory goes."""
    if process.stdin:
        process.stdin.close()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    remove_left_behind(Path(tempfile.gettempdir()))


def maven_central() -> str:
    """The address of Maven Central; the library that knows it takes a while to import."""
    from jgo.constants import MAVEN_CENTRAL_URL  # noqa: PLC0415

    return str(MAVEN_CENTRAL_URL)
