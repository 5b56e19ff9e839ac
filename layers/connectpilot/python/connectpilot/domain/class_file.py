"""Read of a Java class file what a plugin check needs: its level, its name and what it extends."""

from __future__ import annotations

from dataclasses import dataclass

_MAGIC = b"\xca\xfe\xba\xbe"
_UTF8, _CLASS, _LONG, _DOUBLE = 1, 7, 5, 6
# Bytes that follow the tag of each other constant (Java Virtual Machine Specification, 4.4).
_WIDTH = {3: 4, 4: 4, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2}
_PUBLIC, _INTERFACE, _ABSTRACT = 0x0001, 0x0200, 0x0400


class InvalidClassFileError(ValueError):
    """Not a class file, or a damaged one."""


@dataclass(frozen=True, slots=True)
class ClassFile:
    name: str
    """With slashes, as the JVM writes it."""
    parents: tuple[str, ...]
    """The superclass, then the interfaces."""
    is_usable: bool
    """Public and concrete: can be named in a configuration."""


def java_level(text: bytes) -> int:
    """The Java release that the class was compiled for: 11, 17, 21 ..."""
    if len(text) < len(_MAGIC) + 4 or text[:4] != _MAGIC:
        raise InvalidClassFileError("no class file")
    return int.from_bytes(text[6:8], "big") - 44


def read_class(text: bytes) -> ClassFile:
    java_level(text)
    try:
        return _read(text)
    except (IndexError, KeyError, UnicodeDecodeError):
        raise InvalidClassFileError("damaged class file") from None


def _read(text: bytes) -> ClassFile:
    count = text[8] << 8 | text[9]
    at, index = 10, 1
    starts = [0] * count
    while index < count:
        tag = text[at]
        starts[index] = at
        if tag == _UTF8:
            at += 3 + (text[at + 1] << 8 | text[at + 2])
        elif tag == _CLASS:
            at += 3
        elif tag in (_LONG, _DOUBLE):
            at += 9
            index += 1
        else:
            at += 1 + _WIDTH[tag]
        index += 1

    def number(position: int) -> int:
        return text[position] << 8 | text[position + 1]

    def class_name(position: int) -> str:
        start = starts[number(starts[number(position)] + 1)]
        return text[start + 3 : start + 3 + number(start + 1)].decode()

    flags = number(at)
    usable = bool(flags & _PUBLIC) and not flags & (_INTERFACE | _ABSTRACT)
    # java/lang/Object and module-info have no superclass: index 0.
    parents = [class_name(at + 4)] if number(at + 4) else []
    parents += [class_name(at + 8 + 2 * one) for one in range(number(at + 6))]
    return ClassFile(class_name(at + 2), tuple(parents), usable)
