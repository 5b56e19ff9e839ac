"""What one jar tells of itself, for judging the bundle that it is in."""

from __future__ import annotations

from dataclasses import dataclass, field

from .class_file import ClassFile
from .component import Component, by_file_name


@dataclass(frozen=True, slots=True)
class Absent:
    """A member of Kafka's API that a class refers to, and that a Kafka Connect version lacks."""

    version: str
    member: str
    where: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A class of a multi-release jar that needs a newer Java than the one from which on it is loaded."""

    since: int
    java_level: int
    where: str


@dataclass(slots=True)
class JarFacts:
    """What one jar tells."""

    path: str
    java_level: int = 0
    java_where: str = ""
    is_multi_release: bool = False
    variants: dict[int, Variant] = field(default_factory=dict)
    """By `since`, the worst."""
    preview: str = ""
    """A class that Java loads with `--enable-preview` only."""
    misplaced: str = ""
    """A class that stands where Java does not look for it."""
    marks: set[str] = field(default_factory=set)
    hierarchy: dict[str, ClassFile] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    """Of each class what tells its bytes apart: checksum and size."""
    services: set[str] = field(default_factory=set)
    """Class names that its service files for Kafka Connect's types name."""
    eager: set[str] = field(default_factory=set)
    """Those that Kafka Connect 2.7.1 creates, all of them, while it looks for plugins."""
    closed: set[str] = field(default_factory=set)
    """Of the classes that could be used, those without a public constructor that takes nothing."""
    refers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of the classes that could be used, and of a connector's package: what each refers to, as far as that tells."""
    notes: set[Component] = field(default_factory=set)
    licences: dict[str, None] = field(default_factory=dict)
    has_licence_file: bool = False
    natives: set[str] = field(default_factory=set)
    nested: list[str] = field(default_factory=list)
    absent: dict[tuple[str, str], Absent] = field(default_factory=dict)
    is_signed: bool = False
    weight: int = 0
    """Of the names of its classes and libraries: what a hostile jar could make large without being large itself."""
    signature: str = ""
    """What is wrong with it, in Java's words."""

    def fault(self, one: ClassFile) -> str:
        """Why this class of the jar's cannot be created."""
        if one.is_abstract:
            return "an interface" if one.is_interface else "abstract"
        if not one.is_public:
            return "not public"
        return "without a public constructor that takes nothing" if one.name in self.closed else ""

    @property
    def version(self) -> str:
        named = by_file_name(self.path)
        return named.version if named else ""

    @property
    def packages(self) -> set[str]:
        return {name.rpartition("/")[0] for name in self.sums}
