"""Read of a Java class file what a plugin check needs: its level, its name, what it extends and what it refers to."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import NamedTuple

_MAGIC = b"\xca\xfe\xba\xbe"
_UTF8 = 1
_CLASS = 7
_IN_DESCRIPTOR = re.compile(r"L([^;]+);")
_REFERENCES = (9, 10, 11)
# Bytes that a constant takes with its tag (Java Virtual Machine Specification, 4.4); 0: no such tag.
_WIDTH = (0, 3, 0, 5, 5, 9, 9, 3, 3, 5, 5, 5, 5, 0, 0, 4, 3, 5, 5, 3, 3)
_TWO_PLACES = 9
"""Only long and double are as wide, and they count as two constants."""
# What no compiler writes: names and lists of interfaces so long only cost memory.
_MAX_NAME = 1000
_FIRST_WITH_PREVIEW = 12
_MAX_PARENTS = 250
_PUBLIC, _INTERFACE, _ABSTRACT = 0x0001, 0x0200, 0x0400


class InvalidClassFileError(ValueError):
    """Not a class file, or a damaged one."""


class ClassFile(NamedTuple):
    name: str
    """With slashes, as the JVM writes it."""
    parents: tuple[str, ...]
    """The superclass, then the interfaces."""
    flags: int

    @property
    def is_public(self) -> bool:
        return bool(self.flags & _PUBLIC)

    @property
    def is_interface(self) -> bool:
        return bool(self.flags & _INTERFACE)

    @property
    def is_abstract(self) -> bool:
        return bool(self.flags & (_INTERFACE | _ABSTRACT))

    @property
    def is_usable(self) -> bool:
        """Public and concrete: can be named in a configuration."""
        return self.is_public and not self.is_abstract


class CloserLook(NamedTuple):
    can_be_created: bool
    """Whether it has a public constructor that takes nothing, as Kafka Connect needs of a plugin's class."""
    refers: frozenset[str]
    """The classes that it, its fields and its methods name."""


class Member(NamedTuple):
    """A field or method that a class refers to."""

    owner: str
    name: str
    descriptor: str

    def __str__(self) -> str:
        return f"{self.owner.replace('/', '.')}.{self.name}{self.descriptor}"


def java_level(text: bytes) -> int:
    """The Java release that the class was compiled for: 11, 17, 21 ..."""
    if len(text) < len(_MAGIC) + 4 or text[:4] != _MAGIC:
        raise InvalidClassFileError("no class file")
    level = (text[6] << 8 | text[7]) - 44
    if level < 1:
        raise InvalidClassFileError("a class of before the first Java")
    return level


def needs_preview(text: bytes) -> bool:
    """Whether Java loads it with `--enable-preview` only, if at all: told by the minor version since Java 12."""
    return text[4:6] != b"\0\0" and java_level(text) >= _FIRST_WITH_PREVIEW


def read_class(text: bytes) -> ClassFile:
    return read_class_and_references(text, "")[0]


def read_class_and_references(text: bytes, prefix: str) -> tuple[ClassFile, tuple[Member, ...]]:
    """The class, and the members that it refers to of classes whose names begin so; none for an empty prefix."""
    java_level(text)
    try:
        pool = _Pool(text)
        return _class_file(pool), tuple(pool.members(prefix)) if prefix else ()
    except (IndexError, UnicodeDecodeError):
        raise InvalidClassFileError("damaged class file") from None


def look_closer(text: bytes) -> CloserLook:
    try:
        pool = _Pool(text)
        named = {pool.utf8(start + 1) for start in pool.starts if start and text[start] == _CLASS}
        members, fields = pool.past_members(pool.end + 8 + 2 * pool.number(pool.end + 6))
        _, methods = pool.past_members(members)
        written = [kind.decode("utf-8", "replace") for _, _, kind in fields + methods]
    except (IndexError, UnicodeDecodeError):
        raise InvalidClassFileError("damaged class file") from None
    # Arrays are named as in a descriptor.
    arrays = {one for one in named if one.startswith("[")}
    inside = {found for one in (*written, *arrays) for found in _IN_DESCRIPTOR.findall(one)}
    can_be_created = any(flags & _PUBLIC and (name, kind) == (b"<init>", b"()V") for flags, name, kind in methods)
    return CloserLook(can_be_created, frozenset(named - arrays | inside))


def _class_file(pool: _Pool) -> ClassFile:
    at = pool.end
    # java/lang/Object and module-info have no superclass: index 0.
    parents = [pool.class_name(at + 4)] if pool.number(at + 4) else []
    if count := pool.number(at + 6):
        if count > _MAX_PARENTS:
            raise InvalidClassFileError(f"a class of {count:,} interfaces")
        parents += [pool.class_name(at + 8 + 2 * one) for one in range(count)]
    return ClassFile(pool.class_name(at + 2), tuple(parents), pool.number(at))


class _Pool:
    """The constants of a class file: where each begins, and where the class's own part does."""

    __slots__ = ("end", "starts", "text")

    def __init__(self, text: bytes) -> None:
        self.text = text
        count = text[8] << 8 | text[9]
        at, index, width = 10, 1, _WIDTH
        starts = [0] * count
        # Most of an inspection's own time is spent here.
        while index < count:
            starts[index] = at
            index += 1
            tag = text[at]
            if tag == _UTF8:
                at += 3 + (text[at + 1] << 8 | text[at + 2])
                continue
            step = width[tag]
            at += step
            if step == _TWO_PLACES:
                index += 1
            elif not step:
                raise InvalidClassFileError("damaged class file")
        self.starts = starts
        self.end = at

    def number(self, position: int) -> int:
        return self.text[position] << 8 | self.text[position + 1]

    def utf8(self, position: int) -> str:
        text = self.text
        start = self.starts[text[position] << 8 | text[position + 1]] + 3
        length = text[start - 2] << 8 | text[start - 1]
        if length > _MAX_NAME:
            raise InvalidClassFileError(f"a name of {length:,} bytes")
        # Classes name each other: one copy of each name is enough.
        raw = text[start : start + length]
        try:
            return sys.intern(raw.decode())
        except UnicodeDecodeError:
            # Java writes what is beyond 16 bits as two surrogates.
            return sys.intern(raw.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16"))

    def class_name(self, position: int) -> str:
        return self.utf8(self.starts[self.number(position)] + 1)

    def raw(self, position: int) -> bytes:
        start = self.starts[self.number(position)] + 3
        return self.text[start : start + self.number(start - 2)]

    def past_members(self, at: int) -> tuple[int, list[tuple[int, bytes, bytes]]]:
        """Where the fields or methods that begin here end, and of each its flags, name and descriptor."""
        found = []
        count, at = self.number(at), at + 2
        for _ in range(count):
            found.append((self.number(at), self.raw(at + 2), self.raw(at + 4)))
            attributes, at = self.number(at + 6), at + 8
            for _ in range(attributes):
                at += 6 + (self.number(at + 2) << 16 | self.number(at + 4))
        return at, found

    def members(self, prefix: str) -> Iterator[Member]:
        owners: dict[bytes, str] = {}
        for start in self.starts:
            if not (start and self.text[start] in _REFERENCES):
                continue
            index = self.text[start + 1 : start + 3]
            try:
                if index not in owners:
                    owners[index] = self.class_name(start + 1)
                if owners[index].startswith(prefix):
                    named = self.starts[self.number(start + 3)]
                    yield Member(owners[index], self.utf8(named + 1), self.utf8(named + 3))
            except UnicodeDecodeError:
                # Java's own form of UTF-8 allows what no other does; no member of Kafka's API has such a name.
                continue
