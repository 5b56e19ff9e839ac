"""How long until the local cloud is up and the template deployed: prints each step, in seconds.

    .venv/bin/python bench/local_cloud_start.py [--runs 3] [--template template.yaml]

The figure to keep: a process of its own is ready in at most 5 s.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 5.0
# Parameters without a default in the real template.
PARAMETERS = {
    "BootstrapServers": "b-1.local:9098",
    "Subnets": "subnet-1,subnet-2",
    "SecurityGroups": "sg-1",
    "MavenRepositoryUrls": "https://maven.invalid/maven2",
}


def local_cloud(template: Path, parameters: dict[str, str]) -> dict[str, float]:
    """Start the process, wait until it is ready, end it."""
    with tempfile.TemporaryDirectory() as directory:
        ready = Path(directory) / "ready.json"
        command = [sys.executable, "-m", "connectpilot_local.cloud.process", "--template", str(template)]
        command += ["--speed", "30", "--ready-file", str(ready), "--parameters", json.dumps(parameters)]
        return start_and_stop(command, ready.exists)


def bare_moto() -> dict[str, float]:
    """The same for moto's own server command."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    return start_and_stop(command, lambda: answers(f"http://127.0.0.1:{port}/moto-api/data.json"))


def start_and_stop(command: list[str], is_ready: Callable[[], bool]) -> dict[str, float]:
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not is_ready():
            if process.poll() is not None:
                raise SystemExit(f"{command[:3]} did not come up (exit status {process.returncode})")
            time.sleep(0.01)
        up = time.perf_counter()
    finally:
        process.terminate()
        process.wait()
    return {"ready": up - begun, "stopped": time.perf_counter() - up}


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except OSError:
        return False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--template", type=Path, default=ROOT / "template.yaml")
    parser.add_argument("--parameters", type=json.loads, default=PARAMETERS)
    options = parser.parse_args()
    runs = [(local_cloud(options.template, options.parameters), bare_moto()) for _ in range(options.runs)]
    for number, (ours, bare) in enumerate(runs, 1):
        print(
            f"run {number}: ready after {ours['ready']:.2f} s, stopped after {ours['stopped']:.2f} s;"
            f" moto's bare server ready after {bare['ready']:.2f} s"
        )
    median, baseline = (statistics.median(run[which]["ready"] for run in runs) for which in (0, 1))
    print(f"median: {median:.2f} s, {median / baseline:.2f} x moto's {baseline:.2f} s (goal: at most {LIMIT:.0f} s)")
    return 0 if median <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
