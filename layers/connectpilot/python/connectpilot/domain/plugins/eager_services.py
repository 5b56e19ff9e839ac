"""Service files whose classes Kafka Connect 2.7.1 creates, all of them, while it looks for plugins."""

from __future__ import annotations

from collections.abc import Iterator

from .hierarchy import ON_WORKERS, Hierarchy, dotted
from .jar_facts import JarFacts

EAGER_TYPES = frozenset({
    "org.apache.kafka.common.config.provider.ConfigProvider",
    "org.apache.kafka.connect.rest.ConnectRestExtension",
    "org.apache.kafka.connect.connector.policy.ConnectorClientConfigOverridePolicy",
})  # fmt: skip
"""What it looks up by service files; all else it finds by scanning."""
_TYPES = {one.replace(".", "/") for one in EAGER_TYPES}
_WORKERS = "org.apache.kafka."


def eager_names(jar: JarFacts) -> set[str]:
    """As class files name them."""
    return {name.replace(".", "/") for name in jar.eager if not name.startswith(_WORKERS)}


def named_in_vain(hierarchy: Hierarchy) -> Iterator[str]:
    """`jar: what it names and why that ends the worker`"""
    for jar in hierarchy.jars:
        for name in eager_names(jar):
            if why := _why_not(name, hierarchy):
                yield f"{jar.path}: a service file names {dotted(name)}, which is {why}"


def _why_not(name: str, hierarchy: Hierarchy) -> str:
    everything = hierarchy.everything
    if name not in everything:
        return "in no jar"
    above, todo = {name}, [name]
    while todo:
        parents = set(everything[todo.pop()].parents) - above
        above |= parents
        todo += parents & everything.keys()
    unknown = sorted(above - everything.keys() - _TYPES)
    if gone := [one for one in unknown if not one.startswith(ON_WORKERS)]:
        return f"a subclass of {dotted(gone[0])}, which is in no jar"
    # What a class of the workers' own is, its name does not tell.
    if above.isdisjoint(_TYPES) and all(one.startswith("java/") for one in unknown):
        return "not of the kind that the file is for"
    return next(jar.fault(everything[name]) for jar in hierarchy.jars if name in jar.hierarchy)
