"""The report that answers an upload: fetched, and said in lines."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError
from connectpilot.domain.plugins.release import UPLOADS, report_key
from rich.filesize import decimal

from .output import errors, failed
from .stack import Stack

GOOD = ("released", "unchanged")


def put(stack: Stack, file: Path) -> str:
    """Upload to uploads/; returns the object's version, by which its report is known."""
    answer = stack.client("s3").put_object(
        Bucket=stack.outputs["IntakeBucket"], Key=f"uploads/{file.name}", Body=file.read_bytes()
    )
    return str(answer["VersionId"])


def read_report(stack: Stack, name: str, version: str) -> dict[str, Any] | None:
    """The report about this version of an upload; None while there is none."""
    s3 = stack.client("s3")
    try:
        text = s3.get_object(Bucket=stack.outputs["IntakeBucket"], Key=report_key(name))["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None
    report: dict[str, Any] = json.loads(text)
    return report if report["upload"]["versionId"] == version else None


def _newest(stack: Stack, name: str) -> str:
    """The version that stands there now; none where it was deleted, or may be written only."""
    try:
        found = stack.client("s3").head_object(Bucket=stack.outputs["IntakeBucket"], Key=f"{UPLOADS}{name}")
    except ClientError:
        return ""
    return str(found["VersionId"])


def wait_for_report(stack: Stack, name: str, version: str, *, seconds: float = 3600) -> dict[str, Any]:
    """Ends the command where none comes: an upload that is overtaken by a newer one has none."""
    end = time.monotonic() + seconds
    with errors.status(f"{name}: building, inspecting, registering ..."):
        while time.monotonic() < end:
            if report := read_report(stack, name, version):
                return report
            newest = _newest(stack, name)
            if newest != version and read_report(stack, name, newest):
                raise failed(f"a newer upload of {name} overtook this one", "its report is the one that counts", code=1)
            time.sleep(0.5)
    raise failed(f"no report about {name} after {seconds:.0f} s", "look at the executions of release-plugin", code=1)


def lines(report: dict[str, Any]) -> Iterator[str]:
    """What came of it, what is inside, what was found, what to do."""
    yield report["summary"]
    bundle = report.get("bundle", {})
    if "sha256" in bundle:  # what was refused was not kept
        yield f"bundle: {decimal(bundle['size'])}, SHA-256 {bundle['sha256']}"
    for one in report.get("classes", []):
        yield f"{one['kind']}: {one['class_name']} {one['version']}".rstrip()
    for finding in report.get("findings", []):
        if finding["why"] in report["summary"]:
            yield f"{finding['severity']} {finding['code']}: see {finding['page']}"
            continue
        what_now = f"Accepted: {finding['accepted']}" if finding.get("accepted") else finding["how"]
        yield f"{finding['severity']} {finding['code']}: {finding['where']}: {finding['why']} {what_now}"
    if what_to_do := report.get("whatToDo"):
        yield f"what to do: {what_to_do}"
