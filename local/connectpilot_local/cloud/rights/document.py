"""Policy documents as statements: what IAM's JSON says, with every 'one or a list' made a tuple."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

VARIABLES_SINCE = "2012-10-17"


@dataclass(frozen=True, slots=True)
class Condition:
    operator: str
    key: str
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; the `not_` twins hold what the policy excludes, a statement has one of each pair."""

    label: str
    effect: Literal["Allow", "Deny"]
    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    not_resources: tuple[str, ...] = ()
    principals: tuple[tuple[str, str], ...] = ()
    not_principals: tuple[tuple[str, str], ...] = ()
    conditions: tuple[Condition, ...] = ()
    variables: bool = True


def _many(value: Any) -> tuple[str, ...]:
    return tuple(_one(item) for item in value) if isinstance(value, list) else (() if value is None else (_one(value),))


def _one(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _principals(value: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(value, Mapping):
        return tuple((kind, name) for kind, names in value.items() for name in _many(names))
    return (("*", _one(value)),) if value else ()


def _statement(policy: str, index: int, raw: Mapping[str, Any], *, variables: bool) -> Statement:
    conditions = tuple(
        Condition(operator, key, _many(wanted))
        for operator, keys in raw.get("Condition", {}).items()
        for key, wanted in keys.items()
    )
    return Statement(
        label=f"{policy}/{raw.get('Sid') or index}",
        effect=raw["Effect"],
        actions=_many(raw.get("Action")),
        not_actions=_many(raw.get("NotAction")),
        resources=_many(raw.get("Resource")),
        not_resources=_many(raw.get("NotResource")),
        principals=_principals(raw.get("Principal")),
        not_principals=_principals(raw.get("NotPrincipal")),
        conditions=conditions,
        variables=variables,
    )


@lru_cache(maxsize=512)
def parse(name: str, text: str) -> tuple[Statement, ...]:
    """The statements of a policy document; `name` labels them in logs and reports."""
    document = json.loads(text)
    found = document["Statement"]
    variables = document.get("Version") == VARIABLES_SINCE
    statements = found if isinstance(found, list) else [found]
    return tuple(_statement(name, index, raw, variables=variables) for index, raw in enumerate(statements))
