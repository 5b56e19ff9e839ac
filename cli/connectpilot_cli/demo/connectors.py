"""Step 2: requests become RUNNING connectors."""

from __future__ import annotations

import json
from typing import Any

from ..api import Api, ApiError
from ..local_cloud import ROOT
from .progress import Progress

SOURCE, SINK = "orders-cdc", "orders-sink"


def bring_up(progress: Progress, api: Api, *, has_provider: bool) -> None:
    progress.step("Request -> connector: Kafka Connect's own API")
    version = api.get("/")["version"]
    classes = [found["class"].rpartition(".")[2] for found in api.get("/connector-plugins")]
    progress.say(f"GET / -> Kafka Connect {version}; GET /connector-plugins -> {', '.join(classes)}")
    source, sink = (example(name, has_provider=has_provider) for name in (SOURCE, SINK))
    _show_refusal(progress, api, source)
    api.call("POST", "/connectors", source)
    progress.say(f"POST /connectors {SOURCE} -> 201")
    api.call("PUT", f"/connectors/{SINK}/config", sink["config"])
    progress.say(f"PUT /connectors/{SINK}/config -> 201")
    for name in (SOURCE, SINK):
        wait_until_running(progress, api, name)
    listed = api.get("/connectors", expand="status")
    progress.say("GET /connectors?expand=status -> " + ", ".join(sorted(listed)))


def example(name: str, *, has_provider: bool) -> dict[str, Any]:
    """A connector of examples/; without the secrets provider its references go to Kafka's EnvVarConfigProvider."""
    wanted: dict[str, Any] = json.loads((ROOT / "examples" / "connectors" / f"{name}.json").read_text())
    if not has_provider:
        for key, value in wanted["config"].items():
            if value.startswith("${secretsmanager:"):
                wanted["config"][key] = "${env:" + key.upper().replace(".", "_") + "}"
    return wanted


def wait_until_running(progress: Progress, api: Api, name: str) -> None:
    """Until the status is RUNNING and the door has recorded how the change ended: it has verified the health."""

    def look() -> tuple[bool | None, str]:
        status, record = api.get(f"/connectors/{name}/status"), api.get(f"/connectpilot/connectors/{name}")
        state = status["connector"]["state"]
        tasks = [task["state"] for task in status["tasks"]]
        seen = f"{state}, {tasks.count('RUNNING')} of {len(tasks)} tasks running" if tasks else state
        if record["pending"]:
            return None, seen
        return (state == "RUNNING" and record["outcome"] == "changed") or None, f"{seen} ({record['outcome']})"

    progress.wait_for(f"{name} to be RUNNING", look)


def _show_refusal(progress: Progress, api: Api, source: dict[str, Any]) -> None:
    careless = {**source, "config": {**source["config"], "database.password": "plaintext-is-refused"}}
    try:
        api.call("POST", "/connectors", careless)
    except ApiError as error:
        progress.say(f"POST with a plaintext password -> {error.status}: {error}")
