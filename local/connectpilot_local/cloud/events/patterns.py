"""Decides whether an event matches a rule's pattern, objects inside arrays included, which moto misses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.events.models import EventPattern

from connectpilot_local.cloud.context import Context
from connectpilot_local.cloud.events.active import active
from connectpilot_local.cloud.repairs import MotoChangedError, repair


def matches(pattern: Mapping[str, Any], event: Any) -> bool:
    """True when every field of the pattern finds a value; fields below one array must meet in one of its elements."""
    if isinstance(event, list) and event:
        return any(matches(pattern, element) for element in event)
    fields = event if isinstance(event, Mapping) else {}
    return all(_field_matches(name, wanted, fields) for name, wanted in pattern.items())


def _field_matches(name: str, wanted: Any, fields: Mapping[str, Any]) -> bool:
    if name == "$or":
        return any(matches(alternative, fields) for alternative in wanted)
    if isinstance(wanted, Mapping):
        return matches(wanted, fields.get(name, {}))
    found = _leaves(fields[name]) if name in fields else []
    return any(_one_matches(choice, found) for choice in wanted)


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [leaf for element in value for leaf in _leaves(element)]
    return [] if isinstance(value, Mapping) else [value]


def _one_matches(choice: Any, found: list[Any]) -> bool:
    if not isinstance(choice, Mapping):
        return any(_same(choice, value) for value in found)
    if "exists" in choice:
        return bool(found) is bool(choice["exists"])
    return any(bool(EventPattern._does_item_match_named_filter(value, choice)) for value in found)


def _same(one: Any, other: Any) -> bool:
    # In JSON true is not 1; in Python it is.
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def install() -> None:
    if not hasattr(EventPattern, "_does_item_match_named_filter"):
        raise MotoChangedError("moto's EventPattern has no named filters any more")

    def make(original: Any) -> Any:
        def matches_event(self: Any, event: Any) -> bool:
            if active(Context) is None:
                return bool(original(self, event))
            pattern = self.get_pattern()
            # A rule with a schedule alone has an empty pattern, which moto takes for "everything".
            return bool(pattern) and matches(pattern, event)

        return matches_event

    repair(EventPattern, "matches_event", "self event", make)
