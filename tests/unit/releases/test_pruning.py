"""What may be removed, and what never."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from connectpilot.domain.capacity import Provisioned
from connectpilot.domain.connector import Connector, ConnectorState
from connectpilot.domain.plugin import Plugin
from connectpilot.domain.plugins.prune_notice import Ended, prune_notice
from connectpilot.domain.plugins.pruning import (
    Unused,
    Uses,
    spec_digests,
    unused_artifacts,
    unused_bundles,
    unused_plugins,
    uses,
    why_kept,
)
from connectpilot.domain.plugins.stored import Stored
from connectpilot.domain.record import ConnectorRecord, Lifecycle

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MONTH = timedelta(days=30)
DIGEST, OTHER = "a" * 64, "b" * 64
NOBODY = Uses({}, {})


def days_ago(days):
    return NOW - timedelta(days=days)


def plugin(name, days, recipe="orders", **more):
    given = {"bundle_key": f"bundles/{name}.zip", "arn": f"arn:{name}", "state": "ACTIVE"} | more
    return Plugin(
        name, recipe, sha256="", size=1, java_level=17, classes=(), origin="", created_at=days_ago(days), **given
    )


def stored(key, days=40, size=10):
    return Stored(key, size, days_ago(days))


def pruned(plugins, used=NOBODY):
    return [one.name for one in unused_plugins(plugins, used, now=NOW, older_than=MONTH)]


def test_an_old_plugin_that_a_newer_one_replaced_is_unused():
    one, two, three = plugin("one", 60), plugin("two", 50), plugin("three", 2)
    assert pruned([three, two, one]) == ["one", "two"]
    (found, _) = unused_plugins([one, two, three], NOBODY, now=NOW, older_than=MONTH)
    assert found == Unused("plugin", "one", days_ago(60), "no connector uses it, and three is newer")


@pytest.mark.parametrize(
    ("old", "used", "why"),
    [
        pytest.param({}, Uses({"arn:old": "connector a runs on it"}, {}), "connector a runs on it", id="by its ARN"),
        pytest.param({}, Uses({}, {"old": "a spec names it"}), "a spec names it", id="by its name"),
        pytest.param({}, Uses({}, {}, "who knows"), "who knows", id="perhaps"),
        pytest.param({"bundle_key": ""}, NOBODY, "it was made by other means", id="adopted"),
        pytest.param({"recipe": "items"}, NOBODY, "it is the newest ACTIVE plugin of items", id="newest of its recipe"),
        pytest.param({"days": 29}, NOBODY, "it was wanted 29 days ago", id="young"),
        pytest.param({"days": 30}, NOBODY, "it was wanted 30 days ago", id="just not old enough"),
        pytest.param({"wanted_at": days_ago(3)}, NOBODY, "it was wanted 3 days ago", id="in use a few days ago"),
        pytest.param({}, NOBODY, None, id="unused"),
        pytest.param({"state": "CREATE_FAILED", "recipe": "items"}, NOBODY, None, id="could not be made"),
        pytest.param({"wanted_at": days_ago(31)}, NOBODY, None, id="in use, but long ago"),
    ],
)
def test_why_a_plugin_is_kept(old, used, why):
    old = dict(old)
    one = plugin("old", old.pop("days", 60), old.pop("recipe", "orders"), **old)
    kept = why_kept(one, [one, plugin("new", 1)], used, now=NOW, older_than=MONTH)
    assert kept == why or (why and kept.startswith(why))


@pytest.mark.parametrize("state", ["CREATING", "CREATE_FAILED", "DELETING"])
def test_what_cannot_be_used_does_not_replace_what_can(state):
    """A connector would be given the newest ACTIVE one."""
    assert pruned([plugin("good", 90), plugin("bad", 60, state=state)]) == ["bad"]


def test_every_spec_that_a_record_names_counts():
    request = json.dumps({"intent": "apply", "specDigest": OTHER, "connector": "orders"})
    record = ConnectorRecord("orders", request=request)
    named = [field.name for field in fields(record) if field.name.endswith("digest")]
    assert {"wanted_digest", "healthy_digest"} <= {*named}
    for name in named:
        assert spec_digests(replace(record, **{name: DIGEST})) == {DIGEST, OTHER}
    assert spec_digests(ConnectorRecord("orders")) == set()


@pytest.mark.parametrize("lifecycle", Lifecycle)
def test_a_record_keeps_its_plugins_whatever_its_state(lifecycle):
    record = ConnectorRecord("orders", lifecycle=lifecycle, wanted_digest=DIGEST, healthy_digest=OTHER)
    found = uses([record], [], {DIGEST: "new", OTHER: "good", "c" * 64: "unrelated"})
    assert found.by_name == dict.fromkeys(("new", "good"), "a spec of connector orders names it")


def seen(name, state):
    return Connector(f"arn:c:{name}", name, state, "K1", Provisioned(1, 1), "3.7.x", plugin_arn="arn:old")


@pytest.mark.parametrize("state", ConnectorState)
def test_any_connector_of_msk_connect_keeps_the_plugin_that_it_runs_on(state):
    assert uses([], [seen("theirs", state)], {}).by_arn == {"arn:old": "connector theirs runs on it"}


@pytest.mark.parametrize(("records", "keeps_all"), [((), True), ((ConnectorRecord("theirs"),), False)])
def test_while_a_foreign_connector_is_updated_any_plugin_may_be_the_one_it_goes_to(records, keeps_all):
    """Of our own the record tells; the listing names the plugin that was."""
    found = uses(records, [seen("theirs", ConnectorState.UPDATING)], {})
    assert (found.for_any is not None) is keeps_all
    assert pruned([plugin("old", 60, arn="arn:x"), plugin("new", 50)], found) == ([] if keeps_all else ["old"])


def test_a_bundle_of_no_plugin_goes_whole_and_its_documents_before_it():
    endings = ["cdx.json", "json", "provenance.json", "zip"]
    objects = [stored(f"bundles/{key}.{ending}") for key in (OTHER, DIGEST) for ending in endings]
    (found,) = unused_bundles(objects, [f"bundles/{DIGEST}.zip"], now=NOW, older_than=MONTH)
    assert (found.name, found.size) == (f"bundles/{OTHER}.zip", 40)
    assert found.keys[-1] == found.name
    assert sorted(found.keys) == [f"bundles/{OTHER}.{ending}" for ending in endings]


@pytest.mark.parametrize("key", ["bundles/notes.txt", "bundles/x.zip", f"others/{OTHER}.zip"])
def test_what_somebody_else_put_into_the_bucket_is_no_bundle(key):
    assert unused_bundles([stored(key, 90)], [], now=NOW, older_than=MONTH) == ()


def test_a_bundle_is_as_young_as_the_youngest_of_its_documents():
    """A release that builds the same again writes its documents anew, and leaves the archive."""
    objects = [stored(f"bundles/{OTHER}.zip", 90), stored(f"bundles/{OTHER}.json", 1)]
    assert unused_bundles(objects, [], now=NOW, older_than=MONTH) == ()


@pytest.mark.parametrize(
    ("key", "days", "goes"),
    [
        (f"artifacts/{OTHER}", 31, True),
        (f"artifacts/{OTHER}", 30, False),
        (f"artifacts/{DIGEST}", 90, False),
        (f"artifacts/folder/{OTHER}", 90, False),
        ("artifacts/readme", 90, False),
    ],
)
def test_an_artifact_that_no_bundle_names_goes(key, days, goes):
    found = unused_artifacts([stored(key, days)], {DIGEST}, now=NOW, older_than=MONTH)
    assert bool(found) is goes


def test_the_notice_says_what_went_what_is_going_what_stays_and_the_way_back():
    old = days_ago(60)
    ended = [
        Ended(Unused("plugin", "one", old, "w"), "removed", "new is newer"),
        Ended(Unused("plugin", "two", old, "w"), "going", "new is newer"),
        Ended(Unused("bundle", "bundles/x.zip", old, "w"), "removed", "no plugin is made of it"),
        *(Ended(Unused("artifact", f"artifacts/{n}", old, "w"), "kept", "AWS refused") for n in range(51)),
    ]
    subject, message = prune_notice(ended, now=NOW, older_than=MONTH)
    assert subject == "Connectpilot: pruned; plugins: 2, bundles and artefacts: 1"
    assert "- plugin one (60 days old): new is newer" in message
    assert message.index("Being deleted by MSK Connect") < message.index("plugin two") < message.index("Still there")
    assert "- and 1 more; the log of prune_plugins" in message
    assert message.count("- artifact artifacts/") == 50
    assert "Unused for more than 30 days" in message
    assert message.endswith("(docs/guide/plugins.md).")
