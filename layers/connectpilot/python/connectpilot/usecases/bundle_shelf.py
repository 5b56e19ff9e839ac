"""Where bundles stand: each with a document beside it that says what is inside and what was found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, final

from ..domain.archive import CHUNK
from ..domain.errors import DigestMismatchError, PlatformUnavailableError, RefusedPluginError
from ..domain.examination import Acceptance, examine
from ..domain.finding import Finding, errors
from ..domain.manifest import FORMAT, Manifest
from ..domain.release import Bundle, ContentType, bundle_key, manifest_key
from ..ports.releases import ObjectStore


@dataclass(frozen=True, slots=True)
class Built:
    """What the document says; without a bundle where it was refused."""

    title: str
    bundle: Bundle | None
    manifest: Manifest
    findings: tuple[Finding, ...]


@final
class BundleShelf:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def read(self, build_key: str) -> Built | None:
        """What was written; nothing where an older Connectpilot wrote it, which looked at other things."""
        try:
            document: dict[str, Any] = json.loads(b"".join(self._store.chunks(manifest_key(build_key))))
        except FileNotFoundError:
            return None
        if document["manifest"]["format"] != FORMAT:
            return None
        bundle = Bundle(**document["bundle"]) if document["bundle"] else None
        findings = tuple(Finding(**one) for one in document["findings"])
        return Built(document["title"], bundle, Manifest.from_json(document["manifest"]), findings)

    def write(self, build_key: str, built: Built) -> None:
        document = {
            "title": built.title,
            "bundle": asdict(built.bundle) if built.bundle else None,
            "findings": [asdict(one) for one in built.findings],
            "manifest": built.manifest.to_json(),
        }
        text = json.dumps(document, indent=1).encode()
        self._store.write(manifest_key(build_key), text, content_type="application/json")

    def judge(
        self,
        build_key: str,
        title: str,
        manifest: Manifest,
        kafka_connect: Iterable[str],
        accept: Iterable[Acceptance] = (),
    ) -> tuple[Finding, ...]:
        """The findings; one that keeps a connector from starting is written down and raises RefusedPluginError."""
        findings = examine(manifest, kafka_connect, accept)
        wrong = errors(findings)
        if wrong:
            self.write(build_key, Built(title, None, manifest, findings))
            raise RefusedPluginError("; ".join(map(str, wrong)))
        return findings

    def keep(self, build_key: str, content_type: ContentType, file: BinaryIO) -> Bundle:
        """Store the archive, unless it is there; raises DigestMismatchError where other bytes are."""
        sha256, md5, size = hashlib.sha256(), hashlib.md5(usedforsecurity=False), 0
        file.seek(0)
        while chunk := file.read(CHUNK):
            sha256.update(chunk)
            md5.update(chunk)
            size += len(chunk)
        stored = self._store.keep(bundle_key(build_key, content_type), file, sha256=sha256.hexdigest())
        if stored.size != size or (stored.sha256 or sha256.hexdigest()) != sha256.hexdigest():
            raise DigestMismatchError(
                f"{stored.key} in the bundle bucket has {stored.size:,} bytes and SHA-256 {stored.sha256}, not the "
                f"{size:,} bytes with {sha256.hexdigest()} that its inputs give; delete it there and upload again"
            )
        return Bundle(stored.key, stored.version_id, sha256.hexdigest(), md5.hexdigest(), size, content_type)

    def still_holds(self, bundle: Bundle) -> bool:
        found = self._store.find(bundle.key, bundle.version_id)
        return found is not None and found.size == bundle.size

    def copy(self, key: str, sha256: str, file: BinaryIO) -> None:
        """An artefact into `file`, its digest checked once more: what stands in a bucket may have been changed."""
        digest = hashlib.sha256()
        try:
            for chunk in self._store.chunks(key):
                digest.update(chunk)
                file.write(chunk)
        except FileNotFoundError as error:
            raise PlatformUnavailableError(f"{key} is gone from the bundle bucket since it was fetched") from error
        if digest.hexdigest() != sha256:
            raise DigestMismatchError(f"{key} in the bundle bucket has SHA-256 {digest.hexdigest()}; delete it there")
        file.seek(0)
