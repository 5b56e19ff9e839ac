"""A small cloud for each file here: the stack of small/template.yaml, rights enforced, time running fast."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from connectpilot_local.clock import ScaledClock
from connectpilot_local.cloud.cloud import LocalCloud

SMALL = Path(__file__).parent / "small" / "template.yaml"


@pytest.fixture(scope="module")
def cloud():
    with LocalCloud(template=SMALL, clock=ScaledClock(speed=1000)) as cloud:
        yield cloud


@pytest.fixture
def invoke(cloud):
    def call(function, event=None, **options):
        answer = cloud.client("lambda").invoke(
            FunctionName=cloud.resources[function], Payload=json.dumps(event or {}), **options
        )
        body = answer["Payload"].read()
        return json.loads(body) if body else None, answer

    return call


@pytest.fixture
def receive(cloud):
    """The messages of a queue, removed from it."""

    def read(queue):
        sqs = cloud.client("sqs")
        url = cloud.resources[queue]
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"])
        for message in found.get("Messages", []):
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found.get("Messages", [])

    return read


@pytest.fixture(autouse=True)
def nothing_failed_in_silence(request):
    yield
    if "cloud" in request.fixturenames:
        assert request.getfixturevalue("cloud").failures == []
