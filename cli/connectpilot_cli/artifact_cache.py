"""What was downloaded once is kept on this machine, by digest: the local cloud's S3 forgets at every stop."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from connectpilot.domain.errors import ConnectpilotError
from connectpilot.usecases.parse_recipe import parse_recipe

from .local_cloud import ROOT
from .output import errors
from .stack import Stack

PREFIX = "artifacts/"
FIRST = tuple(
    ROOT / "recipes" / f"{name}.yaml" for name in ("debezium-mysql", "debezium-mysql-no-provider", "debezium-jdbc-sink")
)
"""What the demo and the guides upload; the artefacts of others are put there when `plugins upload` takes them."""


def directory() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base, "connectpilot", "artifacts")


def restore(stack: Stack, recipes: Iterable[Path] = FIRST) -> int:
    """What is kept of these recipes goes into the bundle bucket; a file with other bytes than its name says goes."""
    restored = 0
    for digest in dict.fromkeys(digest for recipe in recipes for digest in _digests(recipe)):
        file = directory() / digest
        if not file.is_file():
            continue
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            file.unlink()
            continue
        stack.client("s3").put_object(Bucket=stack.outputs["BundleBucket"], Key=PREFIX + digest, Body=content)
        restored += 1
    return restored


def _digests(recipe: Path) -> list[str]:
    """None of what is no recipe: whoever reads it next says so."""
    try:
        return [artifact.sha256 for artifact in parse_recipe(recipe.read_bytes()).all_artifacts]
    except ConnectpilotError:
        return []


def keep(stack: Stack) -> None:
    """Where that cannot be, the next run downloads again."""
    try:
        _keep(stack)
    except OSError as error:
        errors.print(f"downloads are not kept for the next run: {error}", style="yellow", markup=False)


def _keep(stack: Stack) -> None:
    s3, bucket = stack.client("s3"), stack.outputs["BundleBucket"]
    directory().mkdir(parents=True, exist_ok=True)
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX):
        for found in page.get("Contents", []):
            file = directory() / found["Key"].removeprefix(PREFIX)
            if not file.exists():
                fresh = file.with_name(file.name + ".new")
                fresh.write_bytes(s3.get_object(Bucket=bucket, Key=found["Key"])["Body"].read())
                fresh.replace(file)
