"""Digests of bytes that pass by, computed beside what else is done with them.

Hashing a large piece lets go of the interpreter's lock: while one piece is hashed, the next is unpacked or written.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle
from typing import Any

_WORTH_IT = 32 * 1024
_AHEAD = 3
"""Pieces that may wait to be hashed: more would only take memory."""
# A digest keeps to one thread, which takes its pieces in their order.
_threads = cycle([ThreadPoolExecutor(1, thread_name_prefix="digest") for _ in range(2)])


class Digest:
    def __init__(self, algorithm: str = "sha256") -> None:
        self._hash = hashlib.new(algorithm, usedforsecurity=algorithm != "md5")
        self._thread = next(_threads)
        self._waiting: deque[Future[Any]] = deque()

    def update(self, piece: bytes) -> None:
        if len(piece) < _WORTH_IT:
            self._finish()
            self._hash.update(piece)
            return
        if len(self._waiting) == _AHEAD:
            self._waiting.popleft().result()
        self._waiting.append(self._thread.submit(self._hash.update, piece))

    def hexdigest(self) -> str:
        self._finish()
        return self._hash.hexdigest()

    def _finish(self) -> None:
        while self._waiting:
            self._waiting.popleft().result()


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
