"""The local cloud as a process of its own: `python -m connectpilot_local.cloud.process --template template.yaml ...`.

Ctrl-C and SIGTERM end it within seconds; after a kill its functions' processes end by themselves, and the next run
removes its directory.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from connectpilot_local.clock import ScaledClock

FAILED = 1


def arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="connectpilot_local.cloud.process", description=__doc__)
    parser.add_argument("--template", type=Path, default=Path("template.yaml"))
    parser.add_argument("--speed", type=float, default=1.0, help="seconds of the cloud's time per second of ours")
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument("--parameters", type=json.loads, default={}, help="the stack's parameters, as JSON")
    parser.add_argument("--rights", choices=["enforce", "off"], default="enforce")
    parser.add_argument("--ready-file", type=Path, help="where to write the endpoint as JSON once all is up")
    parser.add_argument("--until-stdin-ends", action="store_true", help="end when whoever started this has gone")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    options = arguments(sys.argv[1:] if given is None else given)
    end = threading.Event()
    end_on_signals(end)
    if options.until_stdin_ends:
        threading.Thread(target=end_with_stdin, args=(end,), name="stdin-watch", daemon=True).start()
    # Imported late: moto takes a second, and a signal in that second must find its handler. What an import makes is no
    # garbage; the cloud's start switches the collector on again.
    gc.disable()
    from connectpilot_local.cloud.cloud import LocalCloud  # noqa: PLC0415
    from connectpilot_local.cloud.cloudformation.base import DeploymentError  # noqa: PLC0415

    try:
        cloud = LocalCloud(
            template=options.template.resolve(),
            clock=ScaledClock(speed=options.speed),
            parameters={name: str(value) for name, value in options.parameters.items()},
            rights=options.rights,
            port=options.port,
        ).start()
    except (DeploymentError, OSError) as error:
        sys.stderr.write(f"The local cloud did not come up: {error}\n")
        return FAILED
    try:
        ready = {
            "endpoint_url": cloud.endpoint_url,
            "outputs": cloud.outputs,
            "api_urls": cloud.api_urls,
            "pid": os.getpid(),
        }
        announce(ready, options.ready_file)
        end.wait()
    finally:
        if options.ready_file:
            options.ready_file.unlink(missing_ok=True)
        cloud.stop()
    return 0


def announce(ready: dict[str, Any], file: Path | None) -> None:
    """One line on stdout, and the file in one piece: who waits for it never reads half of it."""
    text = json.dumps(ready)
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    if file:
        fresh = file.with_name(file.name + ".new")
        fresh.write_text(text)
        fresh.replace(file)


def end_on_signals(end: threading.Event) -> None:
    """The first signal asks, a second one does not wait."""

    def ask(number: int, frame: FrameType | None) -> None:
        if end.is_set():
            os._exit(128 + number)
        end.set()

    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(wanted) is not signal.SIG_IGN:  # as nohup and background jobs have it
            signal.signal(wanted, ask)


def end_with_stdin(end: threading.Event) -> None:
    while sys.stdin.buffer.read(1):
        pass
    end.set()


if __name__ == "__main__":
    # Not a plain return: threads of moto's interpreter may still wait for something that will not come.
    code = main()
    sys.stdout.flush()
    os._exit(code)
