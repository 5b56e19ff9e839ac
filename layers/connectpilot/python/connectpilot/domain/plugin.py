"""A plugin: a bundle registered with MSK Connect, and what is inside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ClassKind = Literal["source", "sink", "converter", "header_converter", "transformation", "predicate", "config_provider"]


@dataclass(frozen=True, slots=True)
class PluginClass:
    """One class that Kafka Connect can be told to use."""

    class_name: str
    kind: ClassKind
    version: str


@dataclass(frozen=True, slots=True)
class Plugin:
    """An item of the plugins table."""

    name: str
    recipe: str
    """The recipe's name, or the upload's where a ready-made archive was uploaded."""
    bundle_key: str
    sha256: str
    size: int
    java_level: int
    classes: tuple[PluginClass, ...]
    arn: str | None
    state: str
    """MSK Connect's: CREATING, CREATE_FAILED, ACTIVE, DELETING; DELETING from just before it is deleted."""
    origin: str
    """The upload it came from: `s3://bucket/key?versionId=...`."""
    created_at: datetime
    wanted_at: datetime | None = None
    """When a connector was last seen to use it (by the schedule that prunes), or an upload asked for it again."""

    @property
    def wanted_since(self) -> datetime:
        """From when its age counts for pruning."""
        return max(self.created_at, self.wanted_at or self.created_at)
