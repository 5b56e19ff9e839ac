"""Step 5: what exists now, the timeline, and what took how long."""

from __future__ import annotations

from rich.filesize import decimal

from ..api import Api
from ..incidents import show_timeline
from ..local_cloud import Running
from ..output import console, counted, show_table
from .illness import latest_illness
from .progress import Progress


def summarise(progress: Progress, api: Api, running: Running, *, total: float) -> None:
    console.print("\n[bold cyan]The incident[/]")
    if incident := latest_illness(api):
        show_timeline(incident)
    console.print("\n[bold cyan]What exists now[/]")
    show_table(["KIND", "NAME", "STATE", "DETAIL"], _existing(api, running), nothing="nothing")
    console.print("\n[bold cyan]How long it took[/]")
    console.print(f"   {running.seconds:5.1f} s  local cloud up and stack deployed")
    for title, seconds in progress.steps:
        console.print(f"   {seconds:5.1f} s  {title}")
    console.print(f"   {total:5.1f} s  in all")


def _existing(api: Api, running: Running) -> list[dict[str, str]]:
    rows = [
        {"KIND": "plugin", "NAME": one["name"], "STATE": one["state"], "DETAIL": decimal(one["size"])}
        for one in api.get("/connectpilot/plugins")
    ]
    for name, found in api.get("/connectors", expand="status").items():
        status = found["status"]
        detail = f"{status['type']}, {counted(len(status['tasks']), 'task')}"
        rows.append({"KIND": "connector", "NAME": name, "STATE": status["connector"]["state"], "DETAIL": detail})
    alarms = running.stack.client("cloudwatch").describe_alarms(AlarmNamePrefix="connectpilot-")["MetricAlarms"]
    rows += [
        {"KIND": "alarm", "NAME": one["AlarmName"], "STATE": one["StateValue"], "DETAIL": ""}
        for one in sorted(alarms, key=lambda alarm: str(alarm["AlarmName"]))
    ]
    return rows
