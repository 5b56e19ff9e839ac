"""The decision of IAM over identity policies and a permissions boundary: explicit deny, then allow, else refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .conditions import holds
from .document import Statement
from .facts import Facts
from .patterns import all_of, any_of, arn_matches, matches
from .verdict import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that somebody wants to do."""

    action: str
    resource: str
    facts: Facts


def names_action(statement: Statement, action: str) -> bool:
    if statement.not_actions:
        return not any(matches(one, action, ignore_case=True) for one in statement.not_actions)
    return any(matches(one, action, ignore_case=True) for one in statement.actions)


def names_resource(statement: Statement, asked: Asked) -> bool | None:
    facts = asked.facts if statement.variables else None
    if statement.not_resources:
        named = any_of([arn_matches(one, asked.resource, facts) for one in statement.not_resources])
        return None if named is None else not named
    return any_of([arn_matches(one, asked.resource, facts) for one in statement.resources])


def conditions_hold(statement: Statement, facts: Facts) -> bool | None:
    return all_of(
        [holds(one.operator, one.key, one.wanted, facts, variables=statement.variables) for one in statement.conditions]
    )


def applies(statement: Statement, asked: Asked) -> bool | None:
    """Whether a statement speaks of what is asked; None when that cannot be judged."""
    if not names_action(statement, asked.action):
        return False
    return all_of([names_resource(statement, asked), conditions_hold(statement, asked.facts)])


def weigh(found: Sequence[tuple[Statement, bool | None]]) -> Verdict:
    """Deny wins, even one that cannot be judged; an Allow that cannot be judged does not allow."""

    def first(effect: str, speaks: bool | None) -> Statement | None:
        return next((statement for statement, one in found if statement.effect == effect and one is speaks), None)

    if denial := first("Deny", True):
        return Verdict(Reason.DENIED, f"statement {denial.label}")
    if unsure := first("Deny", None):
        return Verdict(Reason.NOT_JUDGED, f"a condition or variable of the denying statement {unsure.label}")
    if grant := first("Allow", True):
        return Verdict(Reason.GRANTED, f"statement {grant.label}")
    if unsure := first("Allow", None):
        return Verdict(Reason.NOT_JUDGED, f"a condition or variable of statement {unsure.label}")
    return Verdict(Reason.NOT_GRANTED)


def decide(asked: Asked, statements: Iterable[Statement], boundary: Sequence[Statement] | None = None) -> Verdict:
    """Judge a request by the identity's statements and, where there is one, by its permissions boundary."""
    own = weigh([(statement, applies(statement, asked)) for statement in statements])
    if boundary is None or own.reason is Reason.DENIED:
        return own
    limit = weigh([(statement, applies(statement, asked)) for statement in boundary])
    if limit.reason is Reason.DENIED:
        return limit
    if not own.allowed or limit.allowed:
        return own
    return Verdict(Reason.BOUNDARY) if limit.reason is Reason.NOT_GRANTED else limit
