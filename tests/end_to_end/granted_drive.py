"""Drives a whole local cloud through its public doors: uploads, every request of the API, an illness, a load."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import boto3
import pytest
import urllib3
from connectpilot_cli.api import Api, ApiError
from connectpilot_local.cloud.identity import EXEMPT_CREDENTIALS, REGION
from connectpilot_local.msk_connect.durations import Durations
from end_to_end.aging import age_objects, age_plugin
from fakes.java import SINK, class_file, jar, zipped

SECRET = "connectpilot/clients"
CLUSTER = f"arn:aws:kafka:{REGION}:123456789012:cluster/demo/5c0a6f3e-1d2b-4c3d-8e9f-0a1b2c3d4e5f-1"
PARAMETERS = {
    "BootstrapServers": "b-1.demo.internal:9098",
    "Subnets": "subnet-1,subnet-2",
    "SecurityGroups": "sg-1",
    "ClusterArn": CLUSTER,
    "MavenRepositoryUrls": "https://maven.invalid/maven2",
    "ClientSecretName": SECRET,
    "PollSeconds": "5",
    "PrunePluginsAfterDays": "30",
    "PruneArtifacts": "true",
}
QUICK = Durations(
    create_plugin=15,
    delete_plugin=15,
    workers_start=10,
    create_connector=20,
    delete_connector=15,
    update=20,
    restart=15,
    pause=10,
    resume=10,
)
SOURCE_CLASS, SINK_CLASS = "com.example.Orders", "com.example.OrdersSink"
SOURCE_JAR = jar({"com/example/Orders": class_file()})
BUSY = {"kind": "cpu", "points": [[0, 92], [36000, 92]], "follows_capacity": False}
THEIR_JAR = jar({"com/example/Theirs": class_file("com/example/Theirs")})
SPARE_JAR = jar({"com/example/Spare": class_file("com/example/Spare")})
SINK_JAR = jar({"com/example/OrdersSink": class_file("com/example/OrdersSink", SINK)})


def until(what, look, seconds=150):
    """The first true answer of `look`."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if found := look():
            return found
        time.sleep(0.5)  # each look is a call of the API: often would be dear
    raise AssertionError(f"{what} did not come within {seconds} s")


class Drive:
    """Some stories, told to one cloud at the same time."""

    def __init__(self, cloud):
        self.cloud = cloud
        credentials = {key: value for key, value in EXEMPT_CREDENTIALS.items() if key != "region_name"}
        session = boto3.Session(**credentials, region_name=REGION)
        self.api = Api(cloud.api_urls["HttpApi"], session)
        self.intake, self.bundles = cloud.outputs["IntakeBucket"], cloud.outputs["BundleBucket"]

    def run(self):
        self.release()
        stories = (
            *(self.lost_release, self.whole_life, self.crash, self.clients, self.adoption, self.name_taken),
            *(self.lost_target, self.healing, self.recreation, self.escalation, self.scaling, self.stall, self.orphan),
            *(self.left_alarms, self.pruning),
        )
        with ThreadPoolExecutor(len(stories)) as pool:
            for told in [pool.submit(story) for story in stories]:
                told.result()

    # Uploads

    def upload(self, name, body):
        """The outcome in the report."""
        version = self.cloud.client("s3").put_object(Bucket=self.intake, Key=f"uploads/{name}", Body=body)["VersionId"]
        return until(f"the report on {name}", lambda: self._report(name, version))["outcome"]

    def _report(self, name, version):
        s3 = self.cloud.client("s3")
        try:
            report = json.load(s3.get_object(Bucket=self.intake, Key=f"reports/{name}.json")["Body"])
        except s3.exceptions.NoSuchKey:
            return None
        return report if report["upload"]["versionId"] == version else None

    def release(self):
        """A ZIP; a recipe of one artefact that is kept already and one that people put there; what is no plugin."""
        s3 = self.cloud.client("s3")
        kept, brought = SOURCE_JAR, zipped({"lib/notes.txt": b"beside the connector"})
        digests = [hashlib.sha256(body).hexdigest() for body in (kept, brought)]
        s3.put_object(Bucket=self.bundles, Key=f"artifacts/{digests[0]}", Body=kept)
        s3.put_object(Bucket=self.intake, Key="artifacts/notes.zip", Body=brought)
        recipe = {
            "name": "orders",
            "version": "1.0.0",
            "kafkaConnect": ["3.7.x"],
            "artifacts": [
                {"url": "https://example.com/orders.jar", "sha256": digests[0]},
                {"s3": f"s3://{self.intake}/artifacts/notes.zip", "sha256": digests[1]},
            ],
        }
        forged = recipe | {"artifacts": [recipe["artifacts"][1] | {"sha256": "0" * 64}]}
        uploads = {
            "orders.yaml": json.dumps(recipe).encode(),
            "sink.zip": zipped({"sink.jar": SINK_JAR}),
            "a/spare.zip": zipped({"spare.jar": SPARE_JAR}),
            "b/spare.zip": zipped({"renamed.jar": SPARE_JAR}),
            "letter.pdf": b"%PDF-1.7",
            "forged.yaml": json.dumps(forged).encode(),
        }
        with ThreadPoolExecutor(len(uploads)) as pool:
            outcomes = list(pool.map(self.upload, uploads, uploads.values()))
        assert outcomes == [*["released"] * 4, "refused", "refused"]
        assert self.upload("again.yaml", uploads["orders.yaml"]) == "unchanged"
        self.read_reports({*uploads, "again.yaml"})

    def read_reports(self, uploads):
        assert {one["name"] for one in self.api.get("/connectpilot/reports")} == uploads
        report = self.api.get("/connectpilot/reports/orders.yaml")
        plugin = self.api.get(f"/connectpilot/plugins/{report['plugin']['name']}")
        assert (plugin["sha256"], plugin["findings"]) == (report["bundle"]["sha256"], self._as_stored(report))
        with pytest.raises(ApiError, match="no report on nobody") as refused:
            self.api.get("/connectpilot/reports/nobody.zip")
        assert refused.value.status == 404

    def _as_stored(self, report):
        """The findings of a report have their page besides."""
        return [{key: value for key, value in one.items() if key != "page"} for one in report["findings"]]

    def pruning(self):
        """Of two plugins of one name, long unused, the older one goes, then its bundle; and an artefact of nothing."""
        found = [one for one in self.api.get("/connectpilot/plugins") if one["recipe"] == "spare"]
        old, _ = sorted(found, key=lambda one: one["created_at"])
        stray, bundle = f"artifacts/{'0' * 64}", old["bundle_key"].partition(".")[0]
        self.cloud.client("s3").put_object(Bucket=self.bundles, Key=stray, Body=b"x")
        age_plugin(self.cloud, old["name"])
        for prefix in (bundle, stray):
            age_objects(self.cloud, prefix)
        until("the last of what is unused", lambda: self._pruned(old["name"], bundle, stray))

    def _pruned(self, plugin, *prefixes):
        function = self.cloud.resources["PrunePluginsFunction"]
        answer = self.cloud.client("lambda").invoke(FunctionName=function, Payload=b"{}")
        assert "FunctionError" not in answer, answer["Payload"].read()
        s3 = self.cloud.client("s3")
        if any(s3.list_objects_v2(Bucket=self.bundles, Prefix=prefix)["KeyCount"] for prefix in prefixes):
            return False
        return plugin not in [one["name"] for one in self.api.get("/connectpilot/plugins")]

    def lost_release(self):
        """An upload whose event nobody got: it is as if it had never been claimed."""
        self.upload("lost.pdf", b"%PDF-1.7")
        identity = {"S": f"upload#{self.intake}/uploads/lost.pdf"}
        events = self.cloud.resources["EventsTable"]
        dynamodb, s3 = self.cloud.client("dynamodb"), self.cloud.client("s3")
        until(
            "its claim's end",
            lambda: "endedAt" in dynamodb.get_item(TableName=events, Key={"identity": identity}).get("Item", {}),
        )
        dynamodb.delete_item(TableName=events, Key={"identity": identity})
        s3.delete_object(Bucket=self.intake, Key="reports/lost.pdf.json")
        (version,) = s3.list_object_versions(Bucket=self.intake, Prefix="uploads/lost.pdf")["Versions"]
        until("the report, by the sweep", lambda: self._report("lost.pdf", version["VersionId"]))

    # Connectors

    def source(self, **more):
        return {"connector.class": SOURCE_CLASS, "tasks.max": "1", "topic.prefix": "orders"} | more

    def create(self, name, **more):
        self.api.call("POST", "/connectors", {"name": name, "config": self.source(**more)})
        self.ended(name, "changed")

    def record(self, name):
        return self.api.get(f"/connectpilot/connectors/{name}")

    def ended(self, name, *outcomes):
        record = until(f"the end of the request for {name}", lambda: self._without_request(name))
        assert record["outcome"] in outcomes, record

    def _without_request(self, name):
        record = self.record(name)
        return None if record["pending"] else record

    def gone(self, name):
        try:
            self.record(name)
        except ApiError as error:
            return error.status == 404
        return False

    def whole_life(self):
        self.create("orders")
        for method, path, body in (
            ("PUT", "config", self.source(**{"poll.interval.ms": "500"})),
            ("PUT", "config", self.source(**{"poll.interval.ms": "500", "connectpilot.capacity.mcu": "2"})),
            ("POST", "restart", None),
            ("POST", "restart?onlyFailed=true&includeTasks=true", None),
            ("PUT", "pause", None),
            ("PUT", "resume", None),
            ("PUT", "stop", None),
            ("PUT", "resume", None),
        ):
            self.api.call(method, f"/connectors/orders/{path}", body)
            self.ended("orders", "changed", "unchanged")
        self.read("orders")
        self.api.call("DELETE", "/connectors/orders")
        until("the connector's end", lambda: self.gone("orders"))

    def read(self, name):
        for path in ("/", "/connector-plugins", "/connectors", "/connectpilot/connectors", "/connectpilot/plugins"):
            assert self.api.get(path)
        for path in ("", "/config", "/status", "/tasks", "/tasks/0/status"):
            assert self.api.get(f"/connectors/{name}{path}")
        assert name in self.api.get("/connectors?expand=status&expand=info")
        self.api.get("/connectpilot/incidents")

    def crash(self):
        """An execution that dies is started again by the sweep."""
        states = self.cloud.client("stepfunctions")
        machine = self.cloud.resources["OperateConnectorStateMachine"]
        self.api.call("POST", "/connectors", {"name": "crashed", "config": self.source()})
        running = states.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
        states.stop_execution(executionArn=next(one["executionArn"] for one in running if "crashed" in one["name"]))
        self.ended("crashed", "changed")

    def healing(self):
        """One failed task that a restart cures, until its incident is closed."""
        self.create("ill")
        self.fault("ill", {"kind": "task_failure", "times": 1})
        self.healed("ill")

    def recreation(self):
        self.create("broken")
        self.fault("broken", {"kind": "connector_failed"})
        self.healed("broken")

    def healed(self, name):
        until(f"the end of {name}'s incident", lambda: any(not one["open"] for one in self.incidents(name, "illness")))

    def escalation(self):
        """What no restart cures."""
        self.create("hopeless")
        self.fault("hopeless", {"kind": "task_failure", "times": None, "trace": "binlog purged"})
        until("the quarantine", lambda: self.record("hopeless")["quarantine"])
        self.api.call("DELETE", "/connectors/hopeless")
        until("its end", lambda: self.gone("hopeless"))
        still_open = [incident for incident in self.incidents("hopeless", "illness") if incident["open"]]
        assert not still_open, still_open

    def sink(self, name, **more):
        config = {"connector.class": SINK_CLASS, "tasks.max": "2", "topics": "orders"}
        config |= {"connectpilot.scaling.enabled": "true", "connectpilot.scaling.max.workers": "2"}
        self.api.call("PUT", f"/connectors/{name}/config", config | more)
        self.ended(name, "changed")

    def scaling(self):
        self.sink("busy")
        self.fault("busy", BUSY)
        until("more workers", lambda: self._workers("busy") == "2")
        # The load stays: only the sweep looks again at an alarm that does not change.
        machine = self.cloud.resources["ScaleConnectorStateMachine"]
        states = self.cloud.client("stepfunctions")

        def looks_of_the_sweep():
            return [
                one for one in states.list_executions(stateMachineArn=machine)["executions"] if "busy" in one["name"]
            ]

        until("a second look", looks_of_the_sweep)

    def stall(self):
        """Lag that more workers would not cure: scaling calls healing."""
        self.sink("stuck")
        self.fault("stuck", {"kind": "flow", "arrives_per_minute": 1000, "handles_per_minute": 1000, "lag": 50000})
        self.fault("stuck", {"kind": "no_progress", "cured_by_restart": False})
        until("the look at the lag", lambda: self.incidents("stuck", "adjustment"))
        until("healing's look", lambda: self.incidents("stuck", "illness"))

    def orphan(self):
        """Ill and under load, while its target is gone."""
        with self.target("brief"):
            self.sink("orphan", **{"connectpilot.target": "brief"})
        self.api.call("POST", "/connectors/orphan/restart")
        self.ended("orphan", "changed")
        self.fault("orphan", BUSY)
        self.fault("orphan", {"kind": "task_failure", "times": 1})
        self.healed("orphan")
        until("the look at its load", lambda: self.incidents("orphan", "adjustment"))

    def left_alarms(self):
        """Alarms whose connector is deleted and forgotten."""
        cloudwatch = self.cloud.client("cloudwatch")
        stack = self.cloud.resources["HealConnectorStateMachine"].rpartition(":")[2].removesuffix("-heal-connector")
        names = [f"{stack}-{signal}" for signal in ("heal-bygone-errored-tasks", "scale-bygone-cpu-high")]
        for name in names:
            cloudwatch.put_metric_alarm(
                AlarmName=name,
                Namespace="AWS/KafkaConnect",
                MetricName="Any",
                Dimensions=[{"Name": "ConnectorName", "Value": "bygone"}],
                Statistic="Maximum",
                ComparisonOperator="GreaterThanThreshold",
                Threshold=1,
                Period=60,
                EvaluationPeriods=1,
                TreatMissingData="notBreaching",
            )
        until("their end", lambda: not cloudwatch.describe_alarms(AlarmNames=names)["MetricAlarms"])

    def _workers(self, name):
        return self.api.get(f"/connectors/{name}/config").get("connectpilot.capacity.workers")

    def incidents(self, name, kind):
        return [one for one in self.api.get("/connectpilot/incidents", connector=name) if one["kind"] == kind]

    def fault(self, name, what):
        url = f"{self.cloud.endpoint_url}/_local/connectors/{name}/faults"
        assert urllib3.request("POST", url, json=what).status == 201

    def adoption(self):
        """A connector that somebody made by hand, on a plugin made by hand."""
        s3, connect = self.cloud.client("s3"), self.cloud.client("kafkaconnect")
        s3.create_bucket(Bucket="by-hand")
        s3.put_object(Bucket="by-hand", Key="theirs.jar", Body=THEIR_JAR)
        place = {"bucketArn": "arn:aws:s3:::by-hand", "fileKey": "theirs.jar"}
        connect.create_custom_plugin(name="by-hand", contentType="JAR", location={"s3Location": place})
        self.make_by_hand("foreign", "by-hand", **{"connector.class": "com.example.Theirs"})
        self.api.call("POST", "/connectpilot/connectors/foreign/adopt")
        self.ended("foreign", "adopted")

    def name_taken(self):
        """Somebody makes a connector of this name while ours is stopped."""
        self.stopped("taken")
        self.make_by_hand("taken", "orders", **{"poll.interval.ms": "1"})
        self.api.call("PUT", "/connectors/taken/resume")
        self.ended("taken", "refused")

    def make_by_hand(self, name, plugin, **more):
        connect = self.cloud.client("kafkaconnect")
        target = json.loads(self.parameter("default"))
        asked = {
            "connectorName": name,
            "capacity": {"provisionedCapacity": {"mcuCount": 1, "workerCount": 1}},
            "connectorConfiguration": self.source(**more),
            "kafkaCluster": {
                "apacheKafkaCluster": {
                    "bootstrapServers": target["bootstrap_servers"],
                    "vpc": {"subnets": target["subnets"], "securityGroups": target["security_groups"]},
                }
            },
            "kafkaClusterClientAuthentication": {"authenticationType": target["authentication"]},
            "kafkaClusterEncryptionInTransit": {"encryptionType": target["encryption"]},
            "kafkaConnectVersion": target["kafka_connect_version"],
            "plugins": [{"customPlugin": {"customPluginArn": self.plugin_arn(plugin), "revision": 1}}],
            "serviceExecutionRoleArn": target["execution_role_arn"],
        }
        arn = connect.create_connector(**asked)["connectorArn"]
        until(name, lambda: connect.describe_connector(connectorArn=arn)["connectorState"] == "RUNNING")

    def plugin_arn(self, prefix):
        def look():
            found = self.cloud.client("kafkaconnect").list_custom_plugins()["customPlugins"]
            active = [one for one in found if one["customPluginState"] == "ACTIVE" and one["name"].startswith(prefix)]
            return active[0]["customPluginArn"] if active else None

        return until(f"plugin {prefix}", look)

    def clients(self):
        """The API for those who cannot sign."""
        for password, status in (("right", 200), ("wrong", 403)):
            basic = base64.b64encode(f"grafana:{password}".encode()).decode()
            url = self.cloud.api_urls["ClientApi"] + "/connectors"
            headers = {"Authorization": f"Basic {basic}"}
            assert urllib3.request("GET", url, headers=headers, retries=False, timeout=30).status == status

    def lost_target(self):
        """A target that was never there, and one that went while its connector was stopped."""
        config = self.source(**{"connectpilot.target": "nowhere"})
        with pytest.raises(ApiError, match="no target is named"):
            self.api.call("POST", "/connectors", {"name": "lost", "config": config})
        with self.target("passing"):
            self.stopped("stranded", **{"connectpilot.target": "passing"})
        self.api.call("PUT", "/connectors/stranded/resume")
        self.ended("stranded", "refused")

    def stopped(self, name, **more):
        body = {"name": name, "config": self.source(**more), "initial_state": "STOPPED"}
        self.api.call("POST", "/connectors", body)

    def parameter(self, target):
        return self.cloud.client("ssm").get_parameter(Name=f"/connectpilot/targets/{target}")["Parameter"]["Value"]

    @contextmanager
    def target(self, name):
        """A target like the default one, for a while."""
        ssm, path = self.cloud.client("ssm"), f"/connectpilot/targets/{name}"
        ssm.put_parameter(Name=path, Value=self.parameter("default"), Type="String")
        yield
        ssm.delete_parameter(Name=path)
