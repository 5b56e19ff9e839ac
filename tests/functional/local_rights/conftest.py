"""Two guarded servers over the same moto, one enforcing and one not, with the resources that the cases speak of."""

import io
import json
import zipfile
from types import SimpleNamespace

import boto3
import pytest
from botocore.config import Config
from connectpilot_local.clock import DrivenClock
from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.control import control_doors
from connectpilot_local.cloud.identity import ACCOUNT, EXEMPT_CREDENTIALS, REGION
from connectpilot_local.cloud.rights import install as rights_install
from connectpilot_local.cloud.server import Server, reset_backends
from moto.iam.models import iam_backends

LAMBDA = {"Service": "lambda.amazonaws.com"}
QUICK = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
# What moto has no backend for, or would need Docker for: asked whether the guard lets it through, no more.
STOOD_IN = ("/kafkaconnect/", "/invocations")


def answering(app):
    """Answers for the stand-in of MSK Connect and for Lambda's invocations, which other parts own."""

    def answer(environ, start_response):
        scope = environ.get("HTTP_AUTHORIZATION", "")
        if STOOD_IN[0] in scope or STOOD_IN[1] in environ["PATH_INFO"]:
            start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", "2")])
            return [b"{}"]
        return app(environ, start_response)

    return answer


class Cloud:
    """A server, its rights, and clients that speak to it as somebody."""

    def __init__(self, mode, work_dir):
        self.server = Server()
        self.context = Context(DrivenClock(), self.server.url, work_dir, rights=mode)
        self.rights = rights_install.install(self.context)
        self.server.start([control_doors(self.context), *self.context.middlewares, answering])

    def client(self, service, keys=None):
        credentials = (
            EXEMPT_CREDENTIALS
            if keys is None
            else {
                "aws_access_key_id": keys["AccessKeyId"],
                "aws_secret_access_key": keys["SecretAccessKey"],
                "aws_session_token": keys["SessionToken"],
                "region_name": REGION,
            }
        )
        return boto3.client(service, endpoint_url=self.server.url, config=QUICK, **credentials)


class Roles:
    """Makes roles as the template would, straight into moto's IAM."""

    def __init__(self):
        self.count = 0

    def make(self, *statements, principal=LAMBDA, trust_condition=None, boundary=None, tags=(), path="/", name=None):
        self.count += 1
        backend = iam_backends[ACCOUNT]["aws"]
        trust = {
            "Effect": "Allow",
            "Principal": principal,
            "Action": "sts:AssumeRole",
            "Condition": trust_condition or {},
        }
        limit = ""
        if boundary is not None:
            document = json.dumps({"Version": "2012-10-17", "Statement": boundary})
            limit = backend.create_policy("", "/", document, f"limit-{self.count}", []).arn
        role = backend.create_role(
            role_name=name or f"role-{self.count}",
            assume_role_policy_document=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
            path=path,
            permissions_boundary=limit,
            description="",
            tags=[{"Key": key, "Value": value} for key, value in dict(tags).items()],
            max_session_duration="3600",
        )
        if statements:
            role.put_policy("work", json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
        return role


def furnish(cloud):
    """The resources that the cases name; their ARNs come back by short names."""
    s3, logs = cloud.client("s3"), cloud.client("logs")
    s3.create_bucket(Bucket="lake")
    s3.put_bucket_versioning(Bucket="lake", VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket="lake", Key="in/a.txt", Body=b"a")["VersionId"]
    cloud.client("dynamodb").create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("id", "day")],
        GlobalSecondaryIndexes=[{
            "IndexName": "by-day",
            "KeySchema": [{"AttributeName": "day", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }],
        Tags=[{"Key": "team", "Value": "data"}],
    )  # fmt: skip
    queue = cloud.client("sqs").create_queue(QueueName="late")["QueueUrl"]
    topic = cloud.client("sns").create_topic(Name="news")["TopicArn"]
    logs.create_log_group(logGroupName="/app")
    logs.create_log_stream(logGroupName="/app", logStreamName="one")
    cloud.client("ssm").put_parameter(Name="/stack/targets/default", Value="x", Type="String")
    secret = cloud.client("secretsmanager").create_secret(Name="db", SecretString="s")["ARN"]
    cloud.client("events").put_rule(Name="often", ScheduleExpression="rate(1 minute)")
    return SimpleNamespace(version=version, queue=queue, topic=topic, secret=secret)


def make_machine(cloud, role_arn):
    definition = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})
    sfn = cloud.client("stepfunctions")
    return sfn.create_state_machine(name="heal", definition=definition, roleArn=role_arn)["stateMachineArn"]


def make_function(cloud, role_arn):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("app.py", "def handler(event, context): return event")
    cloud.client("lambda").create_function(
        FunctionName="assess",
        Runtime="python3.13",
        Handler="app.handler",
        Role=role_arn,
        Code={"ZipFile": archive.getvalue()},
    )


@pytest.fixture(scope="session")
def roles():
    return Roles()


@pytest.fixture(scope="session")
def clouds(tmp_path_factory, roles):
    reset_backends()
    lax = Cloud("off", tmp_path_factory.mktemp("off"))
    strict = Cloud("enforce", tmp_path_factory.mktemp("enforce"))
    have = furnish(lax)
    have.machine = make_machine(lax, roles.make(principal={"Service": "states.amazonaws.com"}).arn)
    make_function(lax, roles.make().arn)
    yield SimpleNamespace(strict=strict, lax=lax, have=have)
    lax.server.stop()
    strict.server.stop()
    reset_backends()


@pytest.fixture(scope="session")
def strict(clouds):
    return clouds.strict
