"""MSK Connect, as the use cases need it.

Every method raises PlatformThrottledError (429), PlatformUnavailableError (5xx or no answer) or PlatformRefusedError
(400, 403) besides what it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from ..domain.capacity import Capacity
from ..domain.connector import Connector, Operation
from ..domain.target import Target
from .releases import RegisteredPlugin


class Connectors(Protocol):
    """What is there."""

    def list(self, prefix: str = "") -> Iterable[Connector]:
        """Page through all connectors whose names begin so; without configuration and state description."""
        ...

    def find(self, name: str) -> Connector | None:
        """The connector of exactly this name, described; None where there is none."""
        ...

    def describe(self, arn: str) -> Connector:
        """Raises ConnectorNotFoundError."""
        ...

    def operations(self, arn: str) -> Iterable[Operation]:
        """All operations of a connector, the newest first."""
        ...

    def describe_operation(self, arn: str) -> Operation: ...

    def tags(self, arn: str) -> Mapping[str, str]:
        """How a connector whose creation was never answered is known as ours."""
        ...


class ConnectorChanges(Protocol):
    """What only `change_connector` may do; each returns the ARN of the operation (of the connector, for create)."""

    def create(
        self,
        *,
        name: str,
        configuration: Mapping[str, str],
        capacity: Capacity,
        plugin_arn: str,
        worker_configuration_arn: str | None,
        target: Target,
        tags: Mapping[str, str],
    ) -> str:
        """Raises ConnectorExistsError (409)."""
        ...

    def update_configuration(
        self, arn: str, version: str, configuration: Mapping[str, str], *, skip_health_validation: bool = False
    ) -> str:
        """`configuration` is the whole map. A PAUSED connector is updated only without health validation."""
        ...

    def update_workers(
        self,
        arn: str,
        version: str,
        *,
        capacity: Capacity | None,
        plugin_arn: str | None,
        worker_configuration_arn: str | None,
        skip_health_validation: bool = False,
    ) -> str:
        """None leaves as it is."""
        ...

    def restart(self, arn: str, *, only_failed_tasks: bool) -> str: ...

    def pause(self, arn: str) -> str: ...

    def resume(self, arn: str) -> str: ...

    def delete(self, arn: str, version: str) -> None: ...


class WorkerConfigurations(Protocol):
    def ensure(self, name: str, properties: str) -> str:
        """The ARN of the worker configuration of this content-addressed name, made where it is absent."""
        ...

    def properties(self, arn: str) -> str:
        """The text of the worker configuration."""
        ...

    def delete(self, arn: str) -> None: ...


class CustomPlugins(Protocol):
    """Custom plugins; `release-plugin` makes them."""

    def describe(self, arn: str) -> RegisteredPlugin | None: ...
