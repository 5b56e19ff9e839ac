"""Condition operators of IAM policies; what cannot be judged is said so, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from .facts import Facts
from .patterns import all_of, any_of, arn_matches, matches

# pattern from the policy, value from the request, facts for variables -> whether they fit
Match = Callable[[str, str, Facts | None], bool | None]


def _number(compare: Callable[[float, float], bool]) -> Match:
    def match(wanted: str, value: str, _facts: Facts | None) -> bool | None:
        try:
            return compare(float(value), float(wanted))
        except ValueError:
            return None

    return match


def _seconds(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _date(compare: Callable[[float, float], bool]) -> Match:
    def match(wanted: str, value: str, _facts: Facts | None) -> bool | None:
        try:
            return compare(_seconds(value), _seconds(wanted))
        except ValueError:
            return None

    return match


def _text(*, wildcards: bool = False, ignore_case: bool = False) -> Match:
    def match(wanted: str, value: str, facts: Facts | None) -> bool | None:
        return matches(wanted, value, facts, wildcards=wildcards, ignore_case=ignore_case)

    return match


def _truth(wanted: str, value: str, _facts: Facts | None) -> bool:
    return wanted.lower() == value.lower()


def _address(wanted: str, value: str, _facts: Facts | None) -> bool | None:
    try:
        return ip_address(value) in ip_network(wanted, strict=False)
    except ValueError:
        return None


_EQUAL, _LESS, _MORE = (lambda a, b: a == b), (lambda a, b: a < b), (lambda a, b: a > b)
_AT_MOST, _AT_LEAST = (lambda a, b: a <= b), (lambda a, b: a >= b)

_OPERATORS: dict[str, Match] = {
    "StringEquals": _text(),
    "StringEqualsIgnoreCase": _text(ignore_case=True),
    "StringLike": _text(wildcards=True),
    "ArnEquals": arn_matches,
    "ArnLike": arn_matches,
    "Bool": _truth,
    "BinaryEquals": lambda wanted, value, _facts: wanted == value,
    "IpAddress": _address,
}
_COMPARISONS = {
    "Equals": _EQUAL,
    "LessThan": _LESS,
    "LessThanEquals": _AT_MOST,
    "GreaterThan": _MORE,
    "GreaterThanEquals": _AT_LEAST,
}
_OPERATORS |= {f"Numeric{name}": _number(compare) for name, compare in _COMPARISONS.items()}
_OPERATORS |= {f"Date{name}": _date(compare) for name, compare in _COMPARISONS.items()}
_NEGATIONS = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
}


def holds(operator: str, key: str, wanted: tuple[str, ...], facts: Facts, *, variables: bool = True) -> bool | None:
    """Whether one condition holds; None when it cannot be judged (unknown operator, unknown key)."""
    quantifier, _, name = operator.rpartition(":")
    base = name.removesuffix("IfExists")
    if_exists = base != name
    values = facts.get(key)
    if values is None:
        return None
    if base == "Null":
        return (not values) in [one.lower() == "true" for one in wanted]
    negated = base in _NEGATIONS
    match = _OPERATORS.get(_NEGATIONS.get(base, base))
    if match is None or quantifier not in ("", "ForAnyValue", "ForAllValues"):
        return None
    if not values:
        return if_exists or quantifier == "ForAllValues" or (negated and not quantifier)
    if len(values) > 1 and not quantifier:
        return None

    filling = facts if variables else None
    fits = [any_of([match(one, value, filling) for one in wanted]) for value in values]
    if negated:
        fits = [None if fit is None else not fit for fit in fits]
    return any_of(fits) if quantifier == "ForAnyValue" else all_of(fits)
