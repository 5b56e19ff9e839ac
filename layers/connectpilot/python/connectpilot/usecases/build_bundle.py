"""Build a recipe's bundle from artefacts that were fetched: the same bytes each time, inspected before it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO, final

from ..domain.errors import InvalidArchiveError, InvalidRecipeError
from ..domain.plugins.archive import Entry
from ..domain.plugins.contents import arrange, bundle_path, idle_patterns, wanted
from ..domain.plugins.description import describe, origin_of
from ..domain.plugins.finding import Finding
from ..domain.plugins.manifest import Manifest
from ..domain.plugins.recipe import Artifact, Recipe
from ..domain.plugins.spool import Piece, Spool
from ..domain.plugins.tar_reader import tar_entries
from ..domain.plugins.zip_reader import zip_entries
from ..domain.plugins.zip_writer import Stored, zip_bytes
from ..ports.objects import ObjectStore
from .bundle_papers import BundlePapers
from .bundle_shelf import Built, BundleShelf

_SHOWN = 20
_AT_ONCE = 2
"""Artefacts that are read and unpacked beside each other: most of it is waiting for S3, or lets other threads run."""


@final
class BuildBundle:
    def __init__(self, *, bundles: ObjectStore, scratch: Callable[[], BinaryIO]) -> None:
        self._shelf = BundleShelf(bundles)
        self._papers = BundlePapers(bundles)
        self._scratch = scratch

    def __call__(self, recipe: Recipe) -> Built:
        """Raises InvalidArchiveError, InvalidRecipeError, DigestMismatchError, RefusedPluginError."""
        known = self._shelf.read(recipe.build_key)
        if known is not None and known.bundle is not None and self._shelf.still_holds(known.bundle):
            findings = self._judge(recipe, known.manifest)
            built = Built(recipe.title, known.bundle, known.manifest, findings)
        else:
            built = self._build(recipe)
        self._shelf.write(recipe.build_key, built)
        self._papers.write_for_recipe(recipe, built)
        return built

    def _build(self, recipe: Recipe) -> Built:
        with self._scratch() as scratch, ThreadPoolExecutor(_AT_ONCE) as workers:
            spool = Spool(scratch)
            artifacts = recipe.all_artifacts
            unpacked = workers.map(lambda one: self._unpack(one, spool), artifacts)
            came = [
                (piece, origin_of(one)) for one, pieces in zip(artifacts, unpacked, strict=True) for piece in pieces
            ]
            kept, dropped = arrange([piece for piece, _ in came], {piece: origin.name for piece, origin in came})
            manifest = describe(spool, kept, dropped, {piece.path: origin for piece, origin in reversed(came)})
            findings = self._judge(recipe, manifest)
            files = (Stored(piece.path, piece.size, piece.crc, spool.chunks(piece)) for piece in kept)
            bundle = self._shelf.keep(recipe.build_key, "ZIP", zip_bytes(files))
            return Built(recipe.title, bundle, manifest, findings)

    def _judge(self, recipe: Recipe, manifest: Manifest) -> tuple[Finding, ...]:
        return self._shelf.judge(recipe.build_key, recipe.title, manifest, recipe.kafka_connect, recipe.accept)

    def _unpack(self, artifact: Artifact, spool: Spool) -> list[Piece]:
        packed = self._shelf.artifact(artifact.sha256, artifact.file_name)
        try:
            pieces = [spool.add(bundle_path(artifact, one.name), one) for one in self._wanted(artifact, packed)]
        except InvalidArchiveError as error:
            for _ in packed.chunks():  # other bytes than were fetched are no fault of the archive
                pass
            raise InvalidArchiveError(f"{artifact.file_name}: {error}") from None
        if not pieces:
            wanted_ones = " that `take` and `exclude` leave" if artifact.take or artifact.left_out else ""
            raise InvalidRecipeError(f"{artifact.file_name} holds no file{wanted_ones}")
        return pieces

    def _wanted(self, artifact: Artifact, packed: Entry) -> Iterator[Entry]:
        if not artifact.is_unpacked:
            yield packed
            return
        paths = []
        for entry in self._entries(packed):
            paths.append(entry.name)
            if wanted(artifact, entry.name):
                yield entry
            else:
                for _ in entry.chunks():
                    pass
        if idle := idle_patterns(artifact, paths):
            raise InvalidRecipeError(
                f"{', '.join(map(repr, idle))} in `take` or `exclude` fits nothing in {artifact.file_name}, which "
                f"holds {', '.join(paths[:_SHOWN])}{' ...' if len(paths) > _SHOWN else ''}"
            )

    def _entries(self, packed: Entry) -> Iterator[Entry]:
        """A `.tar.gz` is unpacked as it comes; a ZIP, which is read from its end, is copied first."""
        if not packed.name.endswith(".zip"):
            yield from tar_entries(packed)
            return
        with self._scratch() as file:
            for chunk in packed.chunks():
                file.write(chunk)
            yield from zip_entries(file)
