"""The authoriser's use case over AWS."""

from __future__ import annotations

import os
from functools import cache

from ..adapters.client_secrets import SecretsManagerClients
from ..usecases.authorise_client import AuthoriseClient
from . import client


@cache
def authorise_client() -> AuthoriseClient:
    return AuthoriseClient(SecretsManagerClients(client("secretsmanager"), os.environ["CLIENT_SECRET_NAME"]))
