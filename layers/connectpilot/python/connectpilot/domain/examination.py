"""Judge a bundle by its manifest: what would keep a connector from starting, and what is worth knowing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .finding import Finding
from .manifest import Manifest
from .recipe import JAVA

_RUNTIME = {"connect-runtime", "kafka-clients"}


def examine(manifest: Manifest, kafka_connect: Iterable[str]) -> tuple[Finding, ...]:
    """Errors first."""
    order = {"error": 0, "warning": 1, "info": 2}
    found = [*_classes(manifest), *_levels(manifest, kafka_connect), *_bundled(manifest), *_notes(manifest)]
    return tuple(sorted(found, key=lambda finding: order[finding.severity]))


def _classes(manifest: Manifest) -> Iterator[Finding]:
    if not any(one.kind in ("source", "sink") for one in manifest.classes):
        yield Finding(
            "no-connector-class",
            "error",
            "the bundle",
            f"None of its {len(manifest.files)} files holds a public, concrete class that extends SourceConnector or "
            "SinkConnector; MSK Connect would register it and every connector would fail minutes later.",
            "Upload the connector's own archive, with its jars; for a recipe, add the connector's artefact.",
        )
    for missing in manifest.missing:
        yield Finding(
            "service-class-missing",
            "warning",
            missing.partition(": ")[0],
            f"A service file names {missing.partition(': ')[2]}, which is in no jar: it cannot be loaded.",
            "Take the jar that holds the class into the bundle, or ignore this where the class is not used.",
        )


def _levels(manifest: Manifest, kafka_connect: Iterable[str]) -> Iterator[Finding]:
    for version in kafka_connect:
        java = JAVA[version]
        for file in manifest.files:
            if file.java_level > java:
                yield Finding(
                    "java-level",
                    "error",
                    f"{file.path} ({file.java_where})",
                    f"Classes for Java {file.java_level}; Kafka Connect {version} runs on Java {java} and "
                    "cannot load them.",
                    "Take an older release of this artefact, or leave out this Kafka Connect version (kafkaConnect).",
                )


def _bundled(manifest: Manifest) -> Iterator[Finding]:
    for file in manifest.files:
        runtime = sorted(_RUNTIME.intersection(file.marks))
        if runtime:
            yield Finding(
                "runtime-bundled",
                "warning",
                file.path,
                f"Holds {' and '.join(runtime)}, which the workers bring themselves, in another version.",
                "Leave this jar out by `take`, or choose a release that does not bundle it.",
            )
        if "aws-msk-iam-auth" in file.marks:
            yield Finding(
                "iam-auth-bundled",
                "warning",
                file.path,
                "Holds aws-msk-iam-auth; MSK Connect brings its own for the connection to the cluster.",
                "Leave it out, unless a client inside the plugin itself connects with IAM.",
            )


def _notes(manifest: Manifest) -> Iterator[Finding]:
    if not any(one.kind == "config_provider" for one in manifest.classes):
        yield Finding(
            "no-config-provider",
            "info",
            "the bundle",
            "No configuration provider is inside: secrets can be referred to by Kafka's own providers only.",
            "Add msk-config-providers to refer to Secrets Manager, SSM or S3 (docs/reference/recipes.md).",
        )
    for dropped in manifest.dropped:
        yield Finding(
            "identical-file",
            "info",
            dropped.partition(" = ")[0],
            f"The same bytes as {dropped.partition(' = ')[2]}; kept once.",
            "Nothing to do.",
        )
