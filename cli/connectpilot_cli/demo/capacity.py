"""Step 4: load raises an alarm, and capacity is adjusted where that can help."""

from __future__ import annotations

from functools import partial

from ..api import Api
from ..local import schedule_fault
from ..local_cloud import Running
from .connectors import SINK, SOURCE
from .progress import Progress

_HIGH = [[0, 92], [3600, 92]]


def adjust(progress: Progress, api: Api, running: Running) -> None:
    progress.step("Alarm -> scaling: both connectors come under load")
    for name in (SINK, SOURCE):
        schedule_fault(running.endpoint_url, name, {"kind": "cpu", "points": _HIGH})
        progress.say(f"{name}: CPU rises to 92 %")
    for name in (SINK, SOURCE):
        progress.wait_for(f"the adjustment of {name}", partial(_adjustment, api, name), seconds=180)
    workers = api.get(f"/connectors/{SINK}/config").get("connectpilot.capacity.workers")
    progress.say(f"{SINK} now has {workers} workers; {SOURCE}, a single-task source, is as it was")


def _adjustment(api: Api, name: str) -> tuple[str | None, str]:
    incidents = api.get("/connectpilot/incidents", connector=name)
    found = next((one for one in incidents if one["kind"] == "adjustment"), None)
    if found is None or not found["entries"]:
        return None, "no look yet"
    last = found["entries"][-1]
    text = last["text"].splitlines()[0]
    return (text if not found["open"] else None), text
