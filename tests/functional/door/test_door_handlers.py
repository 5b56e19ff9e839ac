"""The real handlers of operate-connector over moto's tables and the stand-in: a connector's life through the door."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from connectpilot import bootstrap
from connectpilot.adapters.connectors_table import ConnectorsTable
from connectpilot.adapters.msk_connect import MskConnectChanges
from connectpilot.adapters.plugins_table import PluginsTable
from connectpilot.adapters.specs_table import SpecsTable
from connectpilot.bootstrap import door
from connectpilot.domain.errors import PlatformUnavailableError
from connectpilot.domain.record import Lifecycle
from connectpilot.settings import Settings
from fakes.door_world import NAME, TARGET, door_world, spec_of

ROOT = Path(__file__).resolve().parents[3]
FACTORIES = ("plan_steps", "change_connector", "check_step", "check_health", "record_outcome", "ensure_alarms")
TABLES = {"connectors": "name", "specs": "digest", "plugins": "name"}
SECRET = "hunter2-hunter2"
CONTEXT = SimpleNamespace(
    function_name="door", memory_limit_in_mb=256, invoked_function_arn="arn:aws:lambda:f", aws_request_id="1"
)


def load(name):
    spec = importlib.util.spec_from_file_location(f"door_{name}_app", ROOT / f"functions/{name}/app.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module.handler


class Door:
    """Calls handlers as the machine does, with what crosses as JSON."""

    def __init__(self, world, tables):
        self.world, self.tables = world, tables
        self.records = ConnectorsTable(tables["connectors"])
        self.specs = SpecsTable(tables["specs"])
        self.handlers = {name: load(name) for name in FACTORIES}
        self.request, self.lease = {}, {"owner": "me", "fence": 1}

    def accept(self, intent, spec=None):
        self.request = {"requestId": f"{intent}-1", "connector": NAME, "intent": intent}
        fields = {}
        if spec:
            self.request["specDigest"] = self.specs.put(spec)
            fields = {"wanted_digest": self.request["specDigest"], "kind": "source", "lifecycle": Lifecycle.RUNNING}
        self.records.accept(NAME, self.request["requestId"], json.dumps(self.request), **fields)
        self.tables["connectors"].update_item(
            Key={"name": NAME},
            UpdateExpression="SET leaseOwner = :me, leaseUntil = :u, fence = :f",
            ExpressionAttributeValues={":me": "me", ":u": 0, ":f": 1},
        )

    def call(self, name, **more):
        event = {"request": self.request, **more}
        if name != "ensure_alarms":
            event["lease"] = self.lease
        return json.loads(json.dumps(self.handlers[name](json.loads(json.dumps(event)), CONTEXT)))

    def carry_out(self):
        plan = self.call("plan_steps")
        since = plan["evidenceSince"]
        for step in plan["steps"]:
            change = self.call("change_connector", step=step, since=plan["since"])
            end = self.until("check_step", "end", "underWay", change=change)
            assert end["end"] == "complete", end
            since = end["endedAt"]
        evidence = None
        if plan["verify"]:
            deadline = "2027-01-01T00:00:00+00:00"
            found = self.until("check_health", "health", "waiting", since=since, deadline=deadline)
            assert found["health"] == "healthy", found
            evidence = found["evidence"]
        alarms = self.call("ensure_alarms")
        outcome = "changed" if plan["steps"] else plan["decision"]
        recorded = self.call("record_outcome", outcome=outcome, reason=plan["reason"], evidence=evidence)
        return plan, alarms, recorded

    def until(self, name, key, pending, **event):
        while (answer := self.call(name, **event))[key] == pending:
            self.world.pass_time(30)
        return answer


@pytest.fixture
def operate(monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with door_world() as world:
        names = {name.upper(): name for name, field in Settings.model_fields.items() if field.is_required()}
        given = Settings.model_validate(
            names | {"STACK_NAME": "connectpilot", "TARGETS_PATH": "/targets/", "NOTIFICATION_TOPIC_ARN": "arn:t"}
        )
        tables = {
            name: boto3.resource("dynamodb").create_table(
                TableName=f"{name}_table",
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
            for name, key in TABLES.items()
        }
        fields = ("bootstrap_servers", "subnets", "security_groups", "execution_role_arn")
        text = json.dumps({field: getattr(TARGET, field) for field in fields})
        boto3.client("ssm").put_parameter(Name="/targets/default", Value=text, Type="String")
        PluginsTable(tables["plugins"]).put(next(iter(world.ports.plugins.all())))
        monkeypatch.setattr(bootstrap, "settings", lambda: given)
        monkeypatch.setattr(bootstrap, "client", lambda service, **_: world.msk.client(service))
        monkeypatch.setattr(bootstrap, "table", lambda name: boto3.resource("dynamodb").Table(name))
        monkeypatch.setattr(bootstrap, "now", world.msk.clock.now)
        forget_factories()
        yield Door(world, tables)
        forget_factories()


def forget_factories():
    for name in FACTORIES:
        getattr(door, name).cache_clear()


def test_a_connectors_life_through_the_door(operate, capsys):
    operate.accept("apply", spec_of(database__password=SECRET))
    plan, alarms, recorded = operate.carry_out()
    assert [step["kind"] for step in plan["steps"]] == ["create"]
    assert len(alarms["put"]) == 2
    record = operate.records.get(NAME)
    assert (record.outcome, record.request, record.version) == ("changed", None, recorded["currentVersion"])
    assert record.healthy_digest == record.wanted_digest == operate.request["specDigest"]

    operate.accept("apply", spec_of(database__password=SECRET))
    plan, alarms, _ = operate.carry_out()
    assert (plan["decision"], plan["steps"], alarms) == ("unchanged", [], {"put": [], "removed": []})

    operate.accept("apply", spec_of(database__password=SECRET + "3", connectpilot__capacity__mcu="2"))
    plan, *_ = operate.carry_out()
    assert [step["kind"] for step in plan["steps"]] == ["updateWorkers", "updateConfiguration"]
    assert SECRET not in json.dumps(plan)

    for intent, removed in [("restart", 0), ("pause", 2), ("resume", 0)]:
        operate.accept(intent)
        plan, alarms, _ = operate.carry_out()
        assert ([step["kind"] for step in plan["steps"]], len(alarms["removed"])) == ([intent], removed)
    assert operate.records.get(NAME).lifecycle is Lifecycle.RUNNING

    operate.accept("delete")
    _, alarms, recorded = operate.carry_out()
    assert len(alarms["removed"]) == 2
    assert operate.records.get(NAME) is None
    assert recorded == {"currentVersion": None}
    assert SECRET not in capsys.readouterr().out


def test_a_record_of_an_unknown_connector_does_not_stay(operate):
    operate.accept("restart")
    plan = operate.call("plan_steps")
    assert plan["decision"] == "refused"
    operate.call("record_outcome", outcome="refused", reason=plan["reason"], evidence=None)
    assert operate.records.get(NAME) is None


def test_a_refused_configuration_leaves_nothing_behind(operate):
    operate.accept("apply", spec_of(connectpilot__target="absent"))
    plan = operate.call("plan_steps")
    assert plan["decision"] == "refused"
    assert "there are: default" in plan["reason"]


def test_a_change_whose_answer_is_lost_is_not_asked_for_again_without_a_look(monkeypatch):
    asked = []

    def no_answer(request):
        asked.append(request.url)
        raise ReadTimeoutError(endpoint_url=request.url)

    for name, value in {
        "AWS_ACCESS_KEY_ID": "k",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = bootstrap.client.__wrapped__("kafkaconnect", one_try=True)
    monkeypatch.setattr(client._endpoint, "_send", no_answer)
    with pytest.raises(PlatformUnavailableError):
        MskConnectChanges(client).pause("arn:aws:kafkaconnect:us-east-1:123456789012:connector/orders/1-1")
    assert len(asked) == 1


def test_outcomes_are_counted(operate, capsys):
    operate.accept("apply", spec_of())
    capsys.readouterr()
    operate.call("record_outcome", outcome="timedOut", reason="late", evidence=None)
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["RequestTimedOut"] for line in said if "RequestTimedOut" in line] == [[1.0]]
    assert operate.records.get(NAME).next_check_at is not None
