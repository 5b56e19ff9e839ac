"""The use cases of `release-plugin` that read, fetch and build; apart, since they import more."""

from __future__ import annotations

from .. import bootstrap
from ..adapters.http_fetch import HttpDownloads
from ..adapters.repository_credentials import RepositoryCredentials
from ..domain.errors import InvalidUploadError
from ..domain.plugins.internet import Place
from ..domain.plugins.recipe import Recipe
from ..domain.plugins.release import Upload
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
    except (FileNotFoundError, PermissionError) as error:
        raise InvalidUploadError(upload.unreadable) from error


def fetch_artifact() -> FetchArtifact:
    settings = bootstrap.settings()
    secret = settings.maven_secret_name
    credentials = RepositoryCredentials(bootstrap.client("secretsmanager"), secret) if secret else _no_credentials
    return FetchArtifact(
        bundles=bundles(),
        bucket=bucket,
        downloads=HttpDownloads(hosts=_listed(settings.artifact_hosts), credentials=credentials),
        repositories=_listed(settings.maven_repository_urls),
        scratch=scratch,
    )


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _no_credentials(_: Place) -> str | None:
    return None


def build_bundle() -> BuildBundle:
    return BuildBundle(bundles=bundles(), scratch=scratch)


def admit_archive() -> AdmitArchive:
    return AdmitArchive(intake=intake(), bundles=bundles(), scratch=scratch)
