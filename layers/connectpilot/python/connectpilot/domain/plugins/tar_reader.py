"""Read a `.tar.gz` strictly and forwards only: plain files and folders, nothing after the end, nothing unread.

Python's tarfile is lenient where an attacker wants it to be: it repairs names, skips checksums of the gzip member,
ignores what follows the end and reads sparse files and links.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from ..errors import InvalidArchiveError
from .archive import BUNDLE, CHUNK, Budget, Entry, Limits, Names

_GZIP = b"\x1f\x8b"
_BLOCK = 512
_MAX_EXTENSION = 64 * 1024
_MOST_AT_ONCE = 2 * CHUNK
"""Jars hardly shrink: what is read in one piece is unpacked in one piece."""
_REGULAR = (b"0", b"\0")
_PAX, _GLOBAL, _LONG_NAME, _SPARSE = b"x", b"g", b"L", b"S"


def tar_entries(packed: Entry, limits: Limits = BUNDLE) -> Iterator[Entry]:
    """The files of the archive in its own order; each is to be read before the next is asked for, or is skipped.

    `packed` is the archive itself, read once as it comes.
    """
    stream = _Stream(packed, limits)
    names = Names(limits)
    long_name: str | None = None
    extensions = 0
    while (header := stream.header()) is not None:
        kind = header[156:157]
        size = _number(header[124:136])
        if kind in (_PAX, _GLOBAL, _LONG_NAME):
            extensions += 1
            if size > _MAX_EXTENSION or extensions > limits.entries:
                raise InvalidArchiveError(
                    "an extended header is larger than one may be, or there are too many", "archive-header-invalid"
                )
            content = stream.exactly(size)
            stream.skip_padding(size)
            found = _text(content.rstrip(b"\0")) if kind == _LONG_NAME else _pax_path(content)
            if kind == _GLOBAL and found is not None:
                raise InvalidArchiveError(
                    "an extended tar header names every file of the archive alike", "archive-header-invalid"
                )
            long_name = found or long_name
            continue
        name = long_name or _name(header)
        long_name = None
        if kind == b"5":
            if size:
                raise InvalidArchiveError(f"the folder {name[:80]!r} has content", "archive-folder-content")
            names.add(name.rstrip("/") + "/", folder=True)
            continue
        _check_file(name, kind, size, limits)
        bare = names.add(name)
        entry = _Body(stream, size)
        yield Entry(bare, size, entry.chunks)
        for _ in entry.chunks():
            pass
        stream.skip_padding(size)
    stream.finish()


def _check_file(name: str, kind: bytes, size: int, limits: Limits) -> None:
    if kind == _SPARSE:
        raise InvalidArchiveError(f"{name[:80]!r} is a sparse file, which claims more than it holds", "archive-sparse")
    if kind not in _REGULAR:
        raise InvalidArchiveError(f"{name[:80]!r} is a link or a device, not a plain file or folder", "archive-link")
    if size > limits.total:
        raise InvalidArchiveError(f"{name[:80]!r} claims {size:,} bytes", "archive-too-large")


class _Stream:
    """The unpacked bytes of exactly one gzip member, forwards, each counted."""

    def __init__(self, packed: Entry, limits: Limits) -> None:
        self._chunks = packed.chunks()
        self._budget = Budget(limits, packed.size)
        self._engine = zlib.decompressobj(31)
        self._packed = next(self._chunks, b"")
        self._ready, self._at = b"", 0
        if (begins := self._packed[: len(_GZIP)]) != _GZIP:
            shown = begins.decode("ascii", "backslashreplace")
            raise InvalidArchiveError(
                f"the file is no .tar.gz: it begins with {shown!r}, not as a gzip file does", "archive-truncated"
            )

    def read(self, count: int) -> bytes:
        """At most so many bytes; none only at the end."""
        if self._at == len(self._ready):
            self._ready, self._at = self._more(), 0
        text = self._ready[self._at : self._at + count]
        self._at += len(text)
        return text

    def _more(self) -> bytes:
        while not self._engine.eof:
            self._packed = self._packed or next(self._chunks, b"")
            if not self._packed:
                raise InvalidArchiveError("the gzip stream is truncated", "archive-truncated")
            try:
                text = self._engine.decompress(self._packed, _MOST_AT_ONCE)
            except zlib.error as error:
                raise InvalidArchiveError(f"the gzip stream is damaged: {error}", "archive-damaged") from None
            self._packed = self._engine.unconsumed_tail
            if text:
                self._budget.take(len(text))
                return text
        if self._engine.unused_data or next(self._chunks, b""):
            raise InvalidArchiveError("bytes follow the end of the gzip stream", "archive-trailing-bytes")
        return b""

    def exactly(self, count: int) -> bytes:
        parts = []
        while count:
            text = self.read(count)
            if not text:
                raise InvalidArchiveError("the tar archive is truncated", "archive-truncated")
            parts.append(text)
            count -= len(text)
        return b"".join(parts)

    def skip_padding(self, size: int) -> None:
        if any(self.exactly(-size % _BLOCK)):
            raise InvalidArchiveError("bytes are hidden in the padding of the tar archive", "archive-hidden-bytes")

    def header(self) -> bytes | None:
        header = self.exactly(_BLOCK)
        if not any(header):
            return None
        said = _number(header[148:156])
        if said != sum(header[:148]) + 8 * 32 + sum(header[156:]):
            raise InvalidArchiveError(
                "a tar header's checksum is wrong, or the file is not a tar archive", "archive-header-invalid"
            )
        return header

    def finish(self) -> None:
        """Only zeros may follow the end; the gzip checksum counts when the last byte is read."""
        if any(self.exactly(_BLOCK)):
            raise InvalidArchiveError("the tar archive has no proper end", "archive-truncated")
        while text := self.read(CHUNK):
            if text.strip(b"\0"):
                raise InvalidArchiveError("bytes follow the end of the tar archive", "archive-trailing-bytes")


class _Body:
    """The bytes of one file, which can be read once."""

    def __init__(self, stream: _Stream, size: int) -> None:
        self._stream = stream
        self._left = size

    def chunks(self) -> Iterator[bytes]:
        while self._left:
            text = self._stream.read(self._left)
            if not text:
                raise InvalidArchiveError("the tar archive is truncated", "archive-truncated")
            self._left -= len(text)
            yield text


def _number(text: bytes) -> int:
    digits = text.strip(b" \0")
    if not digits:
        return 0
    if not digits.isdigit() or b"8" in digits or b"9" in digits:
        raise InvalidArchiveError(
            "a tar header holds a number in a form that is not read, or the file is not a tar archive",
            "archive-header-invalid",
        )
    return int(digits, 8)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        raise InvalidArchiveError(f"{raw[:80]!r} is not a name in ASCII", "archive-name-unsafe") from None


def _name(header: bytes) -> str:
    name = header[:100].partition(b"\0")[0]
    prefix = header[345:500].partition(b"\0")[0] if header[257:263] == b"ustar\0" else b""
    return _text(prefix + b"/" + name if prefix else name)


def _pax_path(content: bytes) -> str | None:
    """The path that an extended header gives; what would change the meaning of the entry is refused."""
    found = None
    while content:
        length, _, _ = content.partition(b" ")
        if (
            not length.isdigit()
            or not len(length) + 2 < int(length) <= len(content)
            or content[int(length) - 1 : int(length)] != b"\n"
        ):
            raise InvalidArchiveError("an extended tar header is damaged", "archive-damaged")
        key, _, value = content[len(length) + 1 : int(length) - 1].partition(b"=")
        if key == b"path":
            found = _text(value)
        elif key in (b"size", b"linkpath") or key.startswith(b"GNU.sparse"):
            raise InvalidArchiveError(
                f"an extended tar header changes {_text(key)[:40]!r}: sparse and linked files are not read",
                "archive-sparse",
            )
        content = content[int(length) :]
    return found
