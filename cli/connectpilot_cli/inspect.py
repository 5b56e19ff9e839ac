"""connectpilot inspect: what is inside a file, a recipe's bundle or a registered plugin, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from connectpilot.domain.errors import ConnectpilotError
from connectpilot.domain.plugins.java import JAVA
from connectpilot.usecases.bundle_shelf import Built
from connectpilot.usecases.parse_recipe import parse_recipe

from . import contents
from .assessment import assess, refuse
from .fetching import MavenSecret, MavenUrls, repositories
from .file_inspection import ARCHIVES, inspect_file
from .options import Json, StackName
from .output import errors, failed, show_json
from .plugin_contents import plugin_built
from .sarif import of_findings, of_problem

_RECIPES = (".yaml", ".yml")
Subject = Annotated[str, typer.Argument(help="A ZIP, JAR or tar.gz; a recipe (YAML); or a plugin's name.")]
KafkaConnect = Annotated[
    list[str] | None,
    typer.Option(help=f"For a file: the Kafka Connect it must run on ({', '.join(JAVA)}); repeat for both."),
]
Sarif = Annotated[bool, typer.Option("--sarif", help="SARIF 2.1.0, for CI.")]


def inspect(  # noqa: PLR0917  (typer calls it by name)
    subject: Subject,
    kafka_connect: KafkaConnect = None,
    maven_url: MavenUrls = None,
    maven_secret: MavenSecret = None,
    stack: StackName = "connectpilot",
    as_json: Json = False,
    sarif: Sarif = False,
) -> None:
    """Say what is inside and what is wrong with it; exit code 1 where MSK Connect's workers could not run it.

    For example `connectpilot inspect my-connector.zip --kafka-connect 2.7.1`. What each finding means is in
    docs/findings.
    """
    try:
        if subject.endswith(_RECIPES):
            _must_be_there(Path(subject))
            built = assess(parse_recipe(Path(subject).read_bytes()), repositories(maven_url, maven_secret)).built
        else:
            built = _built(subject, kafka_connect, stack)
    except ConnectpilotError as error:
        _report(subject, error, as_json=as_json, sarif=sarif)
    if sarif:
        show_json(of_findings(subject, built.findings))
    elif as_json:
        show_json({"subject": subject, **contents.described(built)})
    else:
        contents.show(built)
    if built.bundle is None:
        if not (as_json or sarif):
            errors.print("[red]this would be refused[/]: mend what the errors say")
        raise typer.Exit(1)


def _built(subject: str, kafka_connect: Sequence[str] | None, stack: str) -> Built:
    path = Path(subject)
    if subject.lower().endswith(ARCHIVES):
        _must_be_there(path)
        if unknown := {*(kafka_connect or ())} - JAVA.keys():
            raise failed(f"--kafka-connect {', '.join(sorted(unknown))} is none that MSK Connect has", ", ".join(JAVA))
        return inspect_file(path, kafka_connect or [max(JAVA, key=JAVA.__getitem__)])
    if path.is_file():
        raise failed(f"{path} is neither a recipe nor an archive", f"those end in .yaml, .yml, {', '.join(ARCHIVES)}")
    return plugin_built(stack, subject)


def _must_be_there(path: Path) -> None:
    if not path.is_file():
        raise failed(f"no file {path}", "a plugin is named without an ending")


def _report(subject: str, error: ConnectpilotError, *, as_json: bool, sarif: bool) -> NoReturn:
    if sarif:
        show_json(of_problem(subject, error))
        raise typer.Exit(1)
    refuse(error, as_json=as_json, subject=subject)
