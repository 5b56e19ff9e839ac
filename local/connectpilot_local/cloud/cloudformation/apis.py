"""What the stack's HTTP APIs look like: moto stores them but answers no request, so the local front reads them here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class ApiDefinition:
    """One HTTP API as SAM wrote it; `body` is the whole OpenAPI document with security schemes and integrations."""

    api_id: str
    logical_id: str
    name: str
    body: dict[str, Any]
    stage: str = "$default"
    stage_variables: dict[str, str] = field(default_factory=dict)
    # Authorizers declared as resources of their own (AWS::ApiGatewayV2::Authorizer), by name.
    authorizers: dict[str, dict[str, Any]] = field(default_factory=dict)


# By API id; filled while a stack is made, cleared when the cloud stops.
APIS: dict[str, ApiDefinition] = {}
