"""Where bundles stand: each with a document beside it that says what is inside and what was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, final

from ..domain.digests import Digest, Digests
from ..domain.errors import DigestMismatchError, PlatformUnavailableError, RefusedPluginError
from ..domain.plugins.archive import Entry
from ..domain.plugins.examination import Acceptance, examine
from ..domain.plugins.finding import Finding, errors
from ..domain.plugins.manifest import FORMAT, Manifest
from ..domain.plugins.release import Bundle, ContentType, artifact_key, bundle_key, manifest_key, refusal_key
from ..ports.objects import ObjectStore, StoredObject


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
        return self._read(manifest_key(build_key))

    def read_refusal(self, build_key: str) -> Built | None:
        """What was found when these inputs were refused last."""
        return self._read(refusal_key(build_key))

    def _read(self, key: str) -> Built | None:
        try:
            document: dict[str, Any] = json.loads(b"".join(self._store.chunks(key)))
        except (FileNotFoundError, ValueError):  # none, or one that a machine's crash left without its content
            return None
        if document["manifest"]["format"] != FORMAT:
            return None
        bundle = Bundle(**document["bundle"]) if document["bundle"] else None
        findings = tuple(Finding(**one) for one in document["findings"])
        return Built(document["title"], bundle, Manifest.from_json(document["manifest"]), findings)

    def write(self, build_key: str, built: Built) -> None:
        self._write(manifest_key(build_key), built)

    def _write(self, key: str, built: Built) -> None:
        document = {
            "title": built.title,
            "bundle": asdict(built.bundle) if built.bundle else None,
            "findings": [asdict(one) for one in built.findings],
            "manifest": built.manifest.to_json(),
        }
        text = json.dumps(document, indent=1).encode()
        self._store.write(key, text, content_type="application/json")

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
            self._write(refusal_key(build_key), Built(title, None, manifest, findings))
            raise RefusedPluginError("; ".join(map(str, wrong)))
        return findings

    def keep(self, build_key: str, content_type: ContentType, chunks: Iterable[bytes]) -> Bundle:
        """Store the archive as it comes, unless it is there; raises DigestMismatchError where other bytes are."""
        key = bundle_key(build_key, content_type)
        ours = Digests()
        coming = ours.of(chunks)
        stored = self._store.keep_stream(key, coming)
        if stored is None:
            for _ in coming:  # what was not read by the store is read for its digest
                pass
            stored = self._compared(key, ours)
        return Bundle(key, stored.version_id, ours.sha256, ours.md5, ours.size, content_type)

    def _compared(self, key: str, ours: Digests) -> StoredObject:
        """What stands there already, read whole: S3 has no digest of what was uploaded in parts."""
        found, theirs = self._store.find(key), Digests()
        if found is None:
            raise PlatformUnavailableError(f"{key} was there and is gone again")
        for _ in theirs.of(self._store.chunks(key, found.version_id)):
            pass
        if theirs.sha256 != ours.sha256:
            raise DigestMismatchError(
                f"{key} in the bundle bucket has {theirs.size:,} bytes and SHA-256 {theirs.sha256}, not the "
                f"{ours.size:,} bytes with {ours.sha256} that its inputs give; delete it there and upload again"
            )
        return found

    def still_holds(self, bundle: Bundle) -> bool:
        found = self._store.find(bundle.key, bundle.version_id)
        return found is not None and found.size == bundle.size

    def artifact(self, sha256: str, file_name: str) -> Entry:
        """An artefact that was fetched. Whoever has read it to its end has verified it: DigestMismatchError if not."""
        key = artifact_key(sha256)
        found = self._store.find(key)
        if found is None:
            raise _gone(key)
        return Entry(file_name, found.size, partial(self._verified, key, sha256))

    def _verified(self, key: str, sha256: str) -> Iterator[bytes]:
        """What stands in a bucket may have been changed since it was fetched."""
        digest = Digest()
        try:
            for chunk in self._store.chunks(key):
                digest.update(chunk)
                yield chunk
        except FileNotFoundError as error:
            raise _gone(key) from error
        if digest.hexdigest() != sha256:
            raise DigestMismatchError(f"{key} in the bundle bucket has SHA-256 {digest.hexdigest()}; delete it there")


def _gone(key: str) -> PlatformUnavailableError:
    return PlatformUnavailableError(f"{key} is gone from the bundle bucket since it was fetched")
