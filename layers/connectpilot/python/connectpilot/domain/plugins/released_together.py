"""Parts that were released together and come apart: no class file says that a core of 2021 lacks what a part calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from .comparison import Change
from .recipe import Recipe

Versions = Mapping[str, set[str]]
"""By version, the artefacts of one group that come in it."""


def come_apart(before: Recipe, after: Recipe) -> Iterator[Change]:
    """Groups whose artefacts, two or more, were all of one version and are not any more."""
    old, new = _groups(before), _groups(after)
    for group in sorted(old.keys() & new.keys()):
        if len(old[group]) == 1 < len(new[group]) and _size(old[group]) > 1:
            told = ", ".join(f"{one} ({', '.join(sorted(new[group][one]))})" for one in sorted(new[group]))
            (version,) = old[group]
            yield Change(f"group {group}", version, f"versions that may not go together: {told}")


def _groups(recipe: Recipe) -> Mapping[str, Versions]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in recipe.all_artifacts:
        if one.coordinate is not None:
            found[one.coordinate.group][one.coordinate.version].add(one.coordinate.artifact)
    return found


def _size(versions: Versions) -> int:
    return sum(map(len, versions.values()))
