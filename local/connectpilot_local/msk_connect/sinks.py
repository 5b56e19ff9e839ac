"""What the stand-in needs of the services around it, as small ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


class ObjectMissing(Exception):
    """S3 has no such bucket, object or version."""


@dataclass(frozen=True, slots=True)
class Datum:
    """One value of one metric."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    value: float
    unit: str
    at: datetime


class Objects(Protocol):
    """S3, to read plugin archives from."""

    def read(self, bucket: str, key: str, version: str | None) -> bytes:
        """Raises ObjectMissing."""


class MetricSink(Protocol):
    """CloudWatch, to publish to."""

    def publish(self, data: Sequence[Datum]) -> None: ...


class LogSink(Protocol):
    """CloudWatch Logs, to deliver worker logs to."""

    def has_group(self, group: str) -> bool: ...

    def deliver(self, group: str, stream: str, lines: Sequence[tuple[datetime, str]]) -> None: ...


@dataclass(slots=True)
class MemorySinks:
    """All three ports in memory, for tests of the stand-in without moto."""

    objects: dict[tuple[str, str], bytes] = field(default_factory=dict)
    data: list[Datum] = field(default_factory=list)
    groups: dict[str, list[tuple[str, datetime, str]]] = field(default_factory=dict)

    def read(self, bucket: str, key: str, version: str | None) -> bytes:
        try:
            return self.objects[bucket, key if version is None else f"{key}?{version}"]
        except KeyError:
            raise ObjectMissing(f"{bucket}/{key}") from None

    def has_group(self, group: str) -> bool:
        return group in self.groups

    def deliver(self, group: str, stream: str, lines: Sequence[tuple[datetime, str]]) -> None:
        self.groups[group] += [(stream, at, text) for at, text in lines]

    def publish(self, data: Sequence[Datum]) -> None:
        self.data += data
