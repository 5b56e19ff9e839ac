"""What this machine keeps from earlier: a file whose bytes are not those put there goes, and comes anew."""

from __future__ import annotations

import hashlib

from connectpilot.adapters.directory_store import DirectoryStore
from connectpilot.domain.plugins.recipe import Recipe
from connectpilot.domain.plugins.release import artifact_key
from connectpilot.usecases.bundle_shelf import BundleShelf

from .output import errors


def kept_size(store: DirectoryStore, sha256: str) -> int | None:
    """Bytes of the artefact that is kept under this digest, its bytes compared with it; none where there is none."""
    _drop_damaged(store, artifact_key(sha256), sha256)
    found = store.find(artifact_key(sha256))
    return found.size if found else None


def drop_damaged_bundle(store: DirectoryStore, recipe: Recipe) -> None:
    known = BundleShelf(store).read(recipe.build_key)
    if known is not None and known.bundle is not None:
        _drop_damaged(store, known.bundle.key, known.bundle.sha256)


def _drop_damaged(store: DirectoryStore, key: str, sha256: str) -> None:
    path = store.path_of(key)
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return
    if found != sha256:
        errors.print(f"{path} has SHA-256 {found}, not {sha256}: thrown away", style="yellow", markup=False)
        path.unlink(missing_ok=True)
