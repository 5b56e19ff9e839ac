"""Finds the route of a request: the most specific path wins, a method before ANY, $default last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from connectpilot_local.cloud.api_front.definition import ANY, DEFAULT_ROUTE, Route

_PARAMETER = re.compile(r"\{([^}+]+)(\+?)\}")


@dataclass(frozen=True, slots=True)
class Match:
    route: Route
    parameters: dict[str, str]


class Router:
    def __init__(self, routes: Sequence[Route]) -> None:
        # HTTP APIs: a full match before a greedy one, more literal segments before fewer.
        ranked = sorted(routes, key=_rank)
        self._patterns = [(route, _pattern(route.path)) for route in ranked]

    def find(self, method: str, path: str) -> Match | None:
        for route, pattern in self._patterns:
            found = pattern.fullmatch(path)
            if found and route.method in (method, ANY):
                return Match(route, found.groupdict())
        return None


def _rank(route: Route) -> tuple[bool, bool, int, int, bool]:
    parameters = _PARAMETER.findall(route.path)
    return (
        route.path == DEFAULT_ROUTE,
        any(greedy for _, greedy in parameters),
        -len(_PARAMETER.sub("", route.path)),
        len(parameters),
        route.method == ANY,
    )


def _pattern(path: str) -> re.Pattern[str]:
    if path == DEFAULT_ROUTE:
        return re.compile(r"(?s).*")
    parts = []
    position = 0
    for parameter in _PARAMETER.finditer(path):
        parts.append(re.escape(path[position : parameter.start()]))
        parts.append(f"(?P<{parameter[1]}>{'.+' if parameter[2] else '[^/]+'})")
        position = parameter.end()
    parts.append(re.escape(path[position:]))
    return re.compile("".join(parts))
