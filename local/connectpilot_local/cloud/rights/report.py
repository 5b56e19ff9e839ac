"""Granted against used: for every role, which grants its calls needed, which none did, which are wider than needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from connectpilot_local.cloud.rights.document import Statement
from connectpilot_local.cloud.rights.evaluator import Asked, names_resource
from connectpilot_local.cloud.rights.facts import Facts
from connectpilot_local.cloud.rights.log import Entry
from connectpilot_local.cloud.rights.patterns import matches
from connectpilot_local.cloud.rights.roles import RolePolicies


@dataclass(frozen=True, slots=True)
class Grant:
    """One action (or pattern of actions) that a statement allows, with the actions it was used for."""

    statement: str
    action: str
    resources: tuple[str, ...]
    used_for: tuple[str, ...]

    @property
    def unused(self) -> bool:
        return not self.used_for

    @property
    def wide(self) -> bool:
        """A pattern that stood for a single action."""
        return "*" in self.action and len(self.used_for) == 1


@dataclass(frozen=True, slots=True)
class RoleReport:
    role: str
    grants: tuple[Grant, ...]

    @property
    def unused(self) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if grant.unused)

    @property
    def wide(self) -> tuple[Grant, ...]:
        return tuple(grant for grant in self.grants if grant.wide)

    def to_json(self) -> dict[str, Any]:
        return {
            "role": self.role,
            "used": [asdict(grant) for grant in self.grants if not grant.unused],
            "unused": [asdict(grant) for grant in self.unused],
            "wide": [asdict(grant) for grant in self.wide],
        }


def _used_for(statement: Statement, action: str, entries: list[Entry]) -> tuple[str, ...]:
    fits = {
        entry.action
        for entry in entries
        if matches(action, entry.action, ignore_case=True)
        # A resource whose variables only the request knew counts as used: the action was.
        and names_resource(statement, Asked(entry.action, entry.resource, Facts())) is not False
    }
    return tuple(sorted(fits))


def report_on(roles: Iterable[RolePolicies], used: Iterable[Entry]) -> list[RoleReport]:
    entries: dict[str, list[Entry]] = {}
    for entry in used:
        entries.setdefault(entry.role, []).append(entry)
    return [
        RoleReport(
            role.arn,
            tuple(
                Grant(
                    statement.label,
                    action,
                    statement.resources or tuple(f"not {one}" for one in statement.not_resources),
                    _used_for(statement, action, entries.get(role.arn, [])),
                )
                for statement in role.statements
                if statement.effect == "Allow"
                for action in statement.actions
            ),
        )
        for role in roles
    ]
