"""Patterns of policies: wildcards, policy variables and ARNs, as the IAM user guide describes them."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from .facts import Facts

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_VARIABLE_OR_COLON = re.compile(r"\$\{[^}]*\}|:")
_ARN_FIELDS = 6


class Unfilled(Enum):
    """Why a pattern's variables could not be filled in."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


@lru_cache(maxsize=4096)
def _compiled(expression: str, flags: int) -> re.Pattern[str]:
    return re.compile(expression, flags | re.DOTALL)


def _wild(text: str, *, wildcards: bool) -> str:
    escaped = re.escape(text)
    return escaped.replace(r"\*", ".*").replace(r"\?", ".") if wildcards else escaped


def _fill(variable: str, facts: Facts) -> str | Unfilled:
    if variable in ("*", "?", "$"):
        return variable
    key, _, default = (part.strip() for part in variable.partition(","))
    values = facts.get(key)
    if values is None or len(values) > 1:
        return Unfilled.UNKNOWN
    if values:
        return values[0]
    return default[1:-1] if len(default) > 1 and default[0] == default[-1] == "'" else Unfilled.ABSENT


def to_expression(text: str, facts: Facts | None, *, wildcards: bool = True) -> str | Unfilled:
    """A pattern as a regular expression; `facts` fill its variables (None: the policy's version has none)."""
    if facts is None or "${" not in text:
        return _wild(text, wildcards=wildcards)
    pieces, end = [], 0
    for found in _VARIABLE.finditer(text):
        value = _fill(found[1], facts)
        if isinstance(value, Unfilled):
            return value
        pieces += [_wild(text[end : found.start()], wildcards=wildcards), re.escape(value)]
        end = found.end()
    return "".join(pieces) + _wild(text[end:], wildcards=wildcards)


def matches(
    pattern: str, value: str, facts: Facts | None = None, *, wildcards: bool = True, ignore_case: bool = False
) -> bool | None:
    """Whether a pattern matches a value; None when a variable in it is not known."""
    expression = to_expression(pattern, facts, wildcards=wildcards)
    if isinstance(expression, Unfilled):
        return False if expression is Unfilled.ABSENT else None
    return _compiled(expression, re.IGNORECASE if ignore_case else 0).fullmatch(value) is not None


def arn_matches(pattern: str, value: str, facts: Facts | None = None) -> bool | None:
    """Whether an ARN pattern matches; a wildcard does not reach over the colons of the first five fields."""
    if pattern == "*":
        return True
    wanted, given = _fields(pattern), value.split(":", _ARN_FIELDS - 1)
    if len(wanted) != _ARN_FIELDS or len(given) != _ARN_FIELDS:
        return False
    return all_of([matches(one, other, facts) for one, other in zip(wanted, given, strict=True)])


def _fields(pattern: str) -> list[str]:
    """The six fields of an ARN pattern; the colons of a variable's name part nothing."""
    colons = [found.start() for found in _VARIABLE_OR_COLON.finditer(pattern) if found[0] == ":"][: _ARN_FIELDS - 1]
    starts, ends = [0, *(colon + 1 for colon in colons)], [*colons, len(pattern)]
    return [pattern[start:end] for start, end in zip(starts, ends, strict=True)]


def all_of(parts: list[bool | None]) -> bool | None:
    """`and` with a third value: False decides, else None (cannot be judged) spreads."""
    if False in parts:
        return False
    return None if None in parts else True


def any_of(parts: list[bool | None]) -> bool | None:
    """`or` with a third value: True decides, else None (cannot be judged) spreads."""
    if True in parts:
        return True
    return None if None in parts else False
