"""Where a bundle comes from: what was asked, what went in, and by what; an in-toto statement with SLSA's provenance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from ... import VERSION
from .component import Component, purl
from .recipe import BUILDER_VERSION, Artifact, Recipe

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
_BUILD = f"urn:connectpilot:bundle:{BUILDER_VERSION}"


def of_recipe(recipe: Recipe, key: str, sha256: str) -> dict[str, Any]:
    text = recipe.model_dump_json(by_alias=True, exclude_defaults=True)
    asked = {
        "name": recipe.name,
        "version": recipe.version,
        "kafkaConnect": list(recipe.kafka_connect),
        # Of what the recipe says, not of how it is laid out or commented.
        "recipe": {"digest": {"sha256": hashlib.sha256(text.encode()).hexdigest()}},
    }
    accepted = [{"finding": one.finding, "reason": one.reason} for one in recipe.accept]
    inputs = [_input(one) for one in recipe.all_artifacts]
    return _statement(key, sha256, asked | ({"accept": accepted} if accepted else {}), inputs)


def of_upload(upload: str, upload_sha256: str, key: str, sha256: str) -> dict[str, Any]:
    """Of an archive that was taken as it was."""
    return _statement(key, sha256, {"upload": upload}, [{"uri": upload, "digest": {"sha256": upload_sha256}}])


def _input(artifact: Artifact) -> dict[str, Any]:
    told = {"digest": {"sha256": artifact.sha256}, "name": artifact.file_name}
    if artifact.file is not None:  # put there by hand: it has no address
        return told
    one = artifact.coordinate
    if one is None:
        return {"uri": artifact.source, **told}
    component = Component(one.group, one.artifact, one.version)
    where = purl(component, type=one.type if one.type != "jar" else "", classifier=one.classifier)
    return {"uri": where, **told}


def _statement(key: str, sha256: str, asked: Mapping[str, Any], inputs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "_type": STATEMENT,
        "subject": [{"name": key, "digest": {"sha256": sha256}}],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": _BUILD,
                "externalParameters": asked,
                "resolvedDependencies": list(inputs),
            },
            "runDetails": {"builder": {"id": "urn:connectpilot:builder", "version": {"connectpilot": VERSION}}},
        },
    }
