"""The house rules for the JSONata in definitions: AWS runs JSONata 2.0.6, and not all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonata

EXPRESSION = re.compile(r"^\{%(.*)%\}$", re.DOTALL)
# strings, quoted names, comments, and regular expressions where one can stand
LITERALS = re.compile(
    r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|/\*.*?\*/|(?<=[(,:])\s*/(?:\\.|[^/\\])+/[im]*)""", re.DOTALL
)
FORBIDDEN = {
    r"\?\?": "?? is younger than AWS's JSONata",
    r"\?\s*:": "?: without a middle is younger than AWS's JSONata",
    r"\$eval\b": "$eval does not exist in Step Functions",
    r"\$(?![A-Za-z_])": "a lone $ is refused by Step Functions: name it, function($v)",
}
PLACEHOLDER = re.compile(r"\$\{[^}]+\}")


def expressions_of(value: Any) -> Iterator[str]:
    """Every `{% %}` of a definition, without its marks and with a number for each placeholder."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from expressions_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from expressions_of(inner)
    elif isinstance(value, str) and (found := EXPRESSION.match(value.strip())):
        yield PLACEHOLDER.sub("1", found[1]).strip()


def parses(definition: Any) -> list[str]:
    wrong = []
    for expression in expressions_of(definition):
        try:
            jsonata.Jsonata(expression)
        except Exception as error:  # noqa: BLE001  the parser raises whatever Python does
            wrong.append(f"{expression}: {error}")
    return wrong


def is_what_aws_has(definition: Any) -> list[str]:
    return [
        f"{expression}: {reason}"
        for expression in expressions_of(definition)
        for pattern, reason in FORBIDDEN.items()
        if re.search(pattern, LITERALS.sub("''", expression))
    ]


def has_whole_expressions(value: Any) -> list[str]:
    """`{%` and `%}` count only as the first and last characters of a string; elsewhere they are mere text."""
    if isinstance(value, dict):
        return [wrong for inner in value.values() for wrong in has_whole_expressions(inner)]
    if isinstance(value, list):
        return [wrong for inner in value for wrong in has_whole_expressions(inner)]
    if isinstance(value, str) and ("{%" in value or "%}" in value):
        whole = value.startswith("{%") and value.endswith("%}") and value.count("{%") == value.count("%}") == 1
        return [] if whole else [f"{value}: not an expression as a whole"]
    return []
