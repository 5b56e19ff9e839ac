"""The ZIP64 form, which some tools write for small archives, too: its numbers must be those of the plain records."""

from __future__ import annotations

import struct

from ..errors import InvalidArchiveError

_LOCATOR = struct.Struct("<4sLQL")
_END = struct.Struct("<4sQ2H2L4Q")
_END_LENGTH = 44
"""Of the record, after the field that gives its length."""
_WIDE, _WIDE_SHORT = 0xFFFFFFFF, 0xFFFF
"""What a plain field says when its number stands in the ZIP64 record."""
_EXTRA = 1
RECORDS = _LOCATOR.size + _END.size


def widened(extra: bytes, *fields: int) -> tuple[int, ...]:
    """An entry's fields in the order of the ZIP64 extra field, which has those that are said to stand there."""
    if _WIDE not in fields:
        return fields
    wide = _field(extra)
    count = fields.count(_WIDE)
    if len(wide) < 8 * count:
        raise _mismatch("an entry's size stands nowhere: its ZIP64 field is missing or too short")
    numbers = iter(struct.unpack_from(f"<{count}Q", wide))
    return tuple(next(numbers) if field == _WIDE else field for field in fields)


def may_follow(said: tuple[int, ...], known: tuple[int, ...]) -> bool:
    """Whether a header whose numbers follow the entry says nothing else: what its writer did not know yet is 0 or
    stands elsewhere; `zip` to a pipe knows the size already."""
    return all(one in (0, _WIDE, other) for one, other in zip(said, known, strict=True))


def _field(extra: bytes) -> bytes:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _EXTRA:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return b""


def widened_end(before: bytes, end: int, plain: tuple[int, ...]) -> tuple[tuple[int, ...], int]:
    """The end record's two disks, two counts, length and offset; and where the directory must end.

    `before` are the bytes in front of the plain end record, which stands at `end`.
    """
    if before[-_LOCATOR.size :][:4] != b"PK\x06\x07":
        return plain, end
    start = end - RECORDS
    if len(before) < RECORDS:
        raise _mismatch("the ZIP64 end record is truncated")
    _, disk, place, disks = _LOCATOR.unpack_from(before, len(before) - _LOCATOR.size)
    signature, length, _, _, *wide = _END.unpack_from(before, len(before) - RECORDS)
    agree = all(
        one in (other, _WIDE_SHORT if number < len(plain) - 2 else _WIDE)
        for number, (one, other) in enumerate(zip(plain, wide, strict=True))
    )
    if signature != b"PK\x06\x06" or length != _END_LENGTH or (disk, place, disks) != (0, start, 1) or not agree:
        raise _mismatch("the ZIP64 end record is not where it should be, or says other things than the plain one")
    return tuple(wide), start


def _mismatch(text: str) -> InvalidArchiveError:
    return InvalidArchiveError(text, "archive-directory-mismatch")
