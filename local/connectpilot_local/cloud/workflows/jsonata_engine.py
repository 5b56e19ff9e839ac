"""Repair: JSONata itself, which moto 5.2.5 declares and does not have (upstream issue 10105).

Each expression gets an engine of its own (jsonata-python keeps state in it), and values are bound, not written into its
text. As in Step Functions errors are States.QueryEvaluationError, `$parse` is JSON.parse and `$eval` does not exist.

Compared with jsonata 2.0.6 (AWS's) on 190 expressions over bound values, it differs in: `$base64encode` beyond ASCII,
`$string` of integers beyond 2^53, `$replace` of plain text by a function, and division by zero (an error here).
"""

from __future__ import annotations

import hashlib
import json
import math
import uuid
from datetime import datetime
from typing import Any

import jsonata
from jsonata.functions import Functions
from jsonata.utils import Utils
from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata
from moto.stepfunctions.parser.asl.jsonata import jsonata as moto_jsonata
from moto.stepfunctions.parser.asl.jsonata.jsonata import extract_jsonata_variable_references

from connectpilot_local.clock import Clock
from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.workflows.failures import fail_query
from connectpilot_local.cloud.workflows.patching import rebind, replace

STATES = "states"
ALGORITHMS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


class QueryError(Exception):
    """An expression has no value that Step Functions would take."""


def install(context: Context) -> None:
    def eval_string(self: Any, env: Any) -> None:
        used = {reference.split(".")[0][1:] for reference in extract_jsonata_variable_references(self.expression)}
        try:
            value = evaluate(self.expression, _bindings(env, used), context.clock)
        except QueryError as error:
            fail_query(env, f"The JSONata expression '{self.expression}' {error}")
        env.stack.append(value)

    replace(StringJSONata, "_eval_body", eval_string, digest="277b6f41")
    # JSONPath states use the engine for their variables, with the values written into the text.
    rebind(moto_jsonata, "_eval_jsonata", lambda text: evaluate(text, {}, context.clock))


def evaluate(expression: str, bindings: dict[str, Any], clock: Clock) -> Any:
    """The value of one expression, as JSON."""
    try:
        engine = jsonata.Jsonata(expression)
        engine.set_output_convert_nulls(False)  # to know null from nothing
        for name, function in _functions(clock).items():
            engine.register_lambda(name, function)
        found = engine.evaluate(None, {name: _bound(value) for name, value in bindings.items()})
    except RecursionError as error:
        raise QueryError("nests too deep") from error
    except Exception as error:  # the engine raises whatever Python does
        raise QueryError(f"threw an error: {error}") from error
    if found is None:
        raise QueryError("returned nothing (undefined).")
    return _plain(found)


def _bindings(env: Any, used: set[str]) -> dict[str, Any]:
    store = env.variable_store
    scope = {**store._outer_scope, **store._inner_scope}
    bound = {name: scope[name] for name in used if name in scope}
    if STATES in used:
        bound[STATES] = {name: value for name, value in env.states._states_data.items() if _is_set(name, value)}
    return bound


def _is_set(name: str, value: Any) -> bool:
    return name in ("input", "context") or value is not None


def _functions(clock: Clock) -> dict[str, Any]:
    # JSONata fixes the time once for each expression.
    millis = int(clock.now().timestamp() * 1000)
    return {
        "millis": lambda: millis,
        "now": lambda picture=None, zone=None: Functions.datetime_from_millis(millis, picture, zone),
        "parse": lambda text=None: None if text is None else _bound(json.loads(text)),
        "count": _count,
        "eval": _refuse_eval,
        "uuid": lambda: str(uuid.uuid4()),
        "hash": _hash,
        "partition": _partition,
        "range": _range,
    }


def _count(items: Any = None) -> int:
    """jsonata-python counts null as nothing."""
    if isinstance(items, list):
        return len(items)
    return 0 if items is None else 1


def _refuse_eval(*_: Any) -> Any:
    raise QueryError("uses $eval, which Step Functions does not have")


def _hash(value: Any, algorithm: str = "SHA-256") -> str:
    if algorithm not in ALGORITHMS:
        raise QueryError(f"asks for the hash algorithm {algorithm}")
    text = value if isinstance(value, str) else json.dumps(_plain(value), separators=(",", ":"))
    return hashlib.new(ALGORITHMS[algorithm], text.encode()).hexdigest()


def _partition(items: list[Any], size: float) -> list[list[Any]]:
    step = int(size)
    return [list(items[start : start + step]) for start in range(0, len(items), step)]


def _range(first: float, last: float, step: float) -> list[Any]:
    count = math.floor((last - first) / step) + 1
    return [first + index * step for index in range(max(count, 0))]


def _bound(value: Any) -> Any:
    """A copy of a JSON value in the engine's own terms: JSON's null is not Python's None, which means nothing there."""
    if value is None:
        return Utils.NULL_VALUE
    if isinstance(value, dict):
        return {key: _bound(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_bound(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return value


def _plain(value: Any) -> Any:
    """The engine's result as JSON; a function or a regex is no JSON."""
    if value is Utils.NULL_VALUE or value is None:
        return None
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, (str, int, float)):
        return value
    raise QueryError("returned an unsupported result type.")
