"""Whether what was resolved is whole and agrees with itself.

jgo goes on where Maven stops: below a POM that it cannot make sense of nothing is resolved, and where two POMs ask for
versions that exclude each other, the nearer one wins. Either would make a lock that lacks something, without a word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from connectpilot.domain.errors import InvalidRecipeError

from .poms import RANGE


def must_agree(context: Any, resolved: Sequence[Any]) -> None:
    """Raises InvalidRecipeError that names the POM and what it asks for; `resolved` begins with the roots."""
    from jgo.maven import Model  # noqa: PLC0415  (a command that resolves nothing does not wait for jgo)

    chosen = {(one.groupId, one.artifactId, one.type, one.classifier): one.version for one in resolved}
    for one in resolved:
        name = f"{one.groupId}:{one.artifactId}:{one.version}"
        try:
            asked = Model(one.artifact.component.pom(), context).deps.values()
        except (ValueError, KeyError, AssertionError) as error:
            raise InvalidRecipeError(
                f"the POM of {name} does not say what it needs: {error}; take another version, or leave it out "
                "by `exclude` and name what it needs as artefacts"
            ) from None
        for needed in asked:
            version = chosen.get((needed.groupId, needed.artifactId, needed.type, needed.classifier))
            if version is not None and _excludes(needed, version):
                raise InvalidRecipeError(
                    f"{name} needs {needed.groupId}:{needed.artifactId} in a version of {needed.version}, and "
                    f"{version} was chosen, since another asks for it: take versions that agree, or leave one of them "
                    "out by `exclude`"
                )


def _excludes(needed: Any, version: str) -> bool:
    from jgo.maven._version import version_in_range  # noqa: PLC0415

    counts = needed.scope in ("compile", "runtime") and not needed.optional
    return counts and RANGE.search(needed.version) is not None and not version_in_range(version, needed.version)
