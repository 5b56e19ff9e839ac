"""POMs and metadata for jgo's resolver, by our own downloads.

jgo would fetch them by itself: without the repositories' credentials, by whatever proxy the environment names, and one
that broke off would look whole. So it is told of no repository, and asks us.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from connectpilot.domain.errors import ArtifactUnavailableError
from connectpilot.domain.plugins.internet import Place

from ..fetching import Repositories

if TYPE_CHECKING:
    from jgo.maven import Artifact, MavenContext

_ROOTS = ("project", "metadata")
RANGE = re.compile(r"[\[(].*[\])]")


@contextmanager
def maven(repositories: Repositories) -> Iterator[Any]:
    """jgo's context, with `versions(group, artifact)` besides; what it fetched goes with it."""
    with tempfile.TemporaryDirectory(prefix="connectpilot-poms-") as directory:
        try:
            yield _context(Poms(repositories, Path(directory).resolve()))
        except (OSError, RuntimeError, ValueError, AssertionError) as error:
            raise ArtifactUnavailableError(f"not to be resolved in {repositories}: {error}") from error


class Poms:
    def __init__(self, repositories: Repositories, directory: Path) -> None:
        self.directory = directory
        self._repositories = repositories

    def first(self, path: str) -> Path:
        """From the first repository that has it."""
        tried = []
        for place in self._repositories.places(path):
            try:
                return self._fetch(place, path)
            except ArtifactUnavailableError as error:
                tried.append(str(error))
        raise ArtifactUnavailableError(
            f"{path.rpartition('/')[2]} says what is needed, and is in none of the repositories: {'; '.join(tried)}"
        )

    def all(self, folder: str, name: str) -> None:
        """From every repository that has it, as jgo keeps them beside each other."""
        tried = []
        for index, place in enumerate(self._repositories.places(f"{folder}/{name}.xml")):
            try:
                self._fetch(place, f"{folder}/{name}-{index}.xml")
            except ArtifactUnavailableError as error:
                tried.append(str(error))
        if len(tried) == len(self._repositories.urls):
            raise ArtifactUnavailableError("; ".join(tried))

    def _fetch(self, place: Place, path: str) -> Path:
        file = self.directory / path
        if not file.resolve().is_relative_to(self.directory):
            raise ArtifactUnavailableError(f"{place}: what a POM names is no place in a repository")
        file.parent.mkdir(parents=True, exist_ok=True)
        with self._repositories.downloads.fetch(place, trusted=True) as chunks:
            content = b"".join(chunks)
        _must_be_maven_s(content, place)
        file.write_bytes(content)
        return file


def _must_be_maven_s(content: bytes, place: Place) -> None:
    """Some repositories answer with a page where they have no file, or want somebody to log in."""
    try:
        found = ElementTree.fromstring(content).tag.rpartition("}")[2]  # noqa: S314 - expat bounds what entities become
    except ElementTree.ParseError as error:
        raise ArtifactUnavailableError(f"{place}: no XML that can be read: {error}") from None
    if found not in _ROOTS:
        raise ArtifactUnavailableError(f"{place}: begins with <{found}>, not as a file of Maven's")


def _context(poms: Poms) -> MavenContext:
    # A command that resolves nothing does not wait for jgo.
    from jgo.maven import MavenContext, PythonResolver  # noqa: PLC0415

    class Resolver(PythonResolver):
        def download(self, artifact: Artifact) -> Path:
            if RANGE.search(artifact.version):
                # jgo goes on without this one; whoever asked then chooses a version.
                raise RuntimeError(f"{artifact.version} is a range")
            return poms.first(f"{artifact.component.path_prefix.as_posix()}/{artifact.filename}")

    class Context(MavenContext):
        def versions(self, group: str, artifact: str) -> list[str]:
            project = self.project(group, artifact)
            poms.all(project.path_prefix.as_posix(), "maven-metadata")
            return list(project.metadata.versions)

    return Context(resolver=Resolver(), repo_cache=poms.directory, local_repos=[], remote_repos={})
