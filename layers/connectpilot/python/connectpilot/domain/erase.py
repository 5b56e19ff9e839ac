"""Takes secrets out of a text before anything stores, logs or sends it."""

from __future__ import annotations

import re
from collections.abc import Mapping

ERASED = "***"
_LONGEST = 6000
_SHORTEST_VALUE = 4  # a shorter "secret" would blot out half of the text
_SECRETIVE = (
    r"[\w.\-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|api[_.\-]?key|access[_.\-]?key|private[_.\-]?key"
    r"|sasl\.jaas)[\w.\-]*"
)
_KEY = re.compile(_SECRETIVE, re.IGNORECASE)
# (what is found, what stays)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(Unexpected value of a secret's structure).*", re.IGNORECASE), r"\1 " + ERASED),
    (re.compile(r"Invalid value .*? for configuration (" + _SECRETIVE + ")", re.IGNORECASE),
     f"Invalid value {ERASED} for configuration \\1"),
    (re.compile(r"(\b[a-z][a-z0-9+.\-]*://[^\s/:@]*:)[^\s@]+@", re.IGNORECASE), r"\1" + ERASED + "@"),
    (re.compile(r"""(["'])(""" + _SECRETIVE + r""")\1(\s*[:=]\s*)"(?:[^"\\]|\\.)*\"""", re.IGNORECASE),
     r'\1\2\1\3"' + ERASED + '"'),
    (re.compile(r"(?<!\$\{)\b(" + _SECRETIVE + r""")(\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&)}\]]+)""", re.IGNORECASE),
     r"\1\2" + ERASED),
    (re.compile(r"(IDENTIFIED BY\s+)(?:PASSWORD\s+)?'[^']*'", re.IGNORECASE), r"\1" + ERASED),
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9+/=._~\-]{8,}", re.IGNORECASE), r"\1 " + ERASED),
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), ERASED),
    (re.compile(r"\bey[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]*"), ERASED),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL), ERASED),
)  # fmt: skip


def erase(text: str, configuration: Mapping[str, str] | None = None) -> str:
    """The text without what looks like a secret, and without what this configuration keeps under secret keys."""
    for key, value in (configuration or {}).items():
        if _KEY.fullmatch(key) and len(value) >= _SHORTEST_VALUE and not value.startswith("${"):
            text = text.replace(value, ERASED)
    for pattern, kept in _RULES:
        text = pattern.sub(kept, text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
