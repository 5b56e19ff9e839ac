"""A target: a named place that connectors run in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Authentication = Literal["NONE", "IAM"]
Encryption = Literal["PLAINTEXT", "TLS"]


@dataclass(frozen=True, slots=True)
class Target:
    """Cluster, network, role, logs and defaults; connectors name it by `connectpilot.target`."""

    name: str
    bootstrap_servers: str
    subnets: tuple[str, ...]
    security_groups: tuple[str, ...]
    execution_role_arn: str
    authentication: Authentication = "IAM"
    encryption: Encryption = "TLS"
    kafka_connect_version: str = "3.7.x"
    cluster_name: str | None = None
    """The MSK cluster's name: consumer lag is published under it."""
    log_group: str | None = None
    worker_settings: Mapping[str, str] = field(default_factory=dict)
    """Lines of the worker configuration, converters included."""
    connector_defaults: Mapping[str, str] = field(default_factory=dict)
    """Connector configuration where the spec says nothing."""
