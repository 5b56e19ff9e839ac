"""How long each function's import takes, against `import boto3; boto3.client("s3")`, both in a fresh interpreter.

    .venv/bin/python bench/handler_imports.py [--runs 9] [--function plan_steps ...]

Handler and baseline take turns, so that both see the same load of the machine; the median of each is compared. The
interpreter is started as the local cloud starts a function (`python -S -P`, the function's directory, our layer and the
dependencies on the path, the stack's names in the environment), its own start is not counted, and bytecode is cached.
The figure to keep: at most 1.5 times the baseline.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 1.5
BASELINE = "import boto3; boto3.client('s3')"
HANDLER = "import app; app.handler"
TIMED = "import time; begun = time.perf_counter(); {statement}; print(time.perf_counter() - begun)"

# As in template.yaml (Globals); values are never used at import, their absence would be an error there.
ENVIRONMENT = {
    "STACK_NAME": "connectpilot",
    **{f"{name}_TABLE": name.lower() for name in ("CONNECTORS", "SPECS", "PLUGINS", "INCIDENTS", "EVENTS", "CONTROL")},
    "INTAKE_BUCKET": "intake",
    "BUNDLE_BUCKET": "bundles",
    "TARGETS_PATH": "/connectpilot/targets/",
    "NOTIFICATION_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:notifications",
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "AWS_LAMBDA_FUNCTION_NAME": "bench",
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_LOG_LEVEL": "INFO",
}


def seconds(statement: str, function: Path) -> float:
    """What one statement takes in an interpreter of its own."""
    path = [function, ROOT / "layers" / "connectpilot" / "python", Path(sysconfig.get_path("purelib"))]
    done = subprocess.run(
        [sys.executable, "-S", "-P", "-c", TIMED.format(statement=statement)],
        env={**ENVIRONMENT, "PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def compare(function: Path, runs: int) -> tuple[float, float]:
    """Medians of the handler's import and of the baseline, taken in turns."""
    seconds(HANDLER, function)  # writes the bytecode
    pairs = [(seconds(HANDLER, function), seconds(BASELINE, function)) for _ in range(runs)]
    handler, baseline = zip(*pairs, strict=True)
    return statistics.median(handler), statistics.median(baseline)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--function", action="append", help="a directory of functions/; all of them without it")
    options = parser.parse_args()
    found = sorted(app.parent for app in (ROOT / "functions").glob("*/app.py"))
    wanted = [one for one in found if not options.function or one.name in options.function]
    print(f"{'handler':<20} {'import':>8} {'boto3':>8} {'ratio':>6}   (goal: at most {LIMIT})")
    slow = 0
    for function in wanted:
        handler, baseline = compare(function, options.runs)
        ratio = handler / baseline
        slow += ratio > LIMIT
        verdict = "  over" if ratio > LIMIT else ""
        print(f"{function.name:<20} {handler * 1e3:5.0f} ms {baseline * 1e3:5.0f} ms {ratio:6.2f}{verdict}", flush=True)
    return 1 if slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
