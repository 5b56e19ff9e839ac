"""Classes that stand in two jars under one name, and libraries that are there in two versions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..errors import InvalidArchiveError
from .component import Component
from .jar_facts import JarFacts
from .worker_classes import is_workers_own

_WORKERS_OWN = re.compile(r"(?:.*:)?(?:slf4j-api|kafka-clients|connect-api|connect-runtime)")
_SHOWN = 5
_MOST_CLASSES, _MOST_PAIRS = 1_000_000, 20_000
"""What is compared: many times the doubled classes and the pairs of jars of the worst real bundles."""
_PACKAGE_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two jars that hold classes of the same names."""

    first: str
    second: str
    same: int
    """How many have the same bytes."""
    differing: int
    packages: tuple[str, ...]
    """Where most of the differing ones are; of the same ones where none differs."""


@dataclass(frozen=True, slots=True)
class Versions:
    """One library in several versions: which jar carries which."""

    name: str
    carried: tuple[tuple[str, str], ...]
    """(version, jar)"""


def overlaps(jars: Sequence[JarFacts]) -> tuple[Overlap, ...]:
    first: dict[str, int] = {}
    more: dict[str, list[int]] = {}
    for index, jar in enumerate(jars):
        for name in jar.sums:
            if is_workers_own(name):
                continue
            if first.setdefault(name, index) != index:
                more.setdefault(name, [first[name]]).append(index)
    same: Counter[tuple[int, int]] = Counter()
    differing: Counter[tuple[int, int]] = Counter()
    packages: dict[tuple[int, int, bool], Counter[str]] = defaultdict(Counter)
    if sum(len(holders) ** 2 // 2 for holders in more.values()) > _MOST_CLASSES:
        name, holders = max(more.items(), key=lambda one: len(one[1]))
        raise InvalidArchiveError(
            f"the same classes stand in more jars than in any real bundle; {name!r} in {len(holders):,}, as "
            f"{jars[holders[0]].path} and {jars[holders[1]].path}",
            "archive-bomb",
        )
    for name, holders in more.items():
        package = ".".join(name.split("/")[:-1][:_PACKAGE_DEPTH])
        for at, one in enumerate(holders):
            for other in holders[at + 1 :]:
                equal = jars[one].sums[name] == jars[other].sums[name]
                (same if equal else differing)[one, other] += 1
                packages[one, other, equal][package] += 1
        if len(packages) > _MOST_PAIRS:
            raise InvalidArchiveError(
                f"more jars hold the same classes than in any real bundle, as {jars[holders[0]].path} and "
                f"{jars[holders[1]].path} do {name!r}",
                "archive-bomb",
            )
    return tuple(
        Overlap(
            jars[one].path,
            jars[other].path,
            same[one, other],
            differing[one, other],
            tuple(name for name, _ in packages[one, other, not differing[one, other]].most_common(_SHOWN)),
        )
        for one, other in sorted({*same, *differing})
    )


def versions(carried: Mapping[str, Sequence[Component]]) -> tuple[Versions, ...]:
    """`carried`: of each jar what it is and what it carries."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for path, components in carried.items():
        for one in components:
            if not _WORKERS_OWN.fullmatch(one.name):
                found[one.name].add((one.version, path))
    # The AWS SDK's modules are of one release or they do not fit together: judged as one library.
    sdk = {pair for name, pairs in found.items() if is_aws_sdk(name) for pair in pairs}
    several = {name: pairs for name, pairs in found.items() if not is_aws_sdk(name)} | {AWS_SDK: sdk}
    return tuple(
        Versions(name, tuple(sorted(pairs)))
        for name, pairs in sorted(several.items())
        if len({version for version, _ in pairs}) > 1
    )


AWS_SDK = "software.amazon.awssdk"


def is_aws_sdk(name: str) -> bool:
    return name.partition(":")[0] == AWS_SDK
