"""What a call asks of IAM: each action with its resource and the condition keys that come with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from .call import Call, NotUnderstoodError

Values = Mapping[str, tuple[str, ...]]
EVERYTHING = "*"
PASS_ROLE, PASSED_TO, ASSOCIATED = "iam:PassRole", "iam:passedtoservice", "iam:associatedresourcearn"


@dataclass(frozen=True, slots=True)
class Target:
    """One action on one resource; `facts` are condition keys, an empty tuple meaning 'known to be absent'."""

    action: str
    resource: str = EVERYTHING
    facts: Values = field(default_factory=dict)


Rule = Callable[[Call], list[Target]]
Resource = Callable[[Call], str]


def on(action: str, resource: Resource) -> Rule:
    """The rule of a call that is one action on one resource."""
    return lambda call: [Target(action, resource(call))]


def on_each(action: str, resources: Callable[[Call], list[str]]) -> Rule:
    return lambda call: [Target(action, resource) for resource in resources(call)]


def unscoped(action: str) -> Rule:
    return lambda _call: [Target(action)]


def parameter(name: str) -> Resource:
    """The resource is the ARN that a parameter holds."""
    return lambda call: str(call.need(name))


def by_name(service: str, operations: str, resource: Resource) -> dict[str, Rule]:
    """Rules of operations whose action has their own name."""
    return {operation: on(f"{service}:{operation}", resource) for operation in operations.split()}


def both(*rules: Rule) -> Rule:
    return lambda call: [target for rule in rules for target in rule(call)]


def with_facts(rule: Rule, facts: Callable[[Call], Values]) -> Rule:
    """The same targets, with condition keys taken from the call."""

    def targets(call: Call) -> list[Target]:
        values = facts(call)
        return [replace(target, facts={**target.facts, **values}) for target in rule(call)]

    return targets


def given(*values: object) -> tuple[str, ...]:
    """The values of a condition key as far as the call gives them; none of them: the key is absent."""
    return tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values if value is not None)


def pass_role(role: str | None, to: str, for_what: str) -> list[Target]:
    """iam:PassRole as a service demands it of who hands it a role for a resource."""
    facts = {PASSED_TO: (to,), ASSOCIATED: (for_what,)}
    return [Target(PASS_ROLE, role, facts)] if role else []


def name_part(value: object, separator: str) -> str:
    """The last part of an ARN, URL or path; a bare name is its own."""
    return str(value).rsplit(separator, 1)[-1]


def not_judged(why: str) -> Rule:
    def refuse(call: Call) -> list[Target]:
        raise NotUnderstoodError(f"{call.service} {call.operation}: {why}")

    return refuse
