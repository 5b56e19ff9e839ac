"""How long until the local cloud is up and the template deployed: prints each step, in seconds.

    .venv/bin/python bench/local_cloud_start.py [--runs 3] [--template template.yaml]

The figure to keep: a process of its own is ready in at most 5 s.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
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


def start_and_stop(template: Path, parameters: dict[str, str]) -> dict[str, float]:
    """Start the process, wait until it is ready, end it."""
    with tempfile.TemporaryDirectory() as directory:
        ready = Path(directory) / "ready.json"
        begun = time.perf_counter()
        process = subprocess.Popen(
            [
                *[
                    sys.executable,
                    "-m",
                    "connectpilot_local.cloud.process",
                    "--template",
                    str(template),
                    "--speed",
                    "30",
                ],
                *["--ready-file", str(ready), "--parameters", json.dumps(parameters)],
            ],
            stdout=subprocess.DEVNULL,
        )
        while not ready.exists():
            if process.poll() is not None:
                raise SystemExit(f"the local cloud did not come up (exit status {process.returncode})")
            time.sleep(0.01)
        up = time.perf_counter()
        process.terminate()
        process.wait()
        return {"ready": up - begun, "stopped": time.perf_counter() - up}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--template", type=Path, default=ROOT / "template.yaml")
    parser.add_argument("--parameters", type=json.loads, default=PARAMETERS)
    options = parser.parse_args()
    runs = [start_and_stop(options.template, options.parameters) for _ in range(options.runs)]
    for number, run in enumerate(runs, 1):
        print(f"run {number}: ready after {run['ready']:.2f} s, stopped after {run['stopped']:.2f} s")
    median = statistics.median(run["ready"] for run in runs)
    print(f"median: {median:.2f} s (limit {LIMIT:.0f} s)")
    return 0 if median <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
