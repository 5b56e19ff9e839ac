"""A moto server with the events part installed on a driven clock, and functions that only note what they are given."""

import json

import boto3
import pytest
from connectpilot_local.clock import DrivenClock
from connectpilot_local.cloud import events
from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.identity import EXEMPT_CREDENTIALS
from connectpilot_local.cloud.server import Server, reset_backends
from moto.awslambda.models import LambdaFunction


@pytest.fixture(scope="session")
def server():
    server = Server()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def clock():
    return DrivenClock()


@pytest.fixture
def context(clock, server, tmp_path):
    reset_backends()
    return Context(clock=clock, endpoint_url=server.url, work_dir=tmp_path)


@pytest.fixture
def happening(context):
    """The events part, delivering, its tickers standing still."""
    running = events.install(context)
    running.start(tickers=False)
    yield running
    events.stop()


@pytest.fixture
def client(server):
    made = {}

    def client(service):
        if service not in made:
            made[service] = boto3.client(service, endpoint_url=server.url, **EXEMPT_CREDENTIALS)
        return made[service]

    return client


@pytest.fixture
def functions(client, monkeypatch):
    """Make a function by name; `functions.calls` are the (name, payload) of its invocations, `answers` what it says."""

    class Functions:
        def __init__(self):
            self.calls = []
            self.answers = {}

        def make(self, name):
            return client("lambda").create_function(
                FunctionName=name,
                Runtime="python3.13",
                Role=role(client),
                Handler="app.handler",
                Code={"ZipFile": b"PK\x05\x06" + b"\0" * 18},
            )["FunctionArn"]

    made = Functions()

    def invoke(self, body, request_headers, response_headers):
        made.calls.append((self.function_name, json.loads(body)))
        answer = made.answers.get(self.function_name, {})
        answer = answer(json.loads(body)) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return json.dumps(answer)

    monkeypatch.setattr(LambdaFunction, "invoke", invoke)
    return made


def role(client):
    iam = client("iam")
    try:
        return iam.get_role(RoleName="any")["Role"]["Arn"]
    except iam.exceptions.NoSuchEntityException:
        return iam.create_role(RoleName="any", AssumeRolePolicyDocument="{}")["Role"]["Arn"]


@pytest.fixture
def queue(client):
    """Make a queue by name; returns its ARN and a function that takes all its messages."""

    def make(name):
        sqs = client("sqs")
        url = sqs.create_queue(QueueName=name)["QueueUrl"]

        def take():
            found = []
            while batch := sqs.receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"], WaitTimeSeconds=0
            ).get("Messages"):
                found += batch
                for message in batch:
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return found

        return f"arn:aws:sqs:us-east-1:123456789012:{name}", take

    return make
