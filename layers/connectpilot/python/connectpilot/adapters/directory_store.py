"""A folder that serves as a bucket: what `connectpilot build` keeps its downloads and bundles in."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, final

from ..domain.plugins.archive import CHUNK
from ..ports.objects import StoredObject


@final
class DirectoryStore:
    """The `ObjectStore` port; without versions."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path_of(self, key: str) -> Path:
        path = self._root.joinpath(*key.split("/"))
        if ".." in key.split("/") or not path.is_relative_to(self._root):
            raise ValueError(f"{key!r} is no key")
        return path

    def find(self, key: str, version_id: str | None = None) -> StoredObject | None:
        path = self.path_of(key)
        return StoredObject(key, version_id or "", path.stat().st_size) if path.is_file() else None

    def chunks(self, key: str, version_id: str | None = None) -> Iterator[bytes]:
        del version_id
        with self.path_of(key).open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def keep(self, key: str, body: BinaryIO, *, sha256: str) -> StoredObject:
        path = self.path_of(key)
        if not _holds(path, sha256):  # a disk keeps no checksum beside a file, as S3 does
            body.seek(0)
            self._replace(path, body)
        return StoredObject(key, "", path.stat().st_size)

    def keep_stream(self, key: str, chunks: Iterable[bytes]) -> StoredObject | None:
        path = self.path_of(key)
        if path.is_file():
            return None
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            try:
                os.link(file.name, path)
            except FileExistsError:
                return None
        return StoredObject(key, "", path.stat().st_size)

    def write(self, key: str, body: bytes, *, content_type: str) -> None:
        del content_type
        with tempfile.TemporaryFile() as file:
            file.write(body)
            file.seek(0)
            self._replace(self.path_of(key), file)

    def _replace(self, path: Path, body: BinaryIO) -> None:
        """Whole or not at all: a reader never sees half a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            try:
                shutil.copyfileobj(body, file, CHUNK)
            except BaseException:  # Ctrl-C, a full disk
                Path(file.name).unlink()
                raise
        Path(file.name).replace(path)


def _holds(path: Path, sha256: str) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
