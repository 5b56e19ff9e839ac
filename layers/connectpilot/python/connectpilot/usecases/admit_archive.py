"""Take a ready-made ZIP or JAR as a bundle: read as strictly and judged as a built one, and not changed by a byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, final

from ..domain.errors import InvalidArchiveError, InvalidUploadError
from ..domain.plugins.archive import chunks_of, whole
from ..domain.plugins.description import describe
from ..domain.plugins.java import JAVA
from ..domain.plugins.release import Reading, Upload
from ..domain.plugins.spool import Piece, Spool
from ..domain.plugins.zip_reader import zip_entries
from ..ports.objects import ObjectStore
from .bundle_papers import BundlePapers
from .bundle_shelf import Built, BundleShelf

# An archive does not say which Kafka Connect it is meant for: it must run on the newest.
_MEANT_FOR = (max(JAVA, key=JAVA.__getitem__),)


@final
class AdmitArchive:
    def __init__(
        self,
        *,
        intake: ObjectStore,
        bundles: ObjectStore,
        scratch: Callable[[], BinaryIO],
        meant_for: Sequence[str] = _MEANT_FOR,
    ) -> None:
        self._intake = intake
        self._meant_for = meant_for
        self._shelf = BundleShelf(bundles)
        self._papers = BundlePapers(bundles)
        self._scratch = scratch

    def __call__(self, upload: Upload, reading: Reading) -> Built:
        with self._scratch() as archive, self._scratch() as unpacked:
            try:
                for chunk in self._intake.chunks(upload.key, upload.version_id):
                    archive.write(chunk)
            except (FileNotFoundError, PermissionError) as error:
                raise InvalidUploadError(upload.unreadable) from error
            spool = Spool(unpacked)
            file_name = reading.artifacts[0].file_name
            pieces = tuple(sorted(_pieces(reading, file_name, archive, spool), key=lambda piece: piece.path))
            manifest = describe(spool, pieces, ())
            findings = self._shelf.judge(reading.build_key, reading.title, manifest, self._meant_for)
            bundle = self._shelf.keep(reading.build_key, "JAR" if reading.kind == "jar" else "ZIP", chunks_of(archive))
        built = Built(reading.title, bundle, manifest, findings)
        self._shelf.write(reading.build_key, built)
        self._papers.write_for_upload(upload, reading, built)
        return built


def _pieces(reading: Reading, file_name: str, archive: BinaryIO, spool: Spool) -> Iterator[Piece]:
    if reading.kind == "jar":
        name = file_name if file_name.endswith(".jar") else f"{file_name}.jar"
        yield spool.add(name, whole(name, archive))
        return
    try:
        for entry in zip_entries(archive):
            yield spool.add(entry.name, entry)
    except InvalidArchiveError as error:
        raise InvalidArchiveError(f"{file_name}: {error}") from None
