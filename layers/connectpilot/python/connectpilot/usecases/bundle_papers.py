"""The papers that lie beside a bundle: its bill of materials, and where it comes from."""

from __future__ import annotations

import json
from typing import Any, final

from ..domain.plugins.provenance import of_recipe, of_upload
from ..domain.plugins.recipe import Recipe
from ..domain.plugins.release import Bundle, Reading, Upload, provenance_key, sbom_key
from ..domain.plugins.sbom import sbom
from ..ports.objects import ObjectStore
from .bundle_shelf import Built


@final
class BundlePapers:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def write_for_recipe(self, recipe: Recipe, built: Built) -> None:
        """Anew at each build: other recipes may give the same bundle, and the last one is who vouches for it."""
        if bundle := built.bundle:
            self._write(recipe.build_key, built, bundle, of_recipe(recipe, bundle.key, bundle.sha256))

    def write_for_upload(self, upload: Upload, reading: Reading, built: Built) -> None:
        if bundle := built.bundle:
            text = of_upload(str(upload), reading.artifacts[0].sha256, bundle.key, bundle.sha256)
            self._write(reading.build_key, built, bundle, text)

    def _write(self, build_key: str, built: Built, bundle: Bundle, provenance: dict[str, Any]) -> None:
        for key, content_type, document in (
            (sbom_key(build_key), "application/vnd.cyclonedx+json", sbom(built.title, bundle.sha256, built.manifest)),
            (provenance_key(build_key), "application/vnd.in-toto+json", provenance),
        ):
            self._store.write(key, json.dumps(document, indent=1).encode() + b"\n", content_type=content_type)
