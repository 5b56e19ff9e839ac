"""What may be removed, and what never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from connectpilot.domain.plugins.pruning import Registered, Stored, unused_objects, unused_plugins

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MONTH = timedelta(days=30)
DIGEST = "a" * 64


def plugin(name, days, recipe="orders"):
    return Registered(name, recipe, f"arn:{name}", f"bundles/{name}.zip", NOW - timedelta(days=days))


def stored(key, days=40):
    return Stored(key, 10, NOW - timedelta(days=days))


def pruned(plugins, used=()):
    return [one.name for one in unused_plugins(plugins, set(used), now=NOW, older_than=MONTH)]


def test_an_old_plugin_that_a_newer_one_replaced_is_unused():
    assert pruned([plugin("one", 60), plugin("two", 50), plugin("three", 2)]) == ["one", "two"]


@pytest.mark.parametrize("used", ["one", "arn:one"])
def test_a_plugin_that_a_spec_or_a_connector_names_is_kept(used):
    assert pruned([plugin("one", 60), plugin("two", 50)], [used]) == []


def test_a_young_plugin_is_kept():
    assert pruned([plugin("one", 29), plugin("two", 1)]) == []


def test_the_newest_plugin_of_each_recipe_is_kept_however_old():
    assert pruned([plugin("one", 90), plugin("two", 60), plugin("other", 90, "payments")]) == ["one"]


@pytest.mark.parametrize(
    ("key", "goes"),
    [
        ("bundles/kept.zip", False),
        ("bundles/kept.json", False),
        ("bundles/kept.cdx.json", False),
        ("bundles/gone.zip", True),
        ("bundles/gone.cdx.json", True),
        (f"artifacts/{DIGEST}", False),
        (f"artifacts/{'b' * 64}", True),
        ("something/else", False),
    ],
)
def test_objects_of_no_plugin_and_of_no_bundle_are_unused(key, goes):
    found = unused_objects([stored(key)], ["bundles/kept.zip"], {DIGEST}, now=NOW, older_than=MONTH)
    assert bool(found) is goes


def test_what_a_release_may_be_writing_now_is_kept():
    assert unused_objects([stored("bundles/gone.zip", 0)], [], set(), now=NOW, older_than=timedelta(days=1)) == ()
