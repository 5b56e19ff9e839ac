"""Which licence a jar is under, by its pom, its manifest or the licence's own text."""

from __future__ import annotations

import re

FILE = re.compile(r"(?i)(?:.*/)?(?:licen[cs]e|copying|unlicense)(?:[-_.].*)?")
HEAD = 4096
_POM = re.compile(r"<license>\s{0,200}<name>([^<]{1,200})</name>")
_BUNDLE = re.compile(r"^Bundle-License: ?(.{1,200})", re.MULTILINE)
# SPDX identifiers, each with what its name or text is recognised by; the first that matches counts.
_SPDX = (
    ("Apache-2.0", r"apache[ -]?2|apache.{0,40}2\.0|apache license\s+version 2|apache\.org/licenses/license-2"),
    ("MIT", r"\bmit\b|permission is hereby granted, free of charge"),
    ("BSD-3-Clause", r"bsd[ -]3|new bsd|revised bsd|neither the name of"),
    ("BSD-2-Clause", r"bsd[ -]2|simplified bsd|freebsd"),
    ("EPL-2.0", r"eclipse public license.{0,10}2\.0|epl[ -]2"),
    ("EPL-1.0", r"eclipse public license.{0,10}1\.0|epl[ -]1"),
    ("BSD-3-Clause", r"\bedl\b|eclipse distribution|antlr\.org/license"),  # the same by other names
    ("MPL-2.0", r"mozilla public license.{0,20}2\.0|mpl[ -]2"),
    ("CDDL-1.1", r"cddl\W{0,4}v?1[._]1|cddl\+gpl[_-]1[._]1|distribution license.{0,25}1\.1"),
    ("CDDL-1.0", r"cddl|common development and distribution"),
    ("LGPL-2.1-or-later", r"lgpl.?v?2\.1(?:-or-later|\+)"),
    ("LGPL-2.1-only", r"lgpl.?v?2\.1|lesser general public license.{0,30}2\.1"),
    ("GPL-2.0-with-classpath-exception", r"(?<!l)gpl.?v?2.{0,12}(?:cpe|classpath)"),
    ("GPL-2.0-or-later", r"(?<!l)gpl.?v?2(?:\.0)?(?:-or-later|\+)"),
    ("GPL-2.0-only", r"(?<!l)gpl.?v?2|(?<!lesser )general public license.{0,12}version 2"),
    ("CC0-1.0", r"cc0"),
)
_KNOWN = tuple((name, re.compile(pattern, re.IGNORECASE | re.DOTALL)) for name, pattern in _SPDX)


def of_pom(text: str) -> tuple[str, ...]:
    """Read by pattern: a pom is a stranger's XML, and no parser is needed for one element."""
    return tuple(dict.fromkeys(identifier(name.strip()) for name in _POM.findall(text)))


def of_manifest(text: str) -> tuple[str, ...]:
    unfolded = text.replace("\r\n", "\n").replace("\n ", "")
    found = _BUNDLE.search(unfolded)
    return (identifier(found[1].split(",")[0].split(";")[0].strip().strip('"')),) if found else ()


def of_text(text: str) -> tuple[str, ...]:
    found = recognise(text)
    return (found,) if found else ()


def identifier(name: str) -> str:
    """An SPDX identifier where the name is known, else the name."""
    return recognise(name) or name


def recognise(text: str) -> str:
    return next((name for name, pattern in _KNOWN if pattern.search(text)), "")


def is_spdx(name: str) -> bool:
    return any(name == known for known, _ in _KNOWN)
