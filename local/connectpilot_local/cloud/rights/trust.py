"""Who may assume a role: its trust policy, judged like any other policy."""

from __future__ import annotations

from .document import Statement
from .evaluator import conditions_hold, names_action, weigh
from .facts import Facts
from .patterns import all_of, any_of
from .verdict import Verdict

ASSUME = "sts:AssumeRole"


def names_principal(wanted: tuple[tuple[str, str], ...], kind: str, names: tuple[str, ...]) -> bool:
    return any(
        ("*" in (wanted_kind, wanted_name) and wanted_name == "*") or (wanted_kind == kind and wanted_name in names)
        for wanted_kind, wanted_name in wanted
    )


def judge_trust(statements: tuple[Statement, ...], kind: str, names: tuple[str, ...], facts: Facts) -> Verdict:
    """Whether a principal (kind "Service" or "AWS", under all the names it goes by) may assume the role."""

    def speaks(statement: Statement) -> bool | None:
        if not names_action(statement, ASSUME):
            return False
        named = any_of([names_principal(statement.principals, kind, names)])
        if statement.not_principals:
            named = not names_principal(statement.not_principals, kind, names)
        return all_of([named, conditions_hold(statement, facts)])

    return weigh([(statement, speaks(statement)) for statement in statements])


def aws_names(role_arn: str, session_arn: str) -> tuple[str, ...]:
    """The names by which a trust policy can mean a role's session: role, session, its account."""
    account = role_arn.split(":")[4]
    return role_arn, session_arn, account, f"arn:{role_arn.split(':')[1]}:iam::{account}:root"
