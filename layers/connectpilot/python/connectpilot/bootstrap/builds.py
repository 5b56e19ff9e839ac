"""The use cases of `release-plugin` that read, fetch and build; apart, since they import more."""

from __future__ import annotations

from .. import bootstrap
from ..adapters.http_fetch import HttpDownloads
from ..domain.errors import InvalidUploadError
from ..domain.recipe import Recipe
from ..domain.release import Upload
from ..usecases.admit_archive import AdmitArchive
from ..usecases.build_bundle import BuildBundle
from ..usecases.fetch_artifact import FetchArtifact
from ..usecases.parse_recipe import parse_recipe
from ..usecases.read_upload import ReadUpload
from .releases import bucket, bundles, intake, scratch


def read_upload() -> ReadUpload:
    return ReadUpload(intake=intake(), intake_bucket=bootstrap.settings().intake_bucket, scratch=scratch)


def recipe_of(upload: Upload) -> Recipe:
    """The recipe again, of exactly this version: so that its URLs stand in no execution's history."""
    try:
        return parse_recipe(b"".join(intake().chunks(upload.key, upload.version_id)))
    except FileNotFoundError as error:
        raise InvalidUploadError(f"{upload} is not there any more: it was deleted after it was uploaded") from error


def fetch_artifact() -> FetchArtifact:
    configured = bootstrap.settings().maven_repository_urls
    return FetchArtifact(
        bundles=bundles(),
        bucket=bucket,
        downloads=HttpDownloads(),
        repositories=[url.strip() for url in configured.split(",") if url.strip()],
        scratch=scratch,
    )


def build_bundle() -> BuildBundle:
    return BuildBundle(bundles=bundles(), scratch=scratch)


def admit_archive() -> AdmitArchive:
    return AdmitArchive(intake=intake(), bundles=bundles(), scratch=scratch)
