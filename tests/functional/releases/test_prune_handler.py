"""The schedule's real handler over the stand-in and moto, on plugins that the real handlers released."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from connectpilot import bootstrap
from connectpilot.adapters.plugins_table import PluginsTable
from connectpilot_local.msk_connect.assumptions import Assumptions
from fakes.java import class_file, jar, zipped
from fakes.release_handlers import BUNDLES, CONTEXT, ROOT, load

EVENT = json.loads((ROOT / "events/prune_scheduled.json").read_text())
TOPIC = "arn:aws:sns:us-east-1:123456789012:connectpilot"
OFF = {"removed": 0, "going": 0, "kept": 0, "unused": 0}


class Schedule:
    """Two releases of one archive an hour apart, and the schedule that comes by after so many days."""

    def __init__(self, way, monkeypatch):
        self.way, self.monkeypatch = way, monkeypatch
        for number, java in enumerate((11, 17)):
            body = zipped({f"{number}.jar": jar({"com/example/Orders": class_file(java=java)})})
            way.release(way.upload("uploads/orders.zip", body))
            way.stand.clock.advance(seconds=3600)
        sqs, sns = way.stand.client("sqs"), way.stand.client("sns")
        self.queue = sqs.create_queue(QueueName="mail")["QueueUrl"]
        sns.create_topic(Name="connectpilot")
        sns.subscribe(TopicArn=TOPIC, Protocol="sqs", Endpoint="arn:aws:sqs:us-east-1:123456789012:mail")
        self.handler = load("prune_plugins")
        # moto gives objects this machine's time.
        self.begin = max(datetime.now(UTC), way.stand.clock.now())

    def set(self, **settings):
        for name, value in settings.items():
            self.monkeypatch.setenv(name.upper(), value)
        bootstrap.settings.cache_clear()

    def comes(self, days):
        self.monkeypatch.setattr(bootstrap, "now", lambda: self.begin + timedelta(days=days))
        self.way.stand.clock.advance(seconds=600)
        return json.loads(json.dumps(self.handler(EVENT, CONTEXT)))

    def mail(self):
        found = self.way.stand.client("sqs").receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10)
        return [json.loads(one["Body"]) for one in found.get("Messages", [])]

    @property
    def names(self):
        """The older, then the newer."""
        return [one["name"]["S"] for one in sorted(self.way.items(), key=lambda one: one["createdAt"]["S"])]

    @property
    def objects(self):
        return {one["Key"] for one in self.way.s3.list_objects_v2(Bucket=BUNDLES).get("Contents", [])}


@pytest.fixture
def schedule(way, monkeypatch):
    return Schedule(way, monkeypatch)


def test_off_by_default_nothing_is_looked_at_and_nothing_removed(schedule):
    answer = schedule.comes(days=1000)
    assert answer == OFF | {"heldBack": "pruning is off (stack parameter PrunePluginsAfterDays)"}
    assert (len(schedule.names), schedule.mail()) == (2, [])


def test_what_is_young_is_not_looked_for(schedule, way):
    schedule.set(prune_plugins_after_days="30")
    schedule.begin = way.stand.clock.now()
    assert schedule.comes(days=29)["unused"] == 0


def test_what_a_newer_plugin_replaced_goes_with_its_bundle_and_a_person_is_told(schedule, way, capsys, caplog):
    schedule.set(prune_plugins_after_days="30")
    older, newer = schedule.names
    assert schedule.comes(days=31) == OFF | {"going": 1, "unused": 1, "heldBack": None}
    why = f"no connector uses it, and {newer} is newer"
    assert [(one.unused, one.why) for one in caplog.records if one.message == "Pruned"] == [(older, why)]
    metrics = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["UnusedFound"] for one in metrics if "UnusedFound" in one] == [[1.0]]
    assert schedule.comes(days=32) == OFF | {"removed": 2, "unused": 2, "heldBack": None}
    assert [one["name"] for one in way.plugins()] == schedule.names == [newer]
    kept = way.items()[0]["bundleKey"]["S"].partition(".")[0]
    assert {key.partition(".")[0] for key in schedule.objects} == {kept}
    first, second = schedule.mail()
    assert f"- plugin {older} (" in first["Message"]
    assert "bundles and artefacts: 1" in second["Subject"]
    assert schedule.comes(days=33) == OFF | {"heldBack": None}
    assert schedule.mail() == []


def test_while_healing_is_switched_off_it_only_says_what_it_would_remove(schedule, way, caplog):
    schedule.set(prune_plugins_after_days="30")
    switch = {"name": {"S": "healing"}, "off": {"BOOL": True}}
    way.stand.client("dynamodb").put_item(TableName="control", Item=switch)
    answer = schedule.comes(days=31)
    assert (answer["unused"], "only observes" in answer["heldBack"]) == (1, True)
    (said,) = [one for one in caplog.records if one.message == "Nothing pruned"]
    assert schedule.names[0] in said.unused[0]
    assert (len(way.plugins()), schedule.mail()) == (2, [])


@pytest.mark.parametrize("way", [None, Assumptions().flipped("delete_in_use")], indirect=True)
def test_a_plugin_under_a_connector_stays_and_counts_as_wanted_from_that_day(schedule, way):
    """Whether MSK Connect would refuse to delete it or not."""
    schedule.set(prune_plugins_after_days="30")
    older, _ = schedule.names
    way.run_on(older)
    assert schedule.comes(days=40)["unused"] == 0
    arn = way.stand.kafkaconnect.list_connectors()["connectors"][0]["connectorArn"]
    way.stand.kafkaconnect.delete_connector(connectorArn=arn)
    way.stand.clock.advance(seconds=3600)
    assert schedule.comes(days=69)["unused"] == 0, "its connector was there 29 days ago"
    assert schedule.comes(days=71)["going"] == 1


def test_an_upload_of_the_same_again_makes_an_old_plugin_wanted(schedule, way):
    schedule.set(prune_plugins_after_days="30")
    way.stand.clock.advance(days=60)
    body = zipped({"0.jar": jar({"com/example/Orders": class_file(java=11)})})
    report = way.release(way.upload("uploads/orders.zip", body))
    assert (report["outcome"], report["plugin"]) == ("unchanged", schedule.names[0])
    schedule.begin = way.stand.clock.now()
    assert schedule.comes(days=29)["unused"] == 0


def test_what_was_forgotten_stays_so(schedule):
    """It is noted as wanted by a run that had listed it before."""
    plugins = PluginsTable(bootstrap.table("plugins"))
    _, newer = schedule.names
    plugins.forget(newer)
    plugins.forget(newer)
    plugins.note_wanted(newer, schedule.begin)
    assert newer not in schedule.names


def test_artefacts_go_only_where_the_stack_says_so(schedule, way):
    key = f"artifacts/{'9' * 64}"
    way.s3.put_object(Bucket=BUNDLES, Key=key, Body=b"by hand")
    schedule.set(prune_plugins_after_days="30")
    schedule.comes(days=31)
    assert key in schedule.objects
    schedule.set(prune_artifacts="true")
    schedule.comes(days=32)
    assert key not in schedule.objects
    versions = way.s3.list_object_versions(Bucket=BUNDLES, Prefix=key)["Versions"]
    assert len(versions) == 1, "it can be restored"
