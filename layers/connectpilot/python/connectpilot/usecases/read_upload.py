"""Find out what an upload really is, whatever its name says, and refuse what is neither recipe nor plugin archive."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO, final

from ..domain.errors import InvalidArchiveError, InvalidRecipeError, InvalidUploadError, PlatformRefusedError
from ..domain.plugins.archive import JAR
from ..domain.plugins.inspection import ARCHIVES
from ..domain.plugins.recipe import BUILDER_VERSION
from ..domain.plugins.release import MAX_ARCHIVE_BYTES, UPLOADS, Input, Kind, Reading, Upload
from ..domain.plugins.zip_reader import zip_entries
from ..ports.objects import ObjectStore
from .parse_recipe import MAX_BYTES, parse_recipe

_STRANGERS = {
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip file; name the .tar.gz in a recipe, or upload a ZIP",
    b"\xca\xfe\xba\xbe": "a single Java class; upload the JAR that holds it",
    b"Rar!": "a RAR archive; upload a ZIP",
    b"7z\xbc\xaf": "a 7z archive; upload a ZIP",
}
_MAX_TITLE = 110
"""Characters: the plugin is called after it, and tagged with it."""
_TEXT = frozenset(b"\t\n\r") | frozenset(range(0x20, 0x7F)) | frozenset(range(0x80, 0x100))


@final
class ReadUpload:
    def __init__(self, *, intake: ObjectStore, intake_bucket: str, scratch: Callable[[], BinaryIO]) -> None:
        self._intake = intake
        self._intake_bucket = intake_bucket
        self._scratch = scratch

    def __call__(self, upload: Upload) -> Reading:
        if upload.bucket != self._intake_bucket or not upload.key.startswith(UPLOADS) or upload.key.endswith("/"):
            raise InvalidUploadError(f"{upload} is no file under s3://{self._intake_bucket}/{UPLOADS}")
        try:
            found = self._intake.find(upload.key, upload.version_id)
        except PlatformRefusedError as error:
            raise InvalidUploadError(upload.unreadable) from error
        if found is None:
            raise InvalidUploadError(upload.unreadable)
        if found.size == 0:
            raise InvalidUploadError(f"{upload.key} is empty (0 bytes); upload it again")
        if found.size > MAX_ARCHIVE_BYTES:
            raise InvalidUploadError(f"{upload.key} has {found.size:,} bytes; at most {MAX_ARCHIVE_BYTES:,} are read")
        with self._scratch() as file:
            digest = hashlib.sha256()
            for chunk in self._intake.chunks(upload.key, upload.version_id):
                file.write(chunk)
                digest.update(chunk)
            file.seek(0)
            head = file.read(8)
            if head[:2] == b"PK":
                return _archive(upload, file, digest.hexdigest())
            _refuse_strangers(upload, head)
            if found.size > MAX_BYTES:
                raise InvalidRecipeError(
                    f"{upload.key} begins as a text and has {found.size:,} bytes; a recipe may have {MAX_BYTES:,}, and "
                    "a plugin is a ZIP or a JAR"
                )
            file.seek(0)
            recipe = parse_recipe(file.read())
        return Reading(
            kind="recipe",
            name=recipe.name,
            title=recipe.title,
            build_key=recipe.build_key,
            artifacts=tuple(Input(file_name=one.file_name, sha256=one.sha256) for one in recipe.all_artifacts),
        )


def _refuse_strangers(upload: Upload, head: bytes) -> None:
    for magic, what in _STRANGERS.items():
        if head.startswith(magic):
            raise InvalidUploadError(f"{upload.key} is {what}")
    if upload.key.lower().endswith((".zip", ".jar")):
        begins = head.decode("ascii", "backslashreplace")
        raise InvalidUploadError(
            f"{upload.key} is no archive: it begins with {begins!r}, not as a ZIP or JAR does. If it is a recipe, "
            "name it .yaml"
        )
    if not _TEXT.issuperset(head):
        raise InvalidUploadError(f"{upload.key} is neither a recipe (YAML text) nor a ZIP nor a JAR")


def _no_plugin(upload: Upload, names: Sequence[str]) -> str:
    if not names:
        return f"{upload.key} is an archive without any file"
    inner = next((name for name in names if name.lower().endswith(ARCHIVES)), "")
    upload_it = "upload that one, or " if inner.lower().endswith(".zip") else ""
    more = f"; {inner} in it is an archive itself: {upload_it}name it in a recipe" if inner else ""
    first = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")  # noqa: PLR2004
    return f"{upload.key} holds neither jars nor classes, only {first}: it is no plugin{more}"


def archive_kind(file_name: str, names: Sequence[str]) -> Kind | None:
    """A ZIP of jars, or a JAR: by what it holds, and by the file's name where classes and jars stand in one archive."""
    has_jars = any(name.lower().endswith(".jar") for name in names)
    if any(name.endswith(".class") for name in names) and not (has_jars and not file_name.lower().endswith(".jar")):
        return "jar"
    return "zip" if has_jars else None


def _archive(upload: Upload, file: BinaryIO, sha256: str) -> Reading:
    path = PurePosixPath(upload.key)
    try:
        names = [entry.name for entry in zip_entries(file, JAR)]
    except InvalidArchiveError as error:
        raise InvalidArchiveError(f"{path.name}: {error}") from None
    kind = archive_kind(path.name, names)
    if kind is None:
        raise InvalidUploadError(_no_plugin(upload, names))
    title = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-").lower()[:_MAX_TITLE].strip("-") or "upload"
    # Another builder may judge the same bytes otherwise: so its version is part of this key, too.
    key = hashlib.sha256(f"{BUILDER_VERSION}:{kind}:{sha256}".encode()).hexdigest()
    one = Input(file_name=path.name, sha256=sha256)
    return Reading(kind=kind, name=title, title=title, build_key=key, artifacts=(one,))
