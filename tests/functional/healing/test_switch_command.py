"""connectpilot healing: the switch, on the table that the functions read."""

from __future__ import annotations

from types import SimpleNamespace

import boto3
import pytest
from connectpilot.adapters.control_table import ControlTable
from connectpilot_cli import healing
from connectpilot_cli.main import app
from moto import mock_aws
from typer.testing import CliRunner


@pytest.fixture
def session(monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        session = boto3.Session("test", "test", region_name="us-east-1")
        session.resource("dynamodb").create_table(
            TableName="control",
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "name", "AttributeType": "S"}],
        )
        stack = SimpleNamespace(session=session, outputs={"ControlTable": "control"})
        monkeypatch.setattr(healing, "open_stack", lambda _: stack)
        yield session


def run(*words):
    return CliRunner().invoke(app, ["healing", *words], catch_exceptions=False)


def test_healing_is_on_until_it_is_switched_off_and_on_again(session):
    control = ControlTable(session.resource("dynamodb").Table("control"))
    assert run("status").output.startswith("healing is on: ")
    off = run("off").output
    assert off.startswith("healing is off since 20")
    assert not control.healing_is_on()
    assert run("off").output == run("status").output == off, "since when it is off stays known"
    assert run("on").output.startswith("healing is on since 20")
    assert control.healing_is_on()


def test_an_item_written_by_hand_is_understood(session):
    session.resource("dynamodb").Table("control").put_item(Item={"name": "healing", "off": True})
    assert run("status").output.startswith("healing is off: ")
    assert run("on").output.startswith("healing is on since")


def test_a_table_that_cannot_be_used_is_said_in_one_line(session):
    session.client("dynamodb").delete_table(TableName="control")
    ended = run("off")
    assert ended.exit_code == 1
    assert "The control table cannot be used" in ended.stderr
