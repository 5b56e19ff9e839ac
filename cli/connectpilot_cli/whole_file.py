"""Write a person's file whole or not at all: Ctrl-C or a full disk leaves what was there before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """What is written into it becomes `path` at the end, with the rights that the file had; raises OSError."""
    path = path.resolve()  # a link stays one
    if path.exists() and not path.is_file():  # /dev/null, a pipe; a directory is an error
        with path.open("wb") as file:
            yield file
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("xb") as file:
            yield file
        if path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
