"""The log of what was judged, and granted against used."""

import json
import urllib.request

import pytest
from botocore.exceptions import ClientError

TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"


def allow(actions, resource):
    return {"Effect": "Allow", "Action": actions, "Resource": resource}


def report_of(strict, role):
    with urllib.request.urlopen(f"{strict.server.url}/_local/rights") as answer:
        document = json.load(answer)
    return document, next(one for one in document["roles"] if one["role"] == role.arn)


def test_the_control_door_tells_used_refused_and_granted_for_nothing(strict, roles):
    role = roles.make(allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Desc*"], TABLE))
    client = strict.client("dynamodb", strict.rights.credentials_for(role.arn))
    client.get_item(TableName="orders", Key={"id": {"S": "1"}})
    client.describe_table(TableName="orders")
    with pytest.raises(ClientError):
        client.delete_table(TableName="orders")
    document, report = report_of(strict, role)
    assert document["mode"] == "enforce"
    assert {one["action"] for one in document["refused"] if one["role"] == role.arn} == {"dynamodb:DeleteTable"}
    assert [one["action"] for one in report["unused"]] == ["dynamodb:PutItem"]
    assert [one["action"] for one in report["wide"]] == ["dynamodb:Desc*"]
    assert {one["action"] for one in report["used"]} == {"dynamodb:GetItem", "dynamodb:Desc*"}


def test_a_grant_on_another_resource_was_not_used(strict, roles):
    role = roles.make(allow("dynamodb:GetItem", TABLE), allow("dynamodb:GetItem", TABLE + "2"))
    strict.rights.judge(role.arn, "dynamodb:GetItem", TABLE)
    _, report = report_of(strict, role)
    assert [one["resources"] for one in report["unused"]] == [[TABLE + "2"]]
