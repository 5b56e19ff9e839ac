"""What nothing uses any more and may go, and why the rest is kept: the same for the schedule and for the command."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Literal

from ..connector import Connector, ConnectorState
from ..plugin import Plugin
from ..record import ConnectorRecord
from .release import ARTIFACTS, BUNDLES
from .stored import Stored

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")
_ARCHIVES = (".zip", ".jar")


@dataclass(frozen=True, slots=True)
class Unused:
    """One thing that may go, and why."""

    kind: Literal["plugin", "bundle", "artifact"]
    name: str
    since: datetime
    why: str
    size: int = 0
    keys: tuple[str, ...] = ()
    """Its objects, in the order in which they go: what names another one before that other one."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.why}"


@dataclass(frozen=True, slots=True)
class Uses:
    """Who uses which plugin, in words that say why it is kept."""

    by_arn: Mapping[str, str]
    by_name: Mapping[str, str]
    for_any: str | None = None
    """What may use any of them, for all we can see."""

    def of(self, plugin: Plugin) -> str | None:
        return self.by_name.get(plugin.name) or self.by_arn.get(plugin.arn or "") or self.for_any


def spec_digests(record: ConnectorRecord) -> set[str]:
    """Every spec that the record names: wanted, last healthy, and that of the request which is carried out."""
    named = {getattr(record, field.name) for field in fields(record) if field.name.endswith("_digest")}
    return {digest for digest in named if digest} | digests_in(record.request or "")


def digests_in(text: str) -> set[str]:
    return set(_DIGEST.findall(text))


def uses(
    records: Iterable[ConnectorRecord], connectors: Iterable[Connector], plugins_of_specs: Mapping[str, str]
) -> Uses:
    """From our records, whatever their state, and from every connector of MSK Connect, whoever made it."""
    records = list(records)
    by_name, by_arn, for_any = {}, {}, None
    for record in records:
        for name in sorted({plugins_of_specs[one] for one in spec_digests(record) if one in plugins_of_specs}):
            by_name[name] = f"a spec of connector {record.name} names it"
    ours = {record.name for record in records}
    for connector in connectors:
        by_arn[connector.plugin_arn] = f"connector {connector.name} runs on it"
        if connector.state is ConnectorState.UPDATING and connector.name not in ours:
            for_any = f"connector {connector.name}, made by other means, is being updated; to which plugin is not told"
    return Uses(by_arn, by_name, for_any)


def why_kept(
    plugin: Plugin, plugins: Iterable[Plugin], used: Uses, *, now: datetime, older_than: timedelta
) -> str | None:
    """None where it may go. A recipe's newest ACTIVE plugin is kept: the next connector would take it."""
    if use := used.of(plugin):
        return use
    if not plugin.bundle_key:
        return "it was made by other means, and came with an adopted connector"
    if plugin.name == _newest(plugin.recipe, plugins):
        return f"it is the newest ACTIVE plugin of {plugin.recipe}"
    if now - plugin.wanted_since <= older_than:
        return f"it was wanted {(now - plugin.wanted_since).days} days ago"
    return None


def unused_plugins(
    plugins: Iterable[Plugin], used: Uses, *, now: datetime, older_than: timedelta
) -> tuple[Unused, ...]:
    """Those that Connectpilot registered and that may go, the longest unused first."""
    plugins = list(plugins)
    return tuple(
        Unused("plugin", one.name, one.wanted_since, _why_unused(one, _newest(one.recipe, plugins)))
        for one in sorted(plugins, key=lambda one: one.wanted_since)
        if why_kept(one, plugins, used, now=now, older_than=older_than) is None
    )


def unused_bundles(
    objects: Iterable[Stored], kept_bundles: Iterable[str], *, now: datetime, older_than: timedelta
) -> tuple[Unused, ...]:
    """Bundles that no plugin was made of, each with what stands beside it. A young one may be of a release now.

    What is not named by a digest was put there by somebody else.
    """
    stems = {stem(key) for key in kept_bundles}
    groups: dict[str, list[Stored]] = {}
    for one in objects:
        if one.key.startswith(BUNDLES) and _DIGEST.fullmatch(stem(one.key)) and stem(one.key) not in stems:
            groups.setdefault(stem(one.key), []).append(one)
    found = []
    for group in groups.values():
        # Documents name the archive, so they go before it.
        keys = sorted((one.key for one in group), key=lambda key: (key.endswith(_ARCHIVES), key))
        newest = max(one.modified_at for one in group)
        if now - newest > older_than:
            size = sum(one.size for one in group)
            found.append(Unused("bundle", keys[-1], newest, "no plugin is made of it", size, tuple(keys)))
    return tuple(found)


def unused_artifacts(
    objects: Iterable[Stored], named: Collection[str], *, now: datetime, older_than: timedelta
) -> tuple[Unused, ...]:
    """Artefacts whose digest no bundle's document names; what is not named by a digest is none."""
    return tuple(
        Unused("artifact", one.key, one.modified_at, "no bundle names it", one.size, (one.key,))
        for one in objects
        if _DIGEST.fullmatch(one.key.removeprefix(ARTIFACTS))
        and one.key.removeprefix(ARTIFACTS) not in named
        and now - one.modified_at > older_than
    )


def stem(key: str) -> str:
    """The build key: a bundle and its documents share it."""
    return PurePosixPath(key).name.partition(".")[0]


def _newest(recipe: str, plugins: Iterable[Plugin]) -> str | None:
    able = [one for one in plugins if one.recipe == recipe and one.state == "ACTIVE"]
    return max(able, key=lambda one: one.created_at).name if able else None


def _why_unused(plugin: Plugin, newest: str | None) -> str:
    if plugin.state == "ACTIVE":
        return f"no connector uses it, and {newest} is newer"
    return f"no connector uses it, and it is {plugin.state}"
