"""The credentials of private Maven repositories, from one secret of Secrets Manager."""

from __future__ import annotations

import base64
import json
from functools import cached_property
from typing import TYPE_CHECKING, final

from ..domain.errors import InvalidRecipeError, PlatformRefusedError
from ..domain.plugins.internet import Place, repository_place
from .aws_errors import told_apart

if TYPE_CHECKING:
    from types_boto3_secretsmanager.client import SecretsManagerClient


@final
class RepositoryCredentials:
    """The secret is `{"https://nexus.example/maven2": {"username": ..., "password": ...}}`, or `{"token": ...}`."""

    def __init__(self, client: SecretsManagerClient, secret_name: str) -> None:
        self._client = client
        self._name = secret_name

    def __call__(self, place: Place) -> str | None:
        """The Authorization header for this place; none where no repository of the secret holds it."""
        for base, header in self._headers:
            same = (base.scheme, base.host, base.port) == (place.scheme, place.host, place.port)
            if same and place.path.startswith(base.path.rstrip("/") + "/"):
                return header
        return None

    @cached_property
    def _headers(self) -> list[tuple[Place, str]]:
        try:
            with told_apart():
                text = self._client.get_secret_value(SecretId=self._name)["SecretString"]
        except PlatformRefusedError as error:
            raise PlatformRefusedError(f"the secret {self._name} cannot be read: {error}") from error
        try:
            return [(repository_place(url), _header(**given)) for url, given in json.loads(text).items()]
        except (ValueError, AttributeError, TypeError, InvalidRecipeError):
            # The chained error would repeat what the secret holds.
            raise PlatformRefusedError(
                f"the secret {self._name} is not "
                '{"https://repository/path": {"username": "...", "password": "..."}} (or {"token": "..."})'
            ) from None


def _header(*, username: str = "", password: str = "", token: str = "") -> str:
    if token:
        return f"Bearer {token}"
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
