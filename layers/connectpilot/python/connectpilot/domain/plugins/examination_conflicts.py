"""Judge what of a bundle does not go together: classes twice, libraries in two versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from .conflicts import AWS_SDK, Overlap, Versions
from .finding import Finding
from .finding_kinds import found
from .manifest import Manifest

_SHOWN = 5


def conflicts(manifest: Manifest) -> Iterator[Finding]:
    origins = {file.path: file.origin for file in manifest.files}
    yield from _versions(manifest, origins)
    yield from _overlaps(manifest, origins)


def _versions(manifest: Manifest, origins: dict[str, str]) -> Iterator[Finding]:
    """One finding for the same artefacts, however many libraries they disagree on."""
    between: dict[tuple[str, tuple[str, ...]], list[Versions]] = defaultdict(list)
    own = {file.path: file.own.name for file in manifest.files if file.own}
    for one in manifest.versions:
        if one.name == AWS_SDK:
            numbers = sorted({number for number, _ in one.carried})
            held = "; ".join(f"{number} in {_some(_jars(one, number))}" for number in numbers)
            yield found("aws-sdk-split", _some(_jars(one)), f"{AWS_SDK}: {held}.")
        else:
            artefacts = tuple(sorted({origins[jar] for _, jar in one.carried}))
            # A publisher's build packs a library once; a second version of it hides in another jar, or was put there.
            is_there_twice = len({number for number, jar in one.carried if own.get(jar) == one.name}) > 1
            code = "two-versions" if is_there_twice or len(artefacts) > 1 else "two-versions-inside"
            between[code, artefacts].append(one)
    for (code, artefacts), libraries in sorted(between.items()):
        held = "; ".join(
            f"{one.name} {' and '.join(sorted({number for number, _ in one.carried}))}" for one in libraries
        )
        yield found(code, " and ".join(artefacts), f"{held}.")


def _jars(library: Versions, number: str | None = None) -> list[str]:
    return sorted({jar for each, jar in library.carried if number in (None, each)})


def _overlaps(manifest: Manifest, origins: dict[str, str]) -> Iterator[Finding]:
    """One finding for two artefacts, however many of their jars overlap."""
    between: dict[tuple[str, str], list[Overlap]] = defaultdict(list)
    for one in manifest.overlaps:
        first, second = sorted((origins[one.first], origins[one.second]))
        between[first, second].append(one)
    for (first, second), pairs in sorted(between.items()):
        differing = sum(one.differing for one in pairs)
        total = differing + sum(one.same for one in pairs)
        most = sorted(pairs, key=lambda one: (-one.differing, -one.same, one.first, one.second))
        jars = _some([f"{one.first} and {one.second}" for one in most if one.differing or not differing])
        packages = list(dict.fromkeys(name for one in most for name in one.packages))[:_SHOWN]
        harmless = first == second or not differing
        who = first if first == second else f"{first} and {second}"
        yield found(
            "duplicates-inside" if harmless else "duplicate-classes",
            who,
            f"Class names that stand in two jars: {total:,}, with different bytes: {differing:,}; "
            f"most in {', '.join(packages)}; jars: {jars}.",
        )


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
