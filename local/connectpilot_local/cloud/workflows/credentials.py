"""Whose credentials a machine's tasks use: the seam between the interpreter and the part that knows roles."""

from __future__ import annotations

from collections.abc import Callable

Provider = Callable[[str], dict[str, str] | None]


class _Seam:
    provider: Provider | None = None


def use(provider: Provider | None) -> None:
    """Take credentials from `provider` from now on."""
    _Seam.provider = provider


def credentials_for(role_arn: str) -> dict[str, str] | None:
    """AccessKeyId, SecretAccessKey and SessionToken of a machine's role; None where rights are not enforced."""
    return _Seam.provider(role_arn) if _Seam.provider else None
