"""A connector spec: what a person wrote, in Kafka Connect's own JSON with the reserved keys `connectpilot.*`."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .capacity import MAX_WORKERS, MCU_COUNTS, Autoscaled, Capacity, Provisioned
from .errors import InvalidSpecError

RESERVED = "connectpilot."
MAX_VALUE = 32 * 1024  # bytes; no setting of a connector is longer, and DescribeConnector must hold all of them
NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,126}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Healing:
    """How far healing may go for this connector."""

    enabled: bool = True
    max_attempts: int = 7
    recreate: bool = True
    """Whether a FAILED connector may be deleted and created again (only where its position survives)."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """The bounds within which scaling may move provisioned capacity."""

    enabled: bool = False
    min_workers: int = 1
    max_workers: int = 1
    min_mcu: int = 1
    max_mcu: int = 1


@dataclass(frozen=True, slots=True)
class ConnectorSpec:
    """The desired state of one connector."""

    name: str
    wanted: Mapping[str, str]
    """The whole configuration as it was sent and as GET answers it, reserved keys included, `name` left out."""
    plugin: str | None
    """A plugin's name; None takes the newest ACTIVE one that holds the class."""
    target: str
    worker_configuration: str | None
    """The ARN of the one it keeps, or `default`; None has one derived from target and plugin."""
    capacity: Capacity
    healing: Healing
    scaling: Scaling

    @property
    def connector_class(self) -> str:
        return self.wanted["connector.class"]

    @property
    def configuration(self) -> dict[str, str]:
        """What MSK Connect gets: without the reserved keys."""
        return {key: value for key, value in self.wanted.items() if not key.startswith(RESERVED)}

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of name and configuration: the spec's key."""
        canonical = json.dumps([self.name, dict(sorted(self.wanted.items()))], separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def parse_spec(name: str, configuration: Mapping[str, object]) -> ConnectorSpec:
    """Read a spec from Kafka Connect's JSON.

    Raises InvalidSpecError that names the key and says what it may be; the value is never repeated, it may be a secret.
    """
    check_name(name)
    wanted = {key: _text(key, value) for key, value in configuration.items() if key != "name"}
    if not wanted.get("connector.class"):
        raise InvalidSpecError(
            '"connector.class" is missing: name the connector class, as GET /connector-plugins lists them'
        )
    keys = _ReservedKeys(wanted)
    capacity = _capacity(keys)
    spec = ConnectorSpec(
        name=name,
        wanted=wanted,
        plugin=wanted.get(RESERVED + "plugin"),
        target=keys.text("target", "default"),
        worker_configuration=_worker_configuration(wanted.get(RESERVED + "worker.configuration")),
        capacity=capacity,
        healing=Healing(
            enabled=keys.flag("healing.enabled", default=True),
            max_attempts=keys.number("healing.max.attempts", 7, range(1, 21)),
            recreate=keys.flag("healing.recreate", default=True),
        ),
        scaling=Scaling(
            enabled=keys.flag("scaling.enabled", default=False),
            min_workers=keys.number("scaling.min.workers", 1, range(1, MAX_WORKERS + 1)),
            max_workers=keys.number("scaling.max.workers", 1, range(1, MAX_WORKERS + 1)),
            # Who asked for this much memory is not taken below it unless they say so.
            min_mcu=keys.number("scaling.min.mcu", capacity.mcu, MCU_COUNTS),
            max_mcu=keys.number("scaling.max.mcu", 1, MCU_COUNTS),
        ),
    )
    keys.refuse_unknown()
    return spec


def check_name(name: str) -> None:
    """Letters, digits and hyphens: what MSK Connect's ARNs and a decoded API path can both carry."""
    if not NAME.fullmatch(name):
        raise InvalidSpecError(
            f"connector name {name[:140]!r}: use 1 to 128 letters, digits and hyphens, no hyphen at either end"
        )


def _text(key: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        text = str(value)
        if len(text.encode()) > MAX_VALUE:
            raise InvalidSpecError(f'"{key}": a value may be {MAX_VALUE // 1024} KiB long at most')
        return text
    raise InvalidSpecError(f'"{key}": a value must be a string, a number or a boolean, as in Kafka Connect')


def _worker_configuration(given: str | None) -> str | None:
    if given is None or given == "default" or ":worker-configuration/" in given:
        return given
    raise InvalidSpecError(f'"{RESERVED}worker.configuration" must be the ARN of a worker configuration, or default')


def _capacity(keys: _ReservedKeys) -> Capacity:
    mcu = keys.number("capacity.mcu", 1, MCU_COUNTS)
    workers = range(1, MAX_WORKERS + 1)
    if not keys.has("capacity.max.workers"):
        return Provisioned(workers=keys.number("capacity.workers", 1, workers), mcu=mcu)
    if keys.has("capacity.workers"):
        raise InvalidSpecError(
            f'"{RESERVED}capacity.workers" and "{RESERVED}capacity.max.workers" exclude each other: the first is'
            " a fixed number of workers, the second lets MSK Connect autoscale"
        )
    return Autoscaled(
        min_workers=keys.number("capacity.min.workers", 1, workers),
        max_workers=keys.number("capacity.max.workers", 2, workers),
        mcu=mcu,
        scale_in_percent=keys.number("capacity.scale.in.percent", 20, range(1, 101)),
        scale_out_percent=keys.number("capacity.scale.out.percent", 80, range(1, 101)),
    )


class _ReservedKeys:
    """Reads `connectpilot.*` and remembers which keys exist, so that a misspelt one is refused, not ignored."""

    def __init__(self, wanted: Mapping[str, str]) -> None:
        self._wanted = wanted
        self._known = {RESERVED + "plugin", RESERVED + "worker.configuration"}

    def has(self, key: str) -> bool:
        return RESERVED + key in self._wanted

    def text(self, key: str, default: str) -> str:
        self._known.add(RESERVED + key)
        return self._wanted.get(RESERVED + key, default)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.text(key, str(default)).lower()
        if value not in ("true", "false"):
            raise InvalidSpecError(f'"{RESERVED}{key}" must be true or false')
        return value == "true"

    def number(self, key: str, default: int, allowed: range | tuple[int, ...]) -> int:
        text = self.text(key, str(default))
        if not text.isascii() or not text.isdecimal() or int(text) not in allowed:
            words = (
                f"{allowed[0]} to {allowed[-1]}"
                if isinstance(allowed, range)
                else "one of " + ", ".join(map(str, allowed))
            )
            raise InvalidSpecError(f'"{RESERVED}{key}" must be {words}')
        return int(text)

    def refuse_unknown(self) -> None:
        optional = {f"{RESERVED}capacity.{key}" for key in ("workers", "min.workers", "max.workers")}
        optional |= {f"{RESERVED}capacity.scale.{way}.percent" for way in ("in", "out")}
        for key in self._wanted:
            if key.startswith(RESERVED) and key not in self._known | optional:
                known = ", ".join(sorted(self._known | optional))
                raise InvalidSpecError(f'"{key}" is not a key of Connectpilot; there are {known}')
