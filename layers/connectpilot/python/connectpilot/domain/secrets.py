"""Secrets are references: which values of a configuration look like the secret itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

# Kafka's own grammar for a config provider's token, ${provider:[path:]key} (ConfigTransformer in apache/kafka), without
# braces inside, so that a search never reads one character twice.
REFERENCE = re.compile(r"\$\{([^{}:]+):[^{}]*\}")

KEY_WORDS = (
    r"passw(?:or)?d|passphrase|pwd|(?<![a-z])pass(?![a-z])|secret|credential|token"
    r"|(?:api|access|private|account|sas)[._-]?key|basic\.auth\.user\.info|jaas\.config"
)
_SECRET_KEY = re.compile(KEY_WORDS, re.IGNORECASE)
# Keys that speak about secrets without holding one, and what they hold.
_HARMLESS = tuple(
    (re.compile(keys, re.IGNORECASE), re.compile(values, re.IGNORECASE | re.DOTALL))
    for keys, values in (
        (
            r"\.(?:class|provider|location|path|file|type|algorithm|endpoint|url|uri|delimiter|source)$|tokeni[sz]er",
            r".*",
        ),
        (r"(?:^|[._-])(?:use(?!r)|allow|enable)|enabled?$|provider$", r"true|false"),
        (
            r"(?:max|min)[._-]tokens?$|tokens?\.(?:per|max|min)\b|\.(?:ms|seconds|minutes|bytes|size|count|limit)$",
            r"-?\d+",
        ),
    )
)

_REF = "\0"
"""Stands for a reference while a value is judged."""

_REFERENCES_ONLY = re.compile(f"{_REF}*")
_USER_INFO = re.compile(rf"[^:]*:{_REF}+|{_REF}+")
_JAAS_SECRET = re.compile(
    rf"""(?:password|secret|token|key)\s*=\s*(?!(["']?){_REF}+\1(?:[\s;]|$)|(?:true|false)\b)(?:"[^"]|'[^']|[^\s"';])""",
    re.IGNORECASE,
)
# None goes over a long value again and again: what each may run through ends before the next place where it may begin.
_SECRET_VALUE = re.compile(
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"  # AWS access keys
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|(?<=[\w-]{8})\.eyJ[\w-]{8}"  # a JSON Web Token, at the seam of its two JSON parts
    rf"|://[^\s/:@]*:(?!{_REF}+@)[^\s/@]+@"  # a password inside a URL
    rf"|\boracle:\w+:[^\s/:@]+/(?!{_REF}+@)[^\s/:@]+@"  # and inside Oracle's
    rf"|[?;&](?:password|pwd|sslpassword|secret)=(?!{_REF}+(?:[;&\s]|$))[^;&\s]",  # a password among a URL's parameters
    re.IGNORECASE,
)

_CUT_ARN = re.compile(r"\$\{secretsmanager:arn:")


def plaintext_secrets(configuration: Mapping[str, str]) -> list[str]:
    """The keys whose values look like a secret instead of a reference; never the values."""
    return sorted(key for key, value in configuration.items() if _is_plaintext(key, value))


def _is_plaintext(key: str, value: str) -> bool:
    judged = REFERENCE.sub(_REF, value.replace(_REF, "?"))
    if _SECRET_VALUE.search(judged):
        return True
    if key.lower().endswith("jaas.config"):
        return bool(_JAAS_SECRET.search(judged))
    if not is_secret_key(key) or any(keys.search(key) and values.fullmatch(value) for keys, values in _HARMLESS):
        return False
    holds = _USER_INFO if key.lower().endswith("user.info") else _REFERENCES_ONLY
    return bool(judged) and not holds.fullmatch(judged)


def is_secret_key(key: str) -> bool:
    """Whether the key speaks of a secret, whatever it holds."""
    return bool(_SECRET_KEY.search(key))


def provider_aliases(configuration: Mapping[str, str]) -> set[str]:
    """The config providers that a configuration refers to, by alias: `secretsmanager`, `ssm`, `env` ..."""
    return {alias for value in configuration.values() for alias in REFERENCE.findall(value)}


def cut_arns(configuration: Mapping[str, str]) -> list[str]:
    """The keys that refer to a secret by its bare ARN, whose first colon ends the name: Kafka asks for secret `arn`."""
    return sorted(key for key, value in configuration.items() if _CUT_ARN.search(value))
