"""The credentials of API clients that cannot sign, from Secrets Manager."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, final

from ..ports.client_secrets import ClientCredentials

if TYPE_CHECKING:
    from types_boto3_secretsmanager.client import SecretsManagerClient

KEPT = timedelta(minutes=1)


@final
class SecretsManagerClients:
    """The `ClientSecrets` port; the secret is `{"users": {name: password}, "tokens": {name: token}}`."""

    def __init__(self, client: SecretsManagerClient, secret_name: str) -> None:
        self._client = client
        self._name = secret_name
        self._read: tuple[datetime, ClientCredentials] | None = None

    def read(self, now: datetime) -> ClientCredentials:
        if self._read is None or now - self._read[0] > KEPT:
            secret = json.loads(self._client.get_secret_value(SecretId=self._name)["SecretString"])
            self._read = now, ClientCredentials(users=secret.get("users", {}), tokens=secret.get("tokens", {}))
        return self._read[1]
