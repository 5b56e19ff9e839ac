"""What differs between a connector and what is wanted of it: keys and settings by name, configured values never."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..capacity import Autoscaled, Capacity
from ..connector import Connector, Operation
from .desired import Desired
from .request import StepKind


@dataclass(frozen=True, slots=True)
class Difference:
    """What would have to change; each entry is a phrase for people, empty means equal."""

    configuration: tuple[str, ...] = ()
    capacity: tuple[str, ...] = ()
    plugin: tuple[str, ...] = ()
    worker_configuration: tuple[str, ...] = ()
    immutable: tuple[str, ...] = ()
    """What MSK Connect cannot change in an existing connector."""
    removed: tuple[str, ...] = ()
    """The configuration's keys that are wanted no more; `configuration` has their phrases."""

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
        "authentication": (connector.authentication, target.authentication),
        "encryption": (connector.encryption, target.encryption),
    }
    immutable = tuple(f"{what} from {is_} to {wanted}" for what, (is_, wanted) in fixed.items() if is_ != wanted)
    configured = connector.configuration or {}
    if configured.get("connector.class") != desired.configuration.get("connector.class"):
        immutable += ('"connector.class" changes',)
    own = resource_name(connector.worker_configuration_arn or "")
    if own and not desired.workers.name:
        immutable += (f"worker configuration from {own} back to the default one",)
    differ = _differing(configured, desired.configuration, desired.capacity)
    return Difference(
        configuration=tuple(f'"{key}" {_way(key, configured, desired.configuration)}' for key in differ),
        removed=tuple(key for key in differ if key not in desired.configuration),
        capacity=_capacities(connector.capacity, desired.capacity),
        plugin=_names("plugin", connector.plugin_arn, desired.plugin_arn),
        worker_configuration=()
        if own == desired.workers.name or not desired.workers.name
        else (f"worker configuration from {own or 'the default one'} to {desired.workers.name}",),
        immutable=immutable,
    )


def leads_to(operation: Operation, desired: Desired) -> bool:
    """Whether an update, described, ends in what is wanted of the part that it changes."""
    if operation.target_configuration is not None:
        return not _differing(operation.target_configuration, desired.configuration, desired.capacity)
    workers = operation.target_workers
    if workers is None:
        return False
    return (workers.capacity, workers.plugin_arn, resource_name(workers.worker_configuration_arn or "")) == (
        desired.capacity,
        desired.plugin_arn,
        desired.workers.name,
    )


def _differing(is_: Mapping[str, str], wanted: Mapping[str, str], capacity: Capacity) -> list[str]:
    # MSK Connect names the connector itself, and sets tasks.max where it autoscales (Capacity).
    left_out = {"name", "connector.class"} | ({"tasks.max"} if isinstance(capacity, Autoscaled) else set())
    return [key for key in sorted((is_.keys() | wanted.keys()) - left_out) if is_.get(key) != wanted.get(key)]


def _way(key: str, is_: Mapping[str, str], wanted: Mapping[str, str]) -> str:
    if key not in is_:
        return "is new"
    return "is removed" if key not in wanted else "changes"


def _capacities(is_: Capacity, wanted: Capacity) -> tuple[str, ...]:
    return () if is_ == wanted else (f"capacity from {is_} to {wanted}",)


def _names(what: str, is_: str, wanted: str) -> tuple[str, ...]:
    if is_ == wanted:
        return ()
    return (f"{what} from {resource_name(is_) or 'none'} to {resource_name(wanted)}",)


def resource_name(arn: str) -> str:
    """`x` of `arn:aws:kafkaconnect:region:account:custom-plugin/x/uuid-1`."""
    return arn.split("/")[1] if arn.count("/") else ""


def way_out(connector: Connector, desired: Desired, difference: Difference, kind: StepKind) -> str:
    """Nobody says whether an update can do these two; a new connector can be anything."""
    if kind is StepKind.UPDATE_WORKERS:
        other_kind = type(connector.capacity) is not type(desired.capacity)
        return "; if an update cannot change the kind of capacity, recreate the connector" if other_kind else ""
    only_removes = len(difference.removed) == len(difference.configuration)
    return f"; if an update cannot drop {', '.join(difference.removed)}, recreate the connector" if only_removes else ""
