"""A bundle's software bill of materials, in CycloneDX 1.6: the same text for the same bundle, with no time in it."""

from __future__ import annotations

import uuid
from typing import Any

from ... import VERSION
from .component import Component, purl
from .licence import is_spdx
from .manifest import BundleFile, Manifest

SPECIFICATION = "1.6"
_SPACE = uuid.UUID("2a5f6f3c-6ad1-5f0e-9b52-3f3f0d1f5c11")
"""Ours alone: a bundle's serial number is made of its digest."""
_BUNDLE = "bundle"


def sbom(title: str, bundle_sha256: str, manifest: Manifest) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, bundle_sha256)}",
        "version": 1,
        "metadata": {
            "tools": {"components": [{"type": "application", "name": "connectpilot", "version": VERSION}]},
            "component": {
                "type": "application",
                "bom-ref": _BUNDLE,
                "name": title,
                "hashes": [_hash(bundle_sha256)],
            },
        },
        "components": [_component(file) for file in manifest.files],
        "dependencies": [{"ref": _BUNDLE, "dependsOn": [file.path for file in manifest.files]}],
    }


def _component(file: BundleFile) -> dict[str, Any]:
    described: dict[str, Any] = {"type": "library" if file.is_jar else "file", "bom-ref": file.path}
    described |= _names(file.own) if file.own else {"name": file.path.rpartition("/")[2]}
    described["hashes"] = [_hash(file.sha256)]
    if file.licences:
        described["licenses"] = [{"license": _licence(name)} for name in file.licences]
    described["properties"] = [
        {"name": "connectpilot:path", "value": file.path},
        {"name": "connectpilot:origin", "value": file.origin},
    ]
    inside = [one for one in file.carried if one != file.own]
    if inside:
        described["components"] = [
            {"type": "library", "bom-ref": f"{file.path}!{one}", **_names(one)} for one in inside
        ]
    return described


def _names(one: Component) -> dict[str, Any]:
    group = {"group": one.group} if one.group else {}
    return {**group, "name": one.artifact, "version": one.version, "purl": purl(one)}


def _licence(name: str) -> dict[str, str]:
    return {"id": name} if is_spdx(name) else {"name": name}


def _hash(sha256: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": sha256}
