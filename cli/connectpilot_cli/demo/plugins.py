"""Step 1: recipes in S3 become registered plugins."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

import typer

from ..local_cloud import ROOT
from ..output import counted, errors
from ..reports import GOOD, lines, put, read_report
from ..stack import Stack
from .progress import Progress

PROVIDER = "msk-config-providers"


def release(progress: Progress, stack: Stack) -> bool:
    """Upload the recipes; whether the bundle with the secrets provider could be built."""
    progress.step("Upload -> plugin: recipes dropped into S3")
    sink = _start(progress, stack, "debezium-jdbc-sink.yaml")
    with_provider = _start(progress, stack, "debezium-mysql.yaml")
    report = _report(progress, stack, *with_provider)
    has_provider = report["outcome"] in GOOD
    if not has_provider and PROVIDER not in report["summary"]:
        _give_up()
    if not has_provider:
        progress.say(f"{PROVIDER} is published on GitHub only, which this machine cannot reach;", style="yellow")
        progress.say("the demo goes on with the same recipe without it", style="yellow")
        _must_be_released(progress, stack, *_start(progress, stack, "debezium-mysql-no-provider.yaml"))
    _must_be_released(progress, stack, *sink)
    return has_provider


def _start(progress: Progress, stack: Stack, recipe: str) -> tuple[str, str]:
    version = put(stack, ROOT / "recipes" / recipe)
    progress.say(f"PutObject s3://{stack.outputs['IntakeBucket']}/uploads/{recipe}")
    return recipe, version


def _must_be_released(progress: Progress, stack: Stack, recipe: str, version: str) -> None:
    report = _report(progress, stack, recipe, version)
    if report["outcome"] not in GOOD:
        _give_up()


def _give_up() -> NoReturn:
    errors.print(
        "[red]Without this plugin the demo cannot go on.[/] Its first run needs a Maven repository: Maven Central, or"
        " another one by `connectpilot demo --maven-url`. What was fetched is kept, and later runs need none."
    )
    raise typer.Exit(1)


def _report(progress: Progress, stack: Stack, recipe: str, version: str) -> dict[str, Any]:
    def look() -> tuple[dict[str, Any] | None, str]:
        report = read_report(stack, recipe, version)
        return report, report["outcome"] if report else "release-plugin at work"

    report = progress.wait_for(f"report on {recipe}", look)
    for line in in_brief(report):
        progress.say(line, indent=5)
    return report


def in_brief(report: dict[str, Any]) -> Iterator[str]:
    """The report with what a person looks for first: connectors by name, of the other classes how many there are."""
    classes = report.get("classes", [])
    others = Counter(one["kind"] for one in classes if one["kind"] not in ("source", "sink"))
    shown = [one for one in classes if one["kind"] not in others]
    if others:
        found = (counted(number, kind.replace("_", " ")) for kind, number in sorted(others.items()))
        shown.append({"kind": "also inside", "class_name": ", ".join(found), "version": ""})
    yield from lines({**report, "classes": shown})
