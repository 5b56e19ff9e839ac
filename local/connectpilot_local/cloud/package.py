"""Puts a SAM template's local files where the stack finds them, as `sam package` does, but by pointer.

A function's or layer's directory is deployed as a pointer to it (see functions/code.py), not as an archive. The layer
`layers/dependencies/` is built by `sam build` from the locked requirements for Lambda's platform; this machine already
has the same locked packages for its own platform in the virtual environment, so here the layer *is* its site-packages.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from connectpilot_local.cloud.cloudformation.base import DeploymentError
from connectpilot_local.cloud.functions.code import pointer_to
from connectpilot_local.cloud.functions.image import site_packages

ARTIFACTS = "connectpilot-local-artifacts"
DEPENDENCIES = Path("layers/dependencies")

# key, content
Put = Callable[[str, bytes], None]

DIRECTORIES = {"AWS::Serverless::Function": "CodeUri", "AWS::Serverless::LayerVersion": "ContentUri"}


def package(template: dict[str, Any], root: Path, put: Put) -> None:
    """Replace local paths in the template by what `put` has stored."""
    for logical_id, declared in template["Resources"].items():
        properties = declared.get("Properties") or {}
        kind = declared["Type"]
        try:
            if kind in DIRECTORIES and isinstance(properties.get(DIRECTORIES[kind]), str):
                properties[DIRECTORIES[kind]] = _directory(root, properties[DIRECTORIES[kind]], put)
            if kind == "AWS::Serverless::StateMachine" and isinstance(properties.get("DefinitionUri"), str):
                properties["DefinitionUri"] = _definition(root / properties["DefinitionUri"], put)
        except OSError as error:
            raise DeploymentError(f"{logical_id}: {error}") from error


def _directory(root: Path, path: str, put: Put) -> str:
    if path.startswith("s3://"):
        return path
    directory = site_packages() if Path(path) == DEPENDENCIES else root / path
    if not directory.is_dir():
        raise DeploymentError(f"{directory} is not a directory")
    return f"s3://{ARTIFACTS}/{_store(pointer_to(directory), put)}"


def _definition(path: Path, put: Put) -> dict[str, str]:
    """CloudFormation takes state machines in YAML too, Step Functions takes JSON."""
    document = yaml.load(path.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both safe
    return {"Bucket": ARTIFACTS, "Key": _store(json.dumps(document).encode(), put)}


def _store(content: bytes, put: Put) -> str:
    key = hashlib.sha256(content).hexdigest()[:32]
    put(key, content)
    return key
