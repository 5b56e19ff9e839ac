"""What was downloaded once is kept on this machine, by digest: the local cloud's S3 forgets at every stop."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from .output import errors
from .stack import Stack

PREFIX = "artifacts/"


def directory() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base, "connectpilot", "artifacts")


def restore(stack: Stack) -> int:
    """Put what is kept into the bundle bucket; a file whose bytes are not its name's is thrown away."""
    restored = 0
    for file in sorted(directory().glob("*")) if directory().is_dir() else []:
        content = file.read_bytes()
        if hashlib.sha256(content).hexdigest() != file.name:
            file.unlink()
            continue
        stack.client("s3").put_object(Bucket=stack.outputs["BundleBucket"], Key=PREFIX + file.name, Body=content)
        restored += 1
    return restored


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
