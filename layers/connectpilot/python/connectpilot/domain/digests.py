"""Digests of bytes that pass by, computed beside what else is done with them.

Hashing a large piece lets go of the interpreter's lock: while one piece is hashed, the next is unpacked or written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any

_WORTH_IT = 32 * 1024


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="digest")


class Digest:
    """One digest; a piece is handed over only when the one before it is done, so that their order stands."""

    def __init__(self, algorithm: str = "sha256") -> None:
        self._hash = hashlib.new(algorithm, usedforsecurity=algorithm != "md5")
        self._running: Future[Any] | None = None

    def update(self, piece: bytes) -> None:
        self._finish()
        if len(piece) < _WORTH_IT:
            self._hash.update(piece)
        else:
            self._running = _threads().submit(self._hash.update, piece)

    def hexdigest(self) -> str:
        self._finish()
        return self._hash.hexdigest()

    def _finish(self) -> None:
        if self._running is not None:
            self._running.result()
            self._running = None


class Digests:
    """SHA-256 for us, MD5 since MSK Connect reports that one; complete when `of` has been read to its end."""

    def __init__(self) -> None:
        self._sha256 = Digest()
        self._md5 = Digest("md5")
        self.size = 0

    def of(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self._sha256.update(chunk)
            self._md5.update(chunk)
            self.size += len(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()

    @property
    def md5(self) -> str:
        return self._md5.hexdigest()
