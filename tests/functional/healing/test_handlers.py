"""The five handlers over use cases with fakes: what they parse, answer, log and count."""

from __future__ import annotations

import importlib.util
import json
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from connectpilot import bootstrap
from connectpilot.bootstrap import healing
from connectpilot.usecases.assess_capacity import AssessCapacity
from connectpilot.usecases.record_adjustment import RecordAdjustment
from fakes.healing_world import World, alarm_event
from pydantic import ValidationError

ROOT = Path(__file__).parents[3]


@dataclass
class Context:
    function_name: str = "f"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:f"
    aws_request_id: str = "r"


def handler_of(name: str):
    spec = importlib.util.spec_from_file_location(f"{name}_app", ROOT / "functions" / name / "app.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # pydantic looks annotations up there
    spec.loader.exec_module(module)
    return module.handler


@pytest.fixture
def world(monkeypatch):
    world = World(fails=lambda name, now, restarted_at: restarted_at is None, events_are_lost=True)
    world.run(minutes=2)
    world.capacity = AssessCapacity(world.records, world.control, world.specs, world.metrics, world.gather)
    world.record_adjustment = RecordAdjustment(world.records, world.incidents)
    monkeypatch.setattr(bootstrap, "now", lambda: world.now)
    monkeypatch.setattr(healing, "assess_connector", lambda: world.assess)
    monkeypatch.setattr(healing, "record_remedy", lambda: world.record_remedy)
    monkeypatch.setattr(healing, "assess_capacity", lambda: world.capacity)
    monkeypatch.setattr(healing, "record_adjustment", lambda: world.record_adjustment)
    monkeypatch.setattr(healing, "sweep_fleet", lambda: world.sweep)
    return world


def printed(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_assess_connector_answers_what_the_machine_reads(world, capsys, caplog):
    answer = handler_of("assess_connector")(alarm_event("orders", world.now), Context())
    assert json.loads(json.dumps(answer)) == answer
    assert (answer["remedy"], answer["request"]["intent"], answer["attempt"]) == ("RestartTasks", "restart", 1)
    assert "connection-lost" in [getattr(record, "diagnosis", None) for record in caplog.records]
    assert any(line.get("RestartTasksChosen") == [1.0] for line in printed(capsys))


def test_record_remedy_counts_the_attempt(world):
    answer = handler_of("assess_connector")(alarm_event("orders", world.now), Context())
    given = {
        "connector": "orders",
        "openedAt": answer["openedAt"],
        "remedy": answer["remedy"],
        "attempt": answer["attempt"],
        "digest": None,
        "outcome": "changed",
        "reason": "stayed up",
        "notified": False,
    }
    handler = handler_of("record_remedy")
    handler(given, Context())
    once = len(world.incidents.of("orders")[0].entries)
    handler(given, Context())  # Lambda's answer was lost, the call comes again
    record = world.records.get("orders")
    assert (record.attempts, record.last_attempt_at) == (1, world.now)
    assert [entry.moment for entry in world.incidents.of("orders")[0].entries].count("outcome") == 1
    assert once <= len(world.incidents.of("orders")[0].entries)


@pytest.mark.parametrize("name", ["record_remedy", "record_adjustment"])
def test_a_malformed_event_is_an_error_at_once(world, name):
    with pytest.raises(ValidationError):
        handler_of(name)({"connector": "orders"}, Context())


def test_capacity_is_assessed_and_its_reason_recorded(world):
    answer = handler_of("assess_capacity")(alarm_event("orders", world.now, "cpu-high", "scale"), Context())
    assert (answer["adjustment"], answer["reason"]) == ("Keep", "connectpilot.scaling.enabled is false")
    given = {key: answer[key] for key in ("connector", "openedAt", "hint", "reason")} | {"outcome": "none"}
    assert handler_of("record_adjustment")(given, Context()) == {"connector": "orders", "outcome": "none"}
    assert world.incidents.of("orders")[0].kind == "adjustment"


def test_the_sweep_goes_by_the_minute_it_was_scheduled_for(world):
    sweep = handler_of("sweep_fleet")
    late = {"time": world.now.replace(minute=5).isoformat()}
    world.now += timedelta(minutes=4)
    assert sweep(late, Context())["fleet"] is True
    assert sweep({"time": world.now.replace(minute=6).isoformat()}, Context())["fleet"] is False
    assert set(sweep({}, Context())) == {"started", "alreadyStarted", "putOff", "sightings", "fleet", "failed"}


def test_a_connector_that_the_sweep_could_not_look_after_is_counted_and_named(world, capsys, caplog):
    world.records.unreadable = ["torn"]
    assert handler_of("sweep_fleet")({}, Context())["failed"] == 1
    assert "torn" in [getattr(record, "connector", None) for record in caplog.records]
    assert any(line.get("SweepConnectorFailed") == [1.0] for line in printed(capsys))
