"""What a repository knows: the jars that a coordinate depends on, resolved as Maven would, and newer versions.

jgo does the resolving, with each root `raw`: otherwise it takes a root's dependencyManagement as everybody's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from connectpilot.domain.errors import ArtifactUnavailableError
from connectpilot.domain.plugins.recipe import Artifact, Coordinate

from ..fetching import Repositories
from .agreement import must_agree
from .poms import RANGE, maven

_UNSTABLE = re.compile(r"(?i)[.-]?(alpha|beta|cr|rc|m|milestone|preview|ea|snapshot)[.-]?\d*\b")
_ROUNDS = 5
_NO_FILE = "pom"
"""What a dependency of this type needs is needed; it has no file itself."""
_JARS = {"bundle": "", "ejb": "", "maven-plugin": "", "test-jar": "tests"}
"""Types whose file is a jar, and the classifier that they stand for."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A jar and the coordinate that asked for it."""

    coordinate: str
    asked_by: str


def needed_by(askers: Sequence[Artifact], repositories: Repositories) -> tuple[Needed, ...]:
    """All askers resolved together, so that no artefact comes in two versions; raises ArtifactUnavailableError."""
    with maven(repositories) as context:
        together = _resolve(context, askers)
        must_agree(context, [*(_root(context, one) for one in askers), *together])
        found: list[Needed] = []
        for asker in askers:
            own = {_key(one) for one in (_resolve(context, [asker]) if len(askers) > 1 else together)}
            mine = [one for one in together if _key(one) in own and one.type != _NO_FILE]
            found += [Needed(_text(one), asker.maven or "") for one in mine]
    return tuple(sorted(found, key=lambda one: (askers_order(askers, one), one.coordinate)))


def askers_order(askers: Sequence[Artifact], needed: Needed) -> int:
    return next(index for index, one in enumerate(askers) if one.maven == needed.asked_by)


def newer_than(coordinate: Coordinate, repositories: Repositories) -> tuple[str, ...]:
    """Later releases, newest first; previews are left out."""
    from jgo.maven._version import compare_versions  # noqa: PLC0415  (a command that resolves nothing does not wait)

    with maven(repositories) as context:
        versions = [
            version
            for version in context.versions(coordinate.group, coordinate.artifact)
            if not _UNSTABLE.search(version) and compare_versions(version, coordinate.version) > 0
        ]
    return tuple(sorted(versions, key=cmp_to_key(compare_versions), reverse=True))


def _resolve(context: Any, askers: Sequence[Artifact]) -> list[Any]:
    roots = [_root(context, asker) for asker in askers]
    chosen: dict[tuple[str, ...], Any] = {}
    for _ in range(_ROUNDS):
        _, found = context.resolver.resolve([*roots, *chosen.values()])
        ranged = [one for one in found if RANGE.search(one.version) and _key(one) not in chosen]
        if not ranged:
            return [*chosen.values(), *(one for one in found if _key(one) not in chosen)]
        # The resolver leaves ranges as they are; Maven takes the highest version that there is.
        chosen |= {_key(one): _highest(context, one, roots) for one in ranged}
    raise ArtifactUnavailableError("version ranges lead to ever new version ranges")


def _root(context: Any, asker: Artifact) -> Any:
    from jgo.maven import Dependency  # noqa: PLC0415

    wanted = Coordinate.parse(asker.maven or "")
    artifact = context.project(wanted.group, wanted.artifact).at_version(wanted.version)
    exclusions = [context.project(*one.split(":")) for one in asker.exclude]
    return Dependency(artifact.artifact(wanted.classifier, wanted.type), exclusions=exclusions, raw=True)


def _highest(context: Any, ranged: Any, roots: Sequence[Any]) -> Any:
    from jgo.maven import Dependency  # noqa: PLC0415
    from jgo.maven._version import compare_versions, version_in_range  # noqa: PLC0415

    project = context.project(ranged.groupId, ranged.artifactId)
    known = context.versions(ranged.groupId, ranged.artifactId)
    versions = [one for one in known if version_in_range(one, ranged.version)]
    if not versions:
        raise ArtifactUnavailableError(f"{ranged.groupId}:{ranged.artifactId}: no version within {ranged.version}")
    artifact = project.at_version(max(versions, key=cmp_to_key(compare_versions)))
    exclusions = [one for root in roots for one in root.exclusions]
    return Dependency(artifact.artifact(ranged.classifier, ranged.type), exclusions=exclusions, raw=True)


def _key(dependency: Any) -> tuple[str, ...]:
    return (dependency.groupId, dependency.artifactId, dependency.type, dependency.classifier)


def _text(dependency: Any) -> str:
    parts = [dependency.groupId, dependency.artifactId, dependency.version]
    kind, classifier = dependency.type, dependency.classifier or _JARS.get(dependency.type, "")
    kind = "jar" if kind in _JARS else kind
    if classifier:
        parts += [kind, classifier]
    elif kind != "jar":
        parts.append(kind)
    return ":".join(parts)
