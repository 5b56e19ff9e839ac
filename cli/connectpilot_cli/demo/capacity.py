"""Step 4: load raises an alarm, and capacity is adjusted where that can help."""

from __future__ import annotations

from typing import Any

from ..api import Api
from ..incidents import in_one_line
from ..local import schedule_fault
from ..local_cloud import Running
from ..output import counted
from .connectors import SINK, SOURCE
from .progress import Progress

_HIGH = [[0, 92], [36000, 92]]


def adjust(progress: Progress, api: Api, running: Running) -> None:
    progress.step("Alarm -> scaling: both connectors come under load")
    for name in (SINK, SOURCE):
        schedule_fault(running.endpoint_url, name, {"kind": "cpu", "points": _HIGH})
        progress.say(f"{name}: CPU rises to 92 %")
    told: set[str] = set()

    def look() -> tuple[bool | None, str]:
        entries = {name: _adjustments(api, name) for name in (SINK, SOURCE)}
        for name, found in entries.items():
            for entry in found:
                if entry["text"] not in told:
                    told.add(entry["text"])
                    progress.say(in_one_line(entry, f"{name}:"), indent=5)
        changed = any(entry["what"] == "changed" for entry in entries[SINK])
        decided = any(entry["moment"] != "alarm" for entry in entries[SOURCE])
        seen = f"{SINK} {'adjusted' if changed else 'not yet'}, {SOURCE} {'looked at' if decided else 'not yet'}"
        return (changed and decided) or None, seen

    progress.wait_for("adjustments", look)
    for name in (SINK, SOURCE):
        config = api.get(f"/connectors/{name}/config")
        workers = counted(int(config["connectpilot.capacity.workers"]), "worker")
        progress.say(f"{name}: {workers} of {config['connectpilot.capacity.mcu']} MCU")


def _adjustments(api: Api, name: str) -> list[dict[str, Any]]:
    """All entries about capacity, the oldest first."""
    incidents = [one for one in api.get("/connectpilot/incidents", connector=name) if one["kind"] == "adjustment"]
    return [entry for one in reversed(incidents) for entry in one["entries"]]
