"""What connectors and config providers need and no jar holds: by what they, and the code around them, refer to."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from .eager_services import eager_names
from .hierarchy import ON_WORKERS, Found, Hierarchy, dotted

_FEW = 5
_MANY_FOLLOWED = 500
"""Several times what any real class refers to of its own package."""
_MANY = 50
"""What is named of one kind: more would say nothing more."""


class MissingLibraries:
    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._eager = set[str]().union(*map(eager_names, hierarchy.jars))
        self._used = [found for found in hierarchy.plugin_classes() if self._is_used(found)]
        self._packages = tuple({_package(found.file.name) for found in self._used})

    def candidates(self) -> dict[str, set[str]]:
        """By jar, the concrete plugin classes: whether they can be created is for their constructors to say."""
        found: dict[str, set[str]] = {}
        for one in self._hierarchy.plugin_classes():
            if not one.file.is_abstract:
                found.setdefault(one.jar.path, set()).add(one.file.name)
        for jar in self._hierarchy.jars:
            if named := self._eager & jar.hierarchy.keys():
                found.setdefault(jar.path, set()).update(named)
        return found

    def neighbours(self) -> dict[str, set[str]]:
        """By jar, what stands in the package of one to create, or below: its tasks and what they are made of."""
        every = (
            (jar.path, {name for name in jar.hierarchy if name.startswith(self._packages)})
            for jar in self._hierarchy.jars
        )
        return {path: names for path, names in every if names}

    def telling(self, refers: Iterable[str]) -> tuple[str, ...]:
        """Of what a class refers to, a few that are missing, and those that may be followed."""
        everything, gone, there = self._hierarchy.everything, [], []
        for one in sorted({*refers}):
            if one in everything:
                if one.startswith(self._packages):
                    there.append(everything[one].name)
            elif "/" in one and not one.startswith(ON_WORKERS):
                gone.append(one)
        return *gone[:_FEW], *there[:_MANY_FOLLOWED]

    def lacking(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Usable connectors, and config providers that a service file names, that come from what is in no jar, or
        refer to it, themselves or by classes of their own package that they use: (which, the first of those)."""
        refers: dict[str, tuple[str, ...]] = {}
        for jar in self._hierarchy.jars:
            refers = jar.refers | refers
        missed = [(one.name, self._missed(one.file.name, refers)) for one in self._used if not one.jar.fault(one.file)]
        return tuple(sorted((name, tuple(map(dotted, gone[:_FEW]))) for name, gone in missed if gone))[:_MANY]

    def _is_used(self, found: Found) -> bool:
        return found.is_connector or found.file.name in self._eager

    def _missed(self, user: str, refers: Mapping[str, tuple[str, ...]]) -> list[str]:
        """The nearest first."""
        package, gone = _package(user), dict[str, None]()
        if (above := self._hierarchy.gone(user)) and not above.startswith(ON_WORKERS):
            gone[above] = None
        reached, queue = {user}, deque([user])
        while queue:
            for other in refers.get(queue.popleft(), ()):
                if other not in self._hierarchy.everything:
                    gone[other] = None
                elif other.startswith(package) and other not in reached:
                    reached.add(other)
                    queue.append(other)
        return list(gone)


def _package(name: str) -> str:
    return name[: name.rfind("/") + 1] or name
