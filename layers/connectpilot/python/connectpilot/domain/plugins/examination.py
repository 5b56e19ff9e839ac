"""Judge a bundle by its manifest: what would keep a connector from starting, and what is worth knowing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from ..changes.worker_configuration import ALIASES
from . import licence
from .examination_conflicts import conflicts
from .finding import Finding
from .finding_kinds import found
from .hierarchy import CONNECTORS
from .java import JAVA
from .manifest import BundleFile, Manifest
from .native_library import WORKERS

LARGE = 100 << 20
EAGER = {"2.7.1"}
"""Kafka Connect versions that create what they find while they look for plugins."""
_RUNTIME = {"connect-api", "connect-runtime", "kafka-clients"}
_SHOWN = 5
_BYTE_ORDER_MARK = "\ufeff"
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".war")


class Acceptance(Protocol):
    """As a recipe says it."""

    @property
    def finding(self) -> str: ...

    @property
    def reason(self) -> str: ...


def examine(manifest: Manifest, kafka_connect: Iterable[str], accept: Iterable[Acceptance] = ()) -> tuple[Finding, ...]:
    """Errors first, what is accepted after what is not."""
    versions = tuple(kafka_connect)
    every = [
        *_connectors(manifest),
        *_scan(manifest, versions),
        *_levels(manifest, versions),
        *_preview(manifest),
        *_jars(manifest),
        *conflicts(manifest),
        *_bundled(manifest),
        *_absent(manifest, versions),
        *_notes(manifest),
    ]
    order = {"error": 0, "warning": 1, "info": 2}
    judged = _accepted(every, list(accept))
    return tuple(sorted(judged, key=lambda finding: (order[finding.severity], finding.accepted is not None)))


def _accepted(findings: Iterable[Finding], accept: list[Acceptance]) -> Iterator[Finding]:
    reasons = {one.finding: one.reason for one in accept}
    used = set()
    for finding in findings:
        if finding.code in reasons:
            used.add(finding.code)
            yield replace(finding, accepted=reasons[finding.code])
        else:
            yield finding
    for code in sorted({*reasons} - used):
        yield found("acceptance-unused", "the recipe", f"It accepts {code}, and nothing of that kind was found.")


def _connectors(manifest: Manifest) -> Iterator[Finding]:
    has_connector = any(one.kind in CONNECTORS for one in manifest.classes)
    if not has_connector:
        seen = [f"{one.class_name} is {one.why}" for one in manifest.unusable[:_SHOWN]]
        seen += [
            f"{file.misplaced} in {file.path} stands in a folder where Java does not look for it"
            for file in manifest.files
            if file.misplaced
        ][:_SHOWN]
        seen += [
            f"{file.nested[0]} in {file.path} is an archive inside a jar, where Kafka Connect does not look"
            for file in manifest.files
            if file.nested
        ][:_SHOWN]
        hint = f" ({'; '.join(seen)})" if seen else ""
        yield found(
            "no-connector-class",
            "the bundle",
            f"None of its {len(manifest.files)} files holds a public, concrete class that extends SourceConnector or "
            f"SinkConnector and can be created{hint}; MSK Connect would register it and every connector would fail "
            "minutes later.",
        )
    for one in manifest.unusable:
        if one.is_listed:
            yield found("connector-unusable", one.jar, f"A service file offers {one.class_name}, which is {one.why}.")
    for name, gone in manifest.lacking:
        yield found(
            "library-missing",
            name,
            f"It, or what it uses of its own package, refers to {', '.join(gone)}: in no jar of the bundle.",
        )
    for missing in manifest.missing:
        jar, _, name = missing.partition(": ")
        mark = " (with a byte order mark before it, which Java takes for a part of the name)"
        shown = name.removeprefix(_BYTE_ORDER_MARK) + (mark if name.startswith(_BYTE_ORDER_MARK) else "")
        yield found(
            "service-class-missing", jar, f"A service file names {shown}, which is in no jar: it cannot be loaded."
        )
    for name in manifest.unlisted:
        yield found("class-not-listed", name, "No service file names this connector; it is found by scanning only.")


def _scan(manifest: Manifest, versions: Iterable[str]) -> Iterator[Finding]:
    for version in sorted({*versions} & EAGER):
        for one in manifest.scan_breaks:
            jar, _, what = one.partition(": ")
            yield found("scan-broken", jar, f"Kafka Connect {version} breaks off its look for plugins here: {what}.")


def _levels(manifest: Manifest, versions: Iterable[str]) -> Iterator[Finding]:
    for version in versions:
        java = JAVA[version]
        for file in manifest.files:
            if file.java_level > java:
                yield found(
                    "java-level",
                    f"{file.path} ({file.java_where})",
                    f"Classes for Java {file.java_level}; Kafka Connect {version} runs on Java {java} and "
                    "cannot load them.",
                )
            if wrong := [one for one in file.variants if one.since <= java < one.java_level]:
                yield found(
                    "java-level",
                    f"{file.path} ({wrong[-1].where})",
                    f"A class for Java {wrong[-1].java_level} that the jar offers to Java {wrong[-1].since} and newer; "
                    f"Kafka Connect {version} runs on Java {java} and cannot load it.",
                )


def _preview(manifest: Manifest) -> Iterator[Finding]:
    for file in manifest.files:
        if file.preview:
            yield found(
                "java-preview", f"{file.path} ({file.preview})", "Java loads such a class with --enable-preview only."
            )


def _jars(manifest: Manifest) -> Iterator[Finding]:
    platforms: dict[str, set[str]] = {}
    for file in manifest.files:
        # A library may have one jar for each platform.
        platforms.setdefault(_library(file), set()).update(file.natives)
    for file in manifest.files:
        if file.signature:
            yield found("signature-broken", file.path, f"Java will refuse it: {file.signature}.")
        if file.natives and WORKERS not in platforms[_library(file)]:
            yield found("native-platform", file.path, f"Its native code is for {', '.join(file.natives)} only.")
        if file.nested and file.is_jar:
            yield found("nested-archive", file.path, f"Holds {_some(file.nested)}.")
        if file.path.lower().endswith(_ARCHIVES) and not file.is_jar:
            yield found(
                "not-a-jar", file.path, "Kafka Connect loads the jars of a plugin, and does not look into this."
            )


def _library(file: BundleFile) -> str:
    return file.own.name if file.own else file.path


def _bundled(manifest: Manifest) -> Iterator[Finding]:
    runtime = [file for file in manifest.files if not _RUNTIME.isdisjoint(file.marks)]
    if runtime:
        marks = sorted({mark for file in runtime for mark in file.marks if mark in _RUNTIME})
        yield found(
            "runtime-bundled",
            _some([file.path for file in runtime]),
            f"Holds {' and '.join(marks)}, which the workers bring themselves.",
        )
    for file in _marked(manifest, "aws-msk-iam-auth"):
        yield found(
            "iam-auth-bundled",
            file.path,
            "Holds aws-msk-iam-auth; MSK Connect brings its own for the connection to the cluster.",
        )
    if slf4j := _marked(manifest, "slf4j-api"):
        yield found("slf4j-bundled", _some([file.path for file in slf4j]), "The workers' own slf4j is used instead.")


def _absent(manifest: Manifest, versions: Iterable[str]) -> Iterator[Finding]:
    for version in versions:
        lacking = [one for one in manifest.absent if one.version == version]
        if lacking:
            members = _some([f"{one.member} (from {one.where})" for one in lacking])
            yield found("kafka-member-absent", members, f"Kafka Connect {version} does not have it.")


def _notes(manifest: Manifest) -> Iterator[Finding]:
    if manifest.size > LARGE:
        largest = sorted(manifest.files, key=lambda file: -file.size)[:_SHOWN]
        names = ", ".join(f"{file.path} {file.size / 1e6:.1f} MB" for file in largest)
        yield found("bundle-large", "the bundle", f"{manifest.size / 1e6:.1f} MB; the largest are {names}.")
    providers = sorted({one.class_name for one in manifest.classes if one.kind == "config_provider"})
    if providers:
        served = [f"{name} serves {ALIASES.get(name, 'an alias of your choice')}" for name in providers]
        yield found("config-provider", "the bundle", f"{'; '.join(served)}.")
    else:
        yield found(
            "no-config-provider",
            "the bundle",
            "No configuration provider is inside: secrets can be referred to by Kafka's own providers only.",
        )
    for name in manifest.unlisted_providers:
        yield found("provider-not-listed", name, "No service file names this config provider.")
    for dropped in manifest.dropped:
        path, _, kept = dropped.partition(" = ")
        yield found("identical-file", path, f"The same bytes as {kept}; kept once.")
    # An archive's own licence file stands beside its jars.
    licensed = {file.folder for file in manifest.files if licence.FILE.fullmatch(file.path)}
    without = [
        file.path for file in manifest.files if file.is_jar and not file.has_licence and file.folder not in licensed
    ]
    if without:
        yield found(
            "licence-missing", _some(without), "No licence file in it or beside it, and none in its pom or manifest."
        )


def _marked(manifest: Manifest, mark: str) -> list[BundleFile]:
    return [file for file in manifest.files if mark in file.marks]


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
