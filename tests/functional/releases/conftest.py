"""The real handlers of release-plugin over moto and the stand-in for MSK Connect, in the order of the state machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from connectpilot import bootstrap
from connectpilot.bootstrap import builds
from connectpilot_local.clock import DrivenClock
from connectpilot_local.msk_connect.testing import stand_in
from connectpilot_local.msk_connect.testing_requests import connector_request
from fakes.release_handlers import BUNDLES, CONTEXT, ENVIRONMENT, INTAKE, STEPS, load, uploaded
from fakes.releases import FakeDownloads

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
RELEASE_PLUGIN = ENVIRONMENT["RELEASE_PLUGIN_ARN"]
MACHINE = json.dumps({"StartAt": "End", "States": {"End": {"Type": "Succeed"}}})


class Way:
    """The way of one upload; `crash` names the step after whose work the answer is lost, once."""

    def __init__(self, stand, downloads):
        self.stand, self.downloads = stand, downloads
        self.s3 = stand.client("s3")
        self.handlers = {name: load(name) for name in STEPS}

    def upload(self, key, body):
        version = self.s3.put_object(Bucket=INTAKE, Key=key, Body=body)["VersionId"]
        return uploaded(key, version, len(body))

    def call(self, step, event):
        return json.loads(json.dumps(self.handlers[step](json.loads(json.dumps(event)), CONTEXT)))

    def release(self, event, *, crash=None):
        """What the machine does, without its retries."""
        found = event["detail"]["object"]
        upload = {"bucket": event["detail"]["bucket"]["name"], "key": found["key"], "versionId": found["version-id"]}
        told = {"upload": upload, "buildKey": ""}
        try:
            told |= self._release(upload, told, crash)
        except InterruptedError:
            raise
        except Exception as error:  # noqa: BLE001 - as Lambda does it
            told["problem"] = {"Error": type(error).__name__, "Cause": json.dumps({"errorMessage": str(error)})}
        return self.call("report_release", told)

    def _release(self, upload, told, crash):
        def step(name, event):
            answer = self.call(name, event)
            if crash == name:
                raise InterruptedError(name)
            return answer

        reading = step("read_upload", {"upload": upload})
        told["buildKey"] = reading["buildKey"]
        if reading["kind"] == "recipe":
            for index in range(len(reading["artifacts"])):
                step("fetch_artifact", {"upload": upload, "index": index})
        step("build_bundle", {"upload": upload, "reading": reading})
        plugin = step("register_plugin", {"upload": upload, "reading": reading})
        state = plugin["state"]
        while state != "ACTIVE":
            self.stand.clock.advance(seconds=30)
            asked = {"name": plugin["name"], "arn": plugin["arn"], "buildKey": reading["buildKey"]}
            state = step("check_plugin", asked)["state"]
        return {"plugin": plugin}

    def serve_api(self, event):
        return load("serve_api")(event, CONTEXT)

    def report(self, key):
        body = self.s3.get_object(Bucket=INTAKE, Key=f"reports/{key.removeprefix('uploads/')}.json")["Body"]
        return json.loads(body.read())

    def run_on(self, plugin):
        """A connector that somebody made by hand."""
        arn = next(one["customPluginArn"] for one in self.plugins() if one["name"] == plugin)
        self.stand.kafkaconnect.create_connector(**connector_request("orders", arn))
        self.stand.clock.advance(seconds=600)

    def plugins(self):
        return self.stand.kafkaconnect.list_custom_plugins()["customPlugins"]

    def items(self):
        return self.stand.client("dynamodb").scan(TableName="plugins")["Items"]


@pytest.fixture
def way(monkeypatch, request):
    """Parametrised indirectly: with other assumptions about MSK Connect."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    for cached in (bootstrap.settings, bootstrap.client, bootstrap.table):
        cached.cache_clear()
    clock, downloads = DrivenClock(NOON), FakeDownloads()
    monkeypatch.setattr(bootstrap, "now", clock.now)
    monkeypatch.setattr(builds, "HttpDownloads", lambda **_: downloads)
    with stand_in(clock, assumptions=getattr(request, "param", None)) as stand:
        s3 = stand.client("s3")
        for bucket in (INTAKE, BUNDLES):
            s3.create_bucket(Bucket=bucket)
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        for table in ("plugins", "connectors", "specs", "control"):
            key = "digest" if table == "specs" else "name"
            stand.client("dynamodb").create_table(
                TableName=table,
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        role = "arn:aws:iam::123456789012:role/release"
        stand.client("stepfunctions").create_state_machine(name="release-plugin", definition=MACHINE, roleArn=role)
        yield Way(stand, downloads)
    for cached in (bootstrap.settings, bootstrap.client, bootstrap.table):
        cached.cache_clear()
