"""The control door of the stand-in: look at connectors, schedule and clear their faults."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from connectpilot_local.engines.faults import fault_from_json
from connectpilot_local.msk_connect.world import World

Answer = tuple[int, Any]


class ConnectorsRoute:
    """`/_local/connectors`: GET; `/_local/connectors/{name}/faults`: POST one fault, DELETE all."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __call__(self, method: str, tail: str, query: dict[str, str], body: Any) -> Answer:
        match (method, *filter(None, tail.split("/"))):
            case ("GET",):
                return 200, self._world.inspect()
            case ("GET", name):
                return self._one(name)
            case ("POST", name, "faults"):
                return self._schedule(name, body)
            case ("DELETE", name, "faults"):
                return 200, {"cleared": self._world.clear_faults(name)}
        return 404, {"message": "GET connectors, GET connectors/{name}, POST or DELETE connectors/{name}/faults"}

    def _one(self, name: str) -> Answer:
        found = [view for view in self._world.inspect() if view["name"] == name]
        return (200, found[0]) if found else (404, {"message": f"there is no connector {name}"})

    def _schedule(self, name: str, body: Any) -> Answer:
        try:
            fault = fault_from_json(body)
        except ValidationError as error:
            return 400, {"errors": error.errors(include_url=False, include_context=False)}
        return 201, self._world.schedule_fault(name, fault)
