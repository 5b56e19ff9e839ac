"""Step 3: a failed task raises an alarm, and is healed."""

from __future__ import annotations

from typing import Any

from ..api import Api
from ..incidents import in_one_line
from ..local import schedule_fault
from ..local_cloud import Running
from .connectors import SOURCE
from .progress import Progress


def heal(progress: Progress, api: Api, running: Running) -> None:
    progress.step("Alarm -> healing: one task loses its database connection")
    schedule_fault(running.endpoint_url, SOURCE, {"kind": "task_failure", "times": 1})
    progress.say(f"{SOURCE}: its task fails now, in the stand-in")
    alarms = running.stack.client("cloudwatch")

    def look_at_alarm() -> tuple[bool | None, str]:
        found = alarms.describe_alarms(AlarmNamePrefix=f"connectpilot-heal-{SOURCE}-errored")["MetricAlarms"]
        state = found[0]["StateValue"] if found else "no alarm"
        return state == "ALARM" or None, state

    progress.wait_for("the alarm on ErroredTaskCount", look_at_alarm)
    seen = 0

    def look_at_incident() -> tuple[bool | None, str]:
        nonlocal seen
        incident = latest_illness(api)
        entries = incident["entries"] if incident else []
        for entry in entries[seen:]:
            progress.say(in_one_line(entry), indent=5)
        seen = len(entries)
        if incident and not incident["open"]:
            return True, "closed"
        return None, "open" if incident else "none yet"

    progress.wait_for("the incident to be closed", look_at_incident)


def latest_illness(api: Api) -> dict[str, Any] | None:
    incidents = api.get("/connectpilot/incidents", connector=SOURCE)
    return next((found for found in incidents if found["kind"] == "illness"), None)
