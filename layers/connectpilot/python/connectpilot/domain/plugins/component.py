"""Which libraries a jar is, or carries: by Maven's own notes in it, where the classes confirm them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

NOTE = re.compile(r"META-INF/maven/[^/]+/[^/]+/pom\.properties")
POM = re.compile(r"META-INF/maven/(?P<group>[^/]+)/(?P<artifact>[^/]+)/pom\.xml")
_FILE = re.compile(r"(?P<artifact>[A-Za-z][A-Za-z0-9._]*(?:-[A-Za-z][A-Za-z0-9._]*)*)-(?P<version>\d[A-Za-z0-9.+_-]*?)"
                   r"(?:-(?:all|with-dependencies|shaded|(?:linux|osx|macos|windows).*))?\.jar")  # fmt: skip

_MAX_NAME = 200
# Jars that plugins often hold and that tell nothing of themselves; none of them ever had another group.
_GROUPS = {
    "kafka-clients": "org.apache.kafka",
    "connect-api": "org.apache.kafka",
    "connect-runtime": "org.apache.kafka",
    "zstd-jni": "com.github.luben",
    "snappy-java": "org.xerial.snappy",
    "msk-config-providers": "software.amazon.msk",
    "mysql-connector-j": "com.mysql",
    "postgresql": "org.postgresql",
    "ojdbc11": "com.oracle.database.jdbc",
    "orai18n": "com.oracle.database.nls",
    "xdb": "com.oracle.database.xml",
    "xmlparserv2": "com.oracle.database.xml",
    "protobuf-java": "com.google.protobuf",
    "protobuf-java-util": "com.google.protobuf",
    "caffeine": "com.github.ben-manes.caffeine",
    "ehcache": "org.ehcache",
    "jna": "net.java.dev.jna",
    "jna-platform": "net.java.dev.jna",
    "reactive-streams": "org.reactivestreams",
}


@dataclass(frozen=True, slots=True)
class Component:
    group: str
    """Empty where it is not known."""
    artifact: str
    version: str

    @property
    def name(self) -> str:
        return f"{self.group}:{self.artifact}" if self.group else self.artifact

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def by_note(text: str) -> Component | None:
    """From a pom.properties."""
    pairs = dict(line.partition("=")[::2] for line in text.splitlines() if not line.startswith("#"))
    told = [pairs.get(key, "").strip() for key in ("groupId", "artifactId", "version")]
    return Component(*told) if all(0 < len(one) <= _MAX_NAME for one in told) else None


def by_file_name(path: str) -> Component | None:
    found = _FILE.fullmatch(PurePosixPath(path).name)
    return Component(_GROUPS.get(found["artifact"], ""), found["artifact"], found["version"]) if found else None


def confirmed(notes: Collection[Component], packages: Collection[str]) -> tuple[Component, ...]:
    """Those libraries whose classes really stand there under their own names: relocated copies harm nobody."""
    found = []
    for one in sorted(notes, key=lambda one: (one.group, one.artifact, one.version)):
        place = one.group.replace(".", "/")
        if any(package == place or package.startswith(place + "/") for package in packages):
            found.append(one)
    return tuple(found)


def own_component(
    path: str, notes: Collection[Component], real: Sequence[Component], coordinate: tuple[str, str, str] | None
) -> Component | None:
    """What the jar itself is: as it was asked for, by its file's name, or the only one that it tells of."""
    if coordinate:
        return Component(*coordinate)
    named = by_file_name(path)
    if named is None:
        return real[0] if len(real) == 1 else None
    same = [one for one in notes if (one.artifact, one.version) == (named.artifact, named.version)]
    return same[0] if same else named


def purl(component: Component, **qualifiers: str) -> str:
    """A package URL (github.com/package-url)."""
    kind = "maven/" + quote(component.group, safe=".") if component.group else "generic"
    more = "&".join(f"{key}={quote(value, safe='')}" for key, value in sorted(qualifiers.items()) if value)
    name = f"pkg:{kind}/{quote(component.artifact, safe='.')}@{quote(component.version, safe='.')}"
    return name + (f"?{more}" if more else "")
