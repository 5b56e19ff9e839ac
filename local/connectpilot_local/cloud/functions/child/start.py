"""Starts a function's process: dies with the cloud, shares its clock, then hands over to the Lambda runtime client.

Run as a script by path with `python -S -P`: nothing of the local cloud may stand on the function's sys.path.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import threading
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
CLOCK_MODULE = HERE.parents[2] / "clock.py"


def die_with_parent() -> None:
    """Exit when stdin ends: the cloud holds its other end and never writes, so the end means that the cloud is gone."""

    def watch() -> None:
        while os.read(0, 1):
            pass
        os._exit(1)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def load(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def share_clock() -> None:
    """Let deployable code ask the cloud's clock; a function without our layer keeps its own time."""
    clock_module = load("_local_clock", CLOCK_MODULE)
    value = os.environ.pop(clock_module.CLOCK_VARIABLE, None)
    if value is None or importlib.util.find_spec("connectpilot") is None:
        return
    try:
        bootstrap = importlib.import_module("connectpilot.bootstrap")
    except Exception:  # noqa: BLE001 - the handler's own import fails the same way and is reported as Lambda reports it
        return
    bootstrap.now = clock_module.ScaledClock.from_variable(value).now  # type: ignore[attr-defined]


def main(handler: str) -> None:
    die_with_parent()
    share_clock()
    if importlib.util.find_spec("awslambdaric"):
        ric = importlib.import_module("awslambdaric.__main__")
        ric.main(["awslambdaric", handler])
    else:
        # awslambdaric has wheels for Linux only.
        load("_small_runtime", HERE / "small_runtime.py").main(handler)


if __name__ == "__main__":
    main(sys.argv[1])
