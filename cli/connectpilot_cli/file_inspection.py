"""What a file would be told if it were uploaded, or were a recipe's only artefact, found out on this machine."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.domain.errors import InvalidRecipeError
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import UPLOADS, Upload, artifact_key
from connectpilot.usecases.admit_archive import AdmitArchive
from connectpilot.usecases.bundle_shelf import Built
from connectpilot.usecases.read_upload import ReadUpload
from pydantic import ValidationError

from .assessment import assess_kept, built_or_refused

_UPLOADED = (".zip", ".jar")
ARCHIVES = (*_UPLOADED, ".tar.gz", ".tgz")
_HERE = "this-machine"


def inspect_file(path: Path, kafka_connect: Sequence[str]) -> Built:
    """Without a bundle where it would be refused; raises ConnectpilotError where it cannot be read at all."""
    ask = _as_upload if path.name.lower().endswith(_UPLOADED) else _as_artifact
    with tempfile.TemporaryDirectory(prefix="connectpilot-") as directory:
        return ask(path, DirectoryStore(Path(directory)), kafka_connect)


def _as_upload(path: Path, store: DirectoryStore, kafka_connect: Sequence[str]) -> Built:
    upload = Upload(bucket=_HERE, key=f"{UPLOADS}{path.name}", version_id="")
    _copy(path, store, upload.key)
    scratch = tempfile.TemporaryFile
    reading = ReadUpload(intake=store, intake_bucket=_HERE, scratch=scratch)(upload)
    admit = AdmitArchive(intake=store, bundles=store, scratch=scratch, meant_for=kafka_connect)
    return built_or_refused(store, reading.build_key, lambda: admit(upload, reading))


def _as_artifact(path: Path, store: DirectoryStore, kafka_connect: Sequence[str]) -> Built:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    _copy(path, store, artifact_key(digest))
    return assess_kept(_recipe_of(path.name, digest, kafka_connect), store).built


def _copy(path: Path, store: DirectoryStore, key: str) -> None:
    place = store.path_of(key)
    place.parent.mkdir(parents=True)
    shutil.copyfile(path, place)


def _recipe_of(file_name: str, digest: str, kafka_connect: Sequence[str]) -> Recipe:
    plain = re.sub(r"[^\x21-\x7e]|[?#/]", "-", file_name)
    ending = next(one for one in ARCHIVES if plain.lower().endswith(one))
    name = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-") or "file"
    artifact = {"s3": f"s3://{_HERE}/{plain[: -len(ending)]}{ending}", "sha256": digest}
    document = {"name": name, "version": "1", "kafkaConnect": list(kafka_connect), "artifacts": [artifact]}
    try:
        return Recipe.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidRecipeError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
