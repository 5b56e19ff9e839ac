"""Which plugins, bundles and artefacts nothing uses any more, and why the others are kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Literal

from .release import artifact_key


@dataclass(frozen=True, slots=True)
class Registered:
    """A plugin that Connectpilot registered, as far as pruning is concerned."""

    name: str
    recipe: str
    arn: str | None
    bundle_key: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """An object of the bundle bucket."""

    key: str
    size: int
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class Unused:
    kind: Literal["plugin", "bundle", "artifact"]
    name: str
    since: datetime
    size: int = 0


def unused_plugins(
    plugins: Iterable[Registered], used: Collection[str], *, now: datetime, older_than: timedelta
) -> tuple[Registered, ...]:
    """`used` holds names and ARNs. A recipe's newest plugin is kept: the next connector would take it."""
    plugins = list(plugins)
    newest = {one.recipe: one.name for one in sorted(plugins, key=lambda one: one.created_at)}
    return tuple(
        one
        for one in sorted(plugins, key=lambda one: one.created_at)
        if one.name not in used
        and one.arn not in used
        and newest[one.recipe] != one.name
        and now - one.created_at > older_than
    )


def unused_objects(
    objects: Iterable[Stored],
    kept_bundles: Iterable[str],
    kept_digests: Collection[str],
    *,
    now: datetime,
    older_than: timedelta,
) -> tuple[Unused, ...]:
    """Bundles of no plugin, with what stands beside them; artefacts of no bundle. The young may be of a release now."""
    stems = {_stem(key) for key in kept_bundles}
    found: list[Unused] = []
    for one in objects:
        if now - one.modified_at <= older_than:
            continue
        digest = PurePosixPath(one.key).name
        if one.key.startswith("bundles/") and _stem(one.key) not in stems:
            found.append(Unused("bundle", one.key, one.modified_at, one.size))
        elif one.key == artifact_key(digest) and digest not in kept_digests:
            found.append(Unused("artifact", one.key, one.modified_at, one.size))
    return tuple(found)


def _stem(key: str) -> str:
    """The build key: a bundle and its documents share it."""
    return PurePosixPath(key).name.partition(".")[0]
