"""What a target receives of an event: Input, InputPath or InputTransformer, as EventBridge applies them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from connectpilot_local.cloud.events.envelope import Event

_STEP = re.compile(r"\.(?P<name>[\w-]+)|\['(?P<quoted>[^']+)'\]|\[(?P<index>\d+)\]")
_VARIABLE = re.compile(r"<([\w.-]+)>")


class InvalidInputError(ValueError):
    """A path or template that EventBridge would not accept, or that leads to no valid JSON."""


def body_for(target: Mapping[str, Any], event: Event, *, rule_arn: str, rule_name: str) -> str:
    if target.get("Input") is not None:
        return str(target["Input"])
    if target.get("InputPath"):
        return json.dumps(_follow(str(target["InputPath"]), event).get("value"))
    if target.get("InputTransformer"):
        return _transformed(target["InputTransformer"], event, rule_arn=rule_arn, rule_name=rule_name)
    return json.dumps(event)


def _follow(path: str, event: Event) -> dict[str, Any]:
    """{"value": ...}, or {} when the path leads nowhere."""
    if not path.startswith("$"):
        raise InvalidInputError(f"{path!r} is no path: it does not begin with $")
    value: Any = event
    position = 1
    while position < len(path):
        step = _STEP.match(path, position)
        if step is None:
            raise InvalidInputError(f"{path!r} is more than a path of names and indexes")
        position = step.end()
        key: Any = int(step["index"]) if step["index"] else step["name"] or step["quoted"]
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return {}
    return {"value": value}


def _transformed(transformer: Mapping[str, Any], event: Event, *, rule_arn: str, rule_name: str) -> str:
    template = str(transformer["InputTemplate"])
    values: dict[str, Any] = {
        "aws.events.rule-arn": rule_arn,
        "aws.events.rule-name": rule_name,
        "aws.events.event.ingestion-time": event["time"],
        "aws.events.event": {name: value for name, value in event.items() if name != "detail"},
        "aws.events.event.json": event,
    }
    for name, path in (transformer.get("InputPathsMap") or {}).items():
        found = _follow(path, event)
        if found:
            values[name] = found["value"]

    def put_in(variable: re.Match[str]) -> str:
        if variable[1] not in values:
            return ""  # EventBridge: a path that does not exist makes no variable, and nothing shows in its place
        written = json.dumps(values[variable[1]])
        if not _within_quotes(template, variable.start()):
            return written
        return written[1:-1] if isinstance(values[variable[1]], str) else written.replace('"', '\\"')

    return _VARIABLE.sub(put_in, template)


def _within_quotes(text: str, position: int) -> bool:
    return len(re.findall(r'(?<!\\)"', text[:position])) % 2 == 1
