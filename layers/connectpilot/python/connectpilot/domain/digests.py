"""Digests of bytes that pass by: SHA-256 for us, MD5 since MSK Connect reports that one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator


class Digests:
    """Complete when `of` has been read to its end."""

    def __init__(self) -> None:
        self._sha256 = hashlib.sha256()
        self._md5 = hashlib.md5(usedforsecurity=False)
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
