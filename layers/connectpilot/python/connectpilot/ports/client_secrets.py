"""Who may use the API without signing, as the authoriser needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """Passwords by user name and bearer tokens by client name; never shown."""

    users: Mapping[str, str] = field(default_factory=dict, repr=False)
    tokens: Mapping[str, str] = field(default_factory=dict, repr=False)


class ClientSecrets(Protocol):
    def read(self, now: datetime) -> ClientCredentials: ...
