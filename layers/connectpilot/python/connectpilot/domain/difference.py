"""What differs between a connector and what is wanted of it: keys and settings by name, configured values never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .capacity import Autoscaled, Capacity, Provisioned
from .connector import Connector
from .desired import Desired


@dataclass(frozen=True, slots=True)
class Difference:
    """Each entry is a phrase for people; empty means equal."""

    configuration: tuple[str, ...] = ()
    capacity: tuple[str, ...] = ()
    plugin: tuple[str, ...] = ()
    worker_configuration: tuple[str, ...] = ()
    immutable: tuple[str, ...] = ()
    """What MSK Connect cannot change in an existing connector."""

    @property
    def workers(self) -> tuple[str, ...]:
        return self.capacity + self.plugin + self.worker_configuration

    def __bool__(self) -> bool:
        return bool(self.configuration or self.workers or self.immutable)

    def __str__(self) -> str:
        return "; ".join(self.immutable + self.workers + self.configuration)


def compare(connector: Connector, desired: Desired) -> Difference:
    """`connector` must be described, not listed."""
    target = desired.target
    fixed = {
        "Kafka Connect version": (connector.kafka_connect_version, target.kafka_connect_version),
        "execution role": (connector.execution_role_arn, target.execution_role_arn),
        "bootstrap servers": (connector.bootstrap_servers, target.bootstrap_servers),
    }
    immutable = tuple(f"{what}: {is_} instead of {wanted}" for what, (is_, wanted) in fixed.items() if is_ != wanted)
    configured = connector.configuration or {}
    if configured.get("connector.class") != desired.configuration.get("connector.class"):
        immutable += ("connector.class is another",)
    own = _resource_name(connector.worker_configuration_arn or "")
    return Difference(
        configuration=_keys(configured, desired.configuration, desired.capacity),
        capacity=_capacities(connector.capacity, desired.capacity),
        plugin=_names("plugin", connector.plugin_arn, desired.plugin_arn),
        worker_configuration=()
        if own == desired.workers.name
        else (f"worker configuration: {own or 'the default one'} instead of {desired.workers.name}",),
        immutable=immutable,
    )


def _keys(is_: Mapping[str, str], wanted: Mapping[str, str], capacity: Capacity) -> tuple[str, ...]:
    # MSK Connect names the connector itself, and sets tasks.max where it autoscales (Capacity).
    left_out = {"name", "connector.class"} | ({"tasks.max"} if isinstance(capacity, Autoscaled) else set())
    compared = sorted((is_.keys() | wanted.keys()) - left_out)
    return tuple(f'"{key}" {_way(key, is_, wanted)}' for key in compared if is_.get(key) != wanted.get(key))


def _way(key: str, is_: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    if key not in is_:
        return "is new"
    return "goes" if key not in wanted else "changes"


def _capacities(is_: Capacity, wanted: Capacity) -> tuple[str, ...]:
    return () if is_ == wanted else (f"capacity: {_words(is_)} instead of {_words(wanted)}",)


def _words(capacity: Capacity) -> str:
    if isinstance(capacity, Provisioned):
        return f"{capacity.workers} x {capacity.mcu} MCU"
    return (
        f"{capacity.min_workers} to {capacity.max_workers} x {capacity.mcu} MCU"
        f" at {capacity.scale_in_percent}/{capacity.scale_out_percent} %"
    )


def _names(what: str, is_: str, wanted: str) -> tuple[str, ...]:
    if is_ == wanted:
        return ()
    return (f"{what}: {_resource_name(is_) or 'none'} instead of {_resource_name(wanted)}",)


def _resource_name(arn: str) -> str:
    """`x` of `arn:aws:kafkaconnect:region:account:custom-plugin/x/uuid-1`."""
    return arn.split("/")[1] if arn.count("/") else ""
