"""Service files whose classes Kafka Connect 2.7.1 creates, all of them, while it looks for plugins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .class_file import ClassFile
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


def named_in_vain(
    jars: Sequence[JarFacts], everything: Mapping[str, ClassFile], elsewhere: tuple[str, ...]
) -> Iterator[str]:
    """`jar: what it names and why that ends the worker`; `elsewhere`: packages that no jar need hold."""
    for jar in jars:
        for name in eager_names(jar):
            if why := _why_not(name, jars, everything, elsewhere):
                yield f"{jar.path}: a service file names {name.replace('/', '.')}, which is {why}"


def _why_not(
    name: str, jars: Sequence[JarFacts], everything: Mapping[str, ClassFile], elsewhere: tuple[str, ...]
) -> str:
    if name not in everything:
        return "in no jar"
    above, todo = {name}, [name]
    while todo:
        parents = set(everything[todo.pop()].parents) - above
        above |= parents
        todo += parents & everything.keys()
    unknown = sorted(above - everything.keys() - _TYPES)
    if gone := [one for one in unknown if not one.startswith(elsewhere)]:
        return f"a subclass of {gone[0].replace('/', '.')}, which is in no jar"
    # What a class of the workers' own is, its name does not tell.
    if above.isdisjoint(_TYPES) and all(one.startswith("java/") for one in unknown):
        return "not of the kind that the file is for"
    return next(jar.fault(everything[name]) for jar in jars if name in jar.hierarchy)
