"""Who sends a request that is not signed: basic or bearer credentials against the clients' secret."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import final

from ..ports.client_secrets import ClientSecrets


@final
@dataclass(frozen=True, slots=True)
class AuthoriseClient:
    """The client's name, or None; every comparison takes the same time."""

    secrets: ClientSecrets

    def __call__(self, authorization: str, *, now: datetime) -> str | None:
        scheme, _, given = authorization.strip().partition(" ")
        credentials = self.secrets.read(now)
        if scheme.lower() == "bearer":
            return _who({name: token.encode() for name, token in credentials.tokens.items()}, given.strip().encode())
        if scheme.lower() == "basic":
            try:
                pair = base64.b64decode(given.strip(), validate=True)
            except (binascii.Error, ValueError):
                return None
            users = {name: f"{name}:{password}".encode() for name, password in credentials.users.items()}
            return _who(users, pair)
        return None


def _who(known: dict[str, bytes], given: bytes) -> str | None:
    """An empty secret lets nobody in."""
    found = None
    for name, secret in known.items():
        if hmac.compare_digest(secret, given) and secret and secret != f"{name}:".encode():
            found = name
    return found
