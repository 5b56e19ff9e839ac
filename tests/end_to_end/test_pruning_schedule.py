"""The schedule for pruning in the local cloud: off as the template stands, and at work where it is switched on."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from connectpilot_local.clock import ScaledClock
from connectpilot_local.cloud.cloud import LocalCloud
from connectpilot_local.msk_connect.durations import Durations
from end_to_end.aging import age_objects, age_plugin
from end_to_end.granted_drive import PARAMETERS, SPARE_JAR, Drive, until
from fakes.java import zipped

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(240)]
TEMPLATE = Path(__file__).resolve().parents[2] / "template.yaml"
QUICK = Durations(create_plugin=15, delete_plugin=15)
USUAL = {name: value for name, value in PARAMETERS.items() if not name.startswith("Prune")}


@contextmanager
def cloud_with(**parameters):
    clock = ScaledClock(speed=60)
    with LocalCloud(template=TEMPLATE, clock=clock, parameters=USUAL | parameters, durations=QUICK) as cloud:
        yield cloud
        assert cloud.failures == []
        assert cloud.rights.refused == []


def rule_of(cloud):
    return cloud.client("events").describe_rule(Name=cloud.resources["PruneRule"])


def test_as_the_template_stands_the_schedule_is_off_and_the_function_removes_nothing():
    with cloud_with() as cloud:
        assert rule_of(cloud)["State"] == "DISABLED"
        answer = cloud.client("lambda").invoke(FunctionName=cloud.resources["PrunePluginsFunction"], Payload=b"{}")
        told = json.load(answer["Payload"])
        assert (told["removed"], "PrunePluginsAfterDays" in told["heldBack"]) == (0, True)


def test_switched_on_the_schedule_removes_what_is_unused_and_tells():
    with cloud_with(PrunePluginsAfterDays="30") as cloud:
        rule = rule_of(cloud)
        assert (rule["State"], rule["ScheduleExpression"]) == ("ENABLED", "rate(1 day)")
        drive, mail = Drive(cloud), subscribed(cloud)
        uploads = {f"{name}/spare.zip": zipped({f"{name}.jar": SPARE_JAR}) for name in "ab"}
        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(drive.upload, uploads, uploads.values())) == ["released", "released"]
        old, new = sorted(drive.api.get("/connectpilot/plugins"), key=lambda one: one["created_at"])
        bundle = old["bundle_key"].partition(".")[0]
        for plugin in (old, new):
            age_plugin(cloud, plugin["name"])
        age_objects(cloud, "bundles/")
        s3, connect = cloud.client("s3"), cloud.client("kafkaconnect")
        # A day is long, even at this speed.
        cloud.client("events").put_rule(Name=rule["Name"], ScheduleExpression="rate(1 minute)", State="ENABLED")
        until("its end", lambda: not s3.list_objects_v2(Bucket=drive.bundles, Prefix=bundle)["KeyCount"])
        assert [one["name"] for one in drive.api.get("/connectpilot/plugins")] == [new["name"]]
        assert [one["name"] for one in connect.list_custom_plugins()["customPlugins"]] == [new["name"]]
        assert s3.list_objects_v2(Bucket=drive.bundles, Prefix=new["bundle_key"])["KeyCount"] == 1
        assert any(old["name"] in text for text in until("the message", lambda: received(cloud, mail)))


def subscribed(cloud):
    queue = cloud.client("sqs").create_queue(QueueName="mail")["QueueUrl"]
    arn = cloud.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    topic = cloud.outputs["NotificationTopicArn"]
    cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn["QueueArn"])
    return queue


def received(cloud, queue):
    """Those that tell of pruning."""
    found = cloud.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    mails = [json.loads(one["Body"]) for one in found]
    return [one["Message"] for one in mails if "pruned" in one["Subject"]]
