"""From what was unpacked to a manifest: look into every jar, then at all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..errors import InvalidArchiveError
from .archive import is_loaded
from .component import confirmed, own_component
from .conflicts import overlaps, versions
from .hierarchy import Hierarchy
from .inspection import MAX_WEIGHT, inspect_jar, look_closer
from .jar_facts import JarFacts
from .manifest import BundleFile, Manifest
from .missing_libraries import MissingLibraries
from .plugin_classes import unlisted, unlisted_providers, usable
from .recipe import Artifact
from .spool import Piece, Spool
from .unusable_classes import missing, scan_breaks, unusable

_MANY = 100
_MANY_CANDIDATES = 300
"""Several times what any real bundle offers."""
_MANY_NEIGHBOURS = 1_000
"""Several times the classes in the package of a real connector."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file of the bundle came from."""

    name: str
    coordinate: tuple[str, str, str] | None = None
    """Group, artefact and version, where the file itself was asked for by its coordinate."""


def origin_of(artifact: Artifact) -> Origin:
    one = artifact.coordinate
    whole = one is not None and not artifact.is_unpacked
    return Origin(artifact.source, (one.group, one.artifact, one.version) if one and whole else None)


def describe(
    spool: Spool, kept: Sequence[Piece], dropped: Sequence[str], origins: Mapping[str, Origin] | None = None
) -> Manifest:
    """Without `origins` (an upload) each folder at the top, or each file there, counts as one."""
    came_from = origins or {piece.path: Origin(piece.path.partition("/")[0]) for piece in kept}
    jars = dict(_inspected(spool, kept))
    files = tuple(_file(piece, came_from[piece.path], jars.get(piece.path)) for piece in kept)
    found = list(jars.values())
    hierarchy = Hierarchy(found)
    libraries = MissingLibraries(hierarchy)
    _look_closer(spool, kept, jars, libraries)
    absent = {(one.version, one.member): one for jar in found for one in jar.absent.values()}
    return Manifest(
        files=files,
        classes=usable(hierarchy),
        missing=missing(hierarchy),
        dropped=tuple(dropped),
        unusable=unusable(hierarchy),
        unlisted=unlisted(hierarchy),
        unlisted_providers=unlisted_providers(hierarchy),
        scan_breaks=scan_breaks(hierarchy),
        lacking=libraries.lacking(),
        overlaps=overlaps(found),
        versions=versions({file.path: file.carried for file in files}),
        absent=tuple(absent[key] for key in sorted(absent))[:_MANY],
    )


def _look_closer(
    spool: Spool, kept: Sequence[Piece], jars: Mapping[str, JarFacts], libraries: MissingLibraries
) -> None:
    candidates, neighbours = libraries.candidates(), libraries.neighbours()
    left, near = _MANY_CANDIDATES, _MANY_NEIGHBOURS
    for piece in kept:
        names = sorted(candidates.get(piece.path, ()))[:left]
        around = sorted(neighbours.get(piece.path, set()).difference(names))[:near]
        left -= len(names)
        near -= len(around)
        if names or around:
            look_closer(jars[piece.path], spool.open(piece), {*names, *around}, libraries.telling)


def _inspected(spool: Spool, kept: Sequence[Piece]) -> Iterator[tuple[str, JarFacts]]:
    weight = 0
    for piece in kept:
        if is_loaded(piece.path):
            facts = inspect_jar(piece.path, spool.open(piece))
            weight += facts.weight
            if weight > MAX_WEIGHT:
                raise InvalidArchiveError(
                    f"{piece.path}: the names in the bundle's jars alone take more memory than real ones do",
                    "archive-bomb",
                )
            yield piece.path, facts


def _file(piece: Piece, origin: Origin, jar: JarFacts | None) -> BundleFile:
    if jar is None:
        return BundleFile(piece.path, piece.size, piece.sha256, origin.name)
    real = confirmed(jar.notes, jar.packages)
    own = own_component(piece.path, jar.notes, real, origin.coordinate)
    return BundleFile(
        path=piece.path,
        size=piece.size,
        sha256=piece.sha256,
        origin=origin.name,
        java_level=jar.java_level,
        java_where=jar.java_where,
        variants=tuple(jar.variants[since] for since in sorted(jar.variants)) if jar.is_multi_release else (),
        preview=jar.preview,
        misplaced=jar.misplaced,
        marks=tuple(sorted(jar.marks)),
        own=own,
        carried=real if own is None or own in real else (own, *real),
        licences=tuple(jar.licences),
        has_licence=jar.has_licence_file or bool(jar.licences),
        natives=tuple(sorted(jar.natives)),
        nested=tuple(jar.nested),
        signature=jar.signature,
    )
