"""Each workflow's own time: what an execution takes beside its Waits, the door it waits for, and MSK Connect's states.

    .venv/bin/python bench/workflow_overhead.py [--runs 5] [--speed 40]

The real template runs in a local cloud whose stand-in for MSK Connect needs no time for anything. A plugin is released,
its connector created, made ill and put under load, run after run. An execution's history then says when each state was
entered and left; Wait states and the task that waits for operate-connector are taken out (that one is a row of its
own), and what remains is turned into seconds of this machine. The first run starts every function's process, the
others find them warm. The baseline is a machine of as many Pass states in the same interpreter.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from connectpilot_local.clock import ScaledClock  # noqa: E402
from connectpilot_local.cloud.cloud import LocalCloud  # noqa: E402
from connectpilot_local.msk_connect.durations import Durations  # noqa: E402
from end_to_end.granted_drive import BUSY, PARAMETERS, SECRET, SINK_JAR, Drive, until  # noqa: E402
from fakes.java import zipped  # noqa: E402

# A creation that would fail does not fail at once: it would overtake the one that succeeds.
NO_TIME = Durations(**{one.name: 0.0 for one in fields(Durations) if one.name != "create_fails"})
MACHINES = ("release-plugin", "operate-connector", "heal-connector", "scale-connector")
CHILD = "OperateConnector"


@dataclass(frozen=True, slots=True)
class Execution:
    began: datetime
    seconds: float
    states: int
    functions: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--speed", type=float, default=40)
    options = parser.parse_args()
    clock = ScaledClock(speed=options.speed)
    given = PARAMETERS | {"PollSeconds": "30"}  # as the template has it: each look is a part of the own time
    with LocalCloud(template=ROOT / "template.yaml", clock=clock, parameters=given, durations=NO_TIME) as cloud:
        cloud.client("secretsmanager").create_secret(Name=SECRET, SecretString="{}")
        drive = Drive(cloud)
        for number in range(options.runs):
            one_run(drive, number)
        print(
            f"{'machine':<18} {'states':>6} {'calls':>6} {'cold':>8} {'warm':>8} {'Pass':>8}   own time, warm: median"
        )
        for machine in MACHINES:
            done = sorted(executions(cloud, machine, options.speed), key=lambda one: one.began)
            states = round(statistics.median(one.states for one in done))
            warm = statistics.median(one.seconds for one in done[1:])
            only_pass = pass_states(cloud, states, options.speed)
            calls = round(statistics.median(one.functions for one in done))
            times = " ".join(f"{seconds * 1e3:5.0f} ms" for seconds in (done[0].seconds, warm, only_pass))
            print(f"{machine:<18} {states:6} {calls:6} {times}   of {len(done) - 1} executions")
    return 0


def one_run(drive: Any, number: int) -> None:
    """Each machine's work, one after the other; then the connector goes, so that nothing disturbs the next run."""
    name = f"run-{number}"
    released = drive.upload(f"{name}.zip", zipped({"sink.jar": SINK_JAR, "run.txt": name.encode()}))
    if released != "released":
        raise SystemExit(f"the plugin was not released: {released}")
    newest = max(drive.api.get("/connectpilot/plugins"), key=lambda plugin: plugin["created_at"])
    drive.sink(name, **{"connectpilot.plugin": newest["name"]})
    drive.fault(name, {"kind": "task_failure", "times": 1})
    drive.healed(name)
    drive.fault(name, BUSY)
    until("the adjustment", lambda: drive.incidents(name, "adjustment"))
    until("its end", lambda: not drive.record(name)["pending"])
    drive.api.call("DELETE", f"/connectors/{name}")
    until("the connector's end", lambda: drive.gone(name))


def executions(cloud: LocalCloud, machine: str, speed: float) -> Iterator[Execution]:
    """Those that did their whole work: a look that finds nothing to do is cheaper."""
    states = cloud.client("stepfunctions")
    arn = next(
        one["stateMachineArn"] for one in states.list_state_machines()["stateMachines"] if machine in one["name"]
    )
    for pages in states.get_paginator("list_executions").paginate(stateMachineArn=arn, statusFilter="SUCCEEDED"):
        for found in pages["executions"]:
            told = states.describe_execution(executionArn=found["executionArn"])
            given, done = json.loads(told["input"]), json.loads(told["output"])
            if done["outcome"] in ("released", "changed") and given.get("intent", "apply") == "apply":
                yield read(states, found["executionArn"], speed)


def read(states: Any, arn: str, speed: float) -> Execution:
    pages = states.get_paginator("get_execution_history").paginate(executionArn=arn)
    history = [event for page in pages for event in page["events"]]
    whole = (history[-1]["timestamp"] - history[0]["timestamp"]).total_seconds()
    entered: dict[str, datetime] = {}
    waited, count, functions = 0.0, 0, 0
    for event in history:
        if "stateEnteredEventDetails" in event:
            entered[event["stateEnteredEventDetails"]["name"]] = event["timestamp"]
            count += 1
        elif "stateExitedEventDetails" in event:
            name = event["stateExitedEventDetails"]["name"]
            if event["type"] == "WaitStateExited" or name == CHILD:
                waited += (event["timestamp"] - entered[name]).total_seconds()
        functions += event["type"] == "TaskSucceeded" and name_of_resource(event) == "lambda"
    return Execution(history[0]["timestamp"], (whole - waited) / speed, count, functions)


def name_of_resource(event: dict[str, Any]) -> str:
    return str(event["taskSucceededEventDetails"]["resourceType"])


def pass_states(cloud: LocalCloud, count: int, speed: float) -> float:
    """Median seconds of as many Pass states, one after the other."""
    states = cloud.client("stepfunctions")
    role = states.describe_state_machine(stateMachineArn=cloud.resources["ReleasePluginStateMachine"])["roleArn"]
    chain = {f"S{number}": {"Type": "Pass", "Next": f"S{number + 1}"} for number in range(count - 1)}
    definition = {
        "QueryLanguage": "JSONata",
        "StartAt": "S0",
        "States": chain | {f"S{count - 1}": {"Type": "Pass", "End": True}},
    }
    arn = states.create_state_machine(name=f"pass-{count}", definition=json.dumps(definition), roleArn=role)
    times = []
    for _ in range(5):
        begun = states.start_execution(stateMachineArn=arn["stateMachineArn"])["executionArn"]
        until("Pass states", lambda arn=begun: states.describe_execution(executionArn=arn)["status"] != "RUNNING")
        times.append(read(states, begun, speed).seconds)
    return statistics.median(times)


if __name__ == "__main__":
    raise SystemExit(main())
