"""Takes secrets out of a text before anything stores, logs or sends it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .secrets import KEY_WORDS, REFERENCE, plaintext_secrets

ERASED = "***"
_LONGEST = 6000
_SHORTEST_VALUE = 4  # a shorter "secret" would blot out half of the text
# A whole key, taken in one piece: a long text is gone over once, not again from each place in it.
_SECRETIVE = rf"(?<![\w.\-])(?=(?>[\w.\-]*?(?:{KEY_WORDS})))[\w.\-]++"
# (what is found, what stays)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(Unexpected value of a secret's structure).*", re.IGNORECASE), r"\1 " + ERASED),
    (re.compile(r"^((?>.*?Invalid value )).*( for configuration " + _SECRETIVE + ")", re.IGNORECASE | re.MULTILINE),
     r"\1" + ERASED + r"\2"),
    (re.compile(r"(://[^\s/:@]*:)[^\s@]{1,512}+@", re.IGNORECASE), r"\1" + ERASED + "@"),
    (re.compile(r"""(["'])(""" + _SECRETIVE + r""")\1(\s*[:=]\s*)"(?:[^"\\]|\\.)*\"""", re.IGNORECASE),
     r'\1\2\1\3"' + ERASED + '"'),
    (re.compile(r"(?<!\$\{)(" + _SECRETIVE + r""")(\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&)}\]]+)""", re.IGNORECASE),
     r"\1\2" + ERASED),
    (re.compile(r"(IDENTIFIED BY\s+)(?:PASSWORD\s+)?'[^']*'", re.IGNORECASE), r"\1" + ERASED),
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~\-]{8,}", re.IGNORECASE), r"\1 " + ERASED),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), ERASED),
    (re.compile(r"\bey[A-Za-z0-9_\-]{8,512}+\.[A-Za-z0-9_\-]{8,}+\.[A-Za-z0-9_\-]*"), ERASED),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL), ERASED),
)  # fmt: skip


def erase(text: str, configuration: Mapping[str, str] | None = None) -> str:
    """The text without what looks like a secret, and without the secrets that this configuration holds itself."""
    for secret in _secrets(configuration or {}):
        text = text.replace(secret, ERASED)
    for pattern, kept in _RULES:
        text = pattern.sub(kept, text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"


def _secrets(configuration: Mapping[str, str]) -> list[str]:
    """The longest first: one may be a part of another."""
    values = (configuration[key] for key in plaintext_secrets(configuration))
    parts = {part for value in values for part in REFERENCE.sub("\0", value).split("\0")}
    return sorted((part for part in parts if len(part) >= _SHORTEST_VALUE), key=lambda part: (-len(part), part))
