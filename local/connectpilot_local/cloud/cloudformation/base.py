"""How a CloudFormation type of ours is written: one function that makes the resource through its service's own API.

moto's engine stays (order, Ref, GetAtt, Sub, conditions, outputs); its types lose properties in silence, so every type
that a template of ours may use is made here, and botocore's model checks each property on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

import boto3
from botocore.config import Config

from connectpilot_local.cloud.cloudformation.shapes import fit
from connectpilot_local.cloud.identity import EXEMPT_CREDENTIALS


class DeploymentError(Exception):
    """The stack cannot be made; the message says which resource and why."""


class Clients:
    """boto3 clients of the deployer, one a service."""

    def __init__(self, endpoint_url: str) -> None:
        self._endpoint_url = endpoint_url
        self._session = boto3.Session()
        self._lock = Lock()
        self._made: dict[str, Any] = {}

    def __call__(self, service: str) -> Any:
        with self._lock:
            if service not in self._made:
                self._made[service] = self._session.client(
                    service,  # type: ignore[call-overload]
                    endpoint_url=self._endpoint_url,
                    config=Config(retries={"total_max_attempts": 1}),
                    **EXEMPT_CREDENTIALS,
                )
            return self._made[service]


@dataclass(frozen=True, slots=True)
class Request:
    """One resource to be made. `name` is the given name or the one that CloudFormation would make up."""

    logical_id: str
    name: str
    properties: dict[str, Any]
    clients: Clients

    def call(self, service: str, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
        """Call an operation by its API name with CloudFormation's own spelling of names, numbers and booleans."""
        client = self.clients(service)
        shape = client.meta.service_model.operation_model(operation).input_shape
        method = _methods(client)[operation]
        answer: dict[str, Any] = getattr(client, method)(**fit(shape, parameters))
        return answer


@dataclass(frozen=True, slots=True)
class Created:
    """What Ref and GetAtt answer."""

    physical_id: str
    attributes: dict[str, Any] = field(default_factory=dict)


Create = Callable[[Request], Created]


@dataclass(frozen=True, slots=True)
class Type:
    """A CloudFormation type: which properties it carries out, and how."""

    name: str
    name_property: str
    carried: frozenset[str]
    create: Create


TYPES: dict[str, Type] = {}


def resource(type_name: str, *, name: str = "", carried: Iterable[str]) -> Callable[[Create], Create]:
    """Register the function as the maker of a type; `name` is the property that names the resource."""

    def register(create: Create) -> Create:
        TYPES[type_name] = Type(type_name, name, frozenset(carried) | ({name} if name else set()), create)
        return create

    return register


@cache
def _methods(client: Any) -> dict[str, str]:
    return {operation: method for method, operation in client.meta.method_to_api_mapping.items()}
