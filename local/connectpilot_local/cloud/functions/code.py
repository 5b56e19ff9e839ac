"""Where a function's or layer's code lies: a directory of this checkout, or an unpacked archive.

What `package` deploys from local directories is a pointer, an archive of one small file that names the directory.
The code then runs from where it lies: nothing is copied, compiled files are kept from run to run, and an edit is live
in the next process. Archives that somebody uploads through the Lambda API are unpacked as on AWS.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path
from threading import Lock

POINTER = ".connectpilot-local-directory"
_unpacking = Lock()


def pointer_to(directory: Path) -> bytes:
    """The archive that stands for a local directory; equal directories give equal bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as pack:
        pack.writestr(zipfile.ZipInfo(POINTER), str(directory.resolve()))
    return archive.getvalue()


def directory_of(archive: bytes, cache: Path) -> Path:
    """The directory an archive stands for, unpacked below `cache` if need be."""
    with zipfile.ZipFile(io.BytesIO(archive)) as pack:
        if pack.namelist() == [POINTER]:
            return Path(pack.read(POINTER).decode())
        directory = cache / hashlib.sha256(archive).hexdigest()[:24]
        with _unpacking:
            if not directory.is_dir():
                fresh = directory.with_suffix(".new")
                pack.extractall(fresh)
                fresh.rename(directory)
    return directory
