"""Secrets are references: which values of a configuration look like the secret itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Kafka's own grammar for a config provider's token, ${provider:[path:]key} (ConfigTransformer in apache/kafka).
REFERENCE = re.compile(r"\$\{[^}:]+:(?:[^}]*?:)?[^}]*\}")

_SECRET_KEY = re.compile(
    r"passw(or)?d|passwd|passphrase|secret|credential|token|api[._-]?key|access[._-]?key|private[._-]?key"
    r"|account[._-]?key|sas[._-]?key|basic\.auth\.user\.info|jaas\.config",
    re.IGNORECASE,
)
# Keys that speak about secrets without holding one.
_HARMLESS_KEY = re.compile(
    r"(\.class|\.provider|\.location|\.path|\.file|\.type|\.algorithm|\.endpoint|\.url|\.uri|\.ttl\.ms|\.delimiter)$"
    r"|tokens?\.(per|max|min)\b|tokeni[sz]er",
    re.IGNORECASE,
)
_HARMLESS_VALUE = re.compile(r"|true|false|none|null|-?\d{1,6}", re.IGNORECASE)
_JAAS_SECRET = re.compile(r"""(?:password|secret|token|key)\s*=\s*["']?(?!["']?\$\{)[^\s"';]+""", re.IGNORECASE)

_SECRET_VALUE = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # AWS access keys
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"  # a JSON Web Token
    r"|\w+://[^\s/:@]+:(?!\$\{)[^\s/@]+@"  # a password inside a URL
    r"|[?;&](?:password|pwd|sslpassword|secret)=(?!\$\{)[^;&\s]+",  # a password among a URL's parameters
    re.IGNORECASE,
)


def plaintext_secrets(configuration: Mapping[str, str]) -> list[str]:
    """The keys whose values look like a secret instead of a reference; never the values."""
    return sorted(key for key, value in configuration.items() if _is_plaintext(key, value))


def _is_plaintext(key: str, value: str) -> bool:
    if _SECRET_VALUE.search(value):
        return True
    if key.lower().endswith("jaas.config"):
        return bool(_JAAS_SECRET.search(value))
    if not _SECRET_KEY.search(key) or _HARMLESS_KEY.search(key) or _HARMLESS_VALUE.fullmatch(value):
        return False
    return not REFERENCE.search(value)


def provider_aliases(configuration: Mapping[str, str]) -> set[str]:
    """The config providers that a configuration refers to, by alias: `secretsmanager`, `ssm`, `env` ..."""
    found = re.compile(r"\$\{([^}:]+):")
    return {alias for value in configuration.values() for alias in found.findall(value)}
