"""One release: the upload that began it, what it was read as, and the bundle that came of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

Kind = Literal["recipe", "zip", "jar"]
ContentType = Literal["ZIP", "JAR"]
UPLOADS = "uploads/"
REPORTS = "reports/"
ARTIFACTS = "artifacts/"
BUNDLES = "bundles/"
MAX_ARCHIVE_BYTES = 512 << 20
_MAX_KEY_BYTES = 1024


class Handed(BaseModel):
    """What the state machine hands from function to function, in its own camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=True, frozen=True)


class Upload(Handed):
    """One version of one object of the intake bucket."""

    bucket: str
    key: str
    version_id: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}?versionId={self.version_id}"

    @property
    def unreadable(self) -> str:
        """What to say where S3 has it no more, or refuses it: to a role that may not list, it says the same of both."""
        return (
            f"{self} cannot be read: it was deleted after it was uploaded, or is encrypted with a key that this "
            "function may not use"
        )

    @property
    def report_key(self) -> str:
        return report_key(self.key.removeprefix(UPLOADS))


class Input(Handed):
    file_name: str
    sha256: str


class Reading(Handed):
    """What an upload is; names and digests only, for it stands in execution histories."""

    kind: Kind
    name: str
    """The recipe's name, or the file's without its ending."""
    title: str
    """With the version: what the plugin is called after."""
    build_key: str
    artifacts: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """An archive in the bundle bucket, ready to be registered."""

    key: str
    version_id: str
    sha256: str
    md5: str
    size: int
    content_type: ContentType


def report_key(name: str) -> str:
    """`name` is the upload's, without `uploads/`. Where S3 would not take the key for its length, a digest ends it."""
    key = f"{REPORTS}{name}.json"
    if len(key.encode()) <= _MAX_KEY_BYTES:
        return key
    beginning = name.encode()[: _MAX_KEY_BYTES - 100].decode(errors="ignore")
    return f"{REPORTS}{beginning}-{hashlib.sha256(name.encode()).hexdigest()[:16]}.json"


def bundle_key(build_key: str, content_type: ContentType) -> str:
    return f"{BUNDLES}{build_key}.{content_type.lower()}"


def manifest_key(build_key: str) -> str:
    return f"{BUNDLES}{build_key}.json"


def refusal_key(build_key: str) -> str:
    """Apart from the manifest: another recipe of the same inputs may have been taken, and its plugin is in use."""
    return f"{BUNDLES}{build_key}.refused.json"


def sbom_key(build_key: str) -> str:
    return f"{BUNDLES}{build_key}.cdx.json"


def provenance_key(build_key: str) -> str:
    return f"{BUNDLES}{build_key}.provenance.json"


def artifact_key(sha256: str) -> str:
    return f"{ARTIFACTS}{sha256}"
