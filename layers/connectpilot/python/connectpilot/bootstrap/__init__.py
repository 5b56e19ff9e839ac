"""The composition root: the only place that knows the clock, the environment and which adapter serves which port."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from ..settings import Settings

if TYPE_CHECKING:
    from types_boto3_dynamodb.service_resource import Table

# One layer owns the retries: the state machines. boto3 tries once more, for a broken connection.
_CONFIG = Config(retries={"total_max_attempts": 2, "mode": "standard"}, connect_timeout=5, read_timeout=20)
_ONE_TRY = _CONFIG.merge(Config(retries={"total_max_attempts": 1, "mode": "standard"}))


def now() -> datetime:
    """The only clock of everything deployed."""
    return datetime.now(UTC)


@cache
def settings() -> Settings:
    return Settings.from_env()


@cache
def client(service: str, *, one_try: bool = False) -> Any:
    """`one_try`: for what must not be asked twice without a look in between."""
    return boto3.client(service, config=_ONE_TRY if one_try else _CONFIG)  # type: ignore[call-overload]


@cache
def table(name: str) -> Table:
    """A DynamoDB table by its name."""
    return boto3.resource("dynamodb", config=_CONFIG).Table(name)
