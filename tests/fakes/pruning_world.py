"""What pruning stands on, over fakes: plugins, bundles, artefacts, and who may use them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from connectpilot.domain.capacity import Provisioned
from connectpilot.domain.connector import Connector, ConnectorState
from connectpilot.domain.plugin import Plugin, PluginClass
from connectpilot.domain.spec import parse_spec
from connectpilot.ports.releases import RegisteredPlugin
from connectpilot.usecases.prune_plugins import PrunePlugins
from connectpilot.usecases.remove_unused import RemoveUnused

from .msk_connect import FakeMskConnect
from .records import FakeControl, FakePlugins, FakeRecords, FakeSpecs
from .releases import FakePluginRegistry, FakeStore

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MONTH = timedelta(days=30)
OLD_KEY, NEW_KEY = "a" * 64, "b" * 64
OLD_JAR, NEW_JAR, SHARED, STRAY = "1" * 64, "2" * 64, "3" * 64, "4" * 64
CLASS = "com.example.Orders"
SPEC = replace(parse_spec("orders", {"connector.class": CLASS}), plugin="old")


class FakeReleases:
    def __init__(self):
        self.began, self.is_running = [], False

    def running(self):
        return self.is_running

    def newest(self):
        return self.began[-1] if self.began else None


class FakeNotifications:
    def __init__(self):
        self.told = []

    def tell(self, subject, message):
        self.told.append((subject, message))


class World:
    """An old plugin that a newer one of its recipe replaced, their bundles; an artefact of each, of both, of none."""

    def __init__(self):
        self.records, self.specs, self.plugins = FakeRecords(), FakeSpecs(SPEC), FakePlugins()
        self.msk, self.registry, self.store = FakeMskConnect(), FakePluginRegistry(), FakeStore()
        self.releases, self.control, self.told = FakeReleases(), FakeControl(), FakeNotifications()
        for name, key, days, jar in (("old", OLD_KEY, 90, OLD_JAR), ("new", NEW_KEY, 50, NEW_JAR)):
            self.add(name, key, days, jar)
        for digest in (OLD_JAR, NEW_JAR, SHARED, STRAY):
            self.store.objects[f"artifacts/{digest}"] = b"jar"
        self.store.times = dict.fromkeys(self.store.objects, NOW - timedelta(days=90))
        self.registry.plugins["theirs"] = RegisteredPlugin("arn:theirs", "theirs", "ACTIVE", "", None, None)

    def add(self, name, key, days, jar):
        at = NOW - timedelta(days=days)
        classes = (PluginClass(CLASS, "source", "1"),)
        arn = f"arn:{name}"
        plugin = Plugin(name, "orders", f"bundles/{key}.zip", key, 1, 17, classes, arn, "ACTIVE", "", at)
        self.plugins.put(plugin)
        self.registry.plugins[name] = RegisteredPlugin(arn, name, "ACTIVE", "", None, None)
        inputs = json.dumps({"inputs": [jar, SHARED]}).encode()
        texts = {"zip": b"PK", "json": b"{}", "cdx.json": b"{}", "provenance.json": inputs}
        self.store.objects |= {f"bundles/{key}.{ending}": text for ending, text in texts.items()}

    def remove(self):
        given = (self.records, self.specs, self.plugins, self.msk, self.registry, self.releases, self.store)
        return RemoveUnused(*given)

    def prune(self, *, days=0, after_days=30, artifacts=True):
        """What the schedule does, so many days later."""
        use_case = PrunePlugins(self.remove(), self.plugins, self.control, self.told, after_days, artifacts)
        self.noted = []
        return use_case(now=NOW + timedelta(days=days), note=self.noted.append)

    def settle(self):
        """MSK Connect ends the deletions that it began."""
        for name in [name for name, one in self.registry.plugins.items() if one.state == "DELETING"]:
            del self.registry.plugins[name]

    def connector(self, **more):
        connector = Connector("arn:c", "orders", ConnectorState.RUNNING, "K1", Provisioned(1, 1), "3.7.x", **more)
        self.msk.connectors[connector.arn] = connector

    @property
    def keys(self):
        return set(self.store.objects)

    def ends(self, pruned):
        return [(one.unused.name, one.end) for one in pruned.ended]
