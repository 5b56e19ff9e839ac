"""What a person reads: lines that fit, numbers with their words, and no traceback where a line will do."""

import io
import re
import tomllib
from pathlib import Path

import pytest
from connectpilot.domain.plugins.comparison import Change
from connectpilot.domain.plugins.finding import Finding
from connectpilot_cli import contents, entry, main, output, reports
from connectpilot_cli.api import ApiError
from connectpilot_cli.demo import progress
from connectpilot_cli.demo.plugins import in_brief
from connectpilot_cli.incidents import in_one_line
from rich.console import Console
from typer.testing import CliRunner
from urllib3.exceptions import HTTPError


def test_a_reason_is_shown_without_its_datapoints():
    reason = (
        "Threshold Crossed: 2 out of the last 2 datapoints [92.0 (20/11/26 12:58:00), 91.0 (20/11/26 12:57:00)] were"
        " greater than the threshold (75.0) (minimum 2 datapoints for OK -> ALARM transition)."
    )
    entry = {"at": "2026-11-20T12:59:00+00:00", "moment": "alarm", "text": f"alarm a is ALARM: {reason}\nmore"}
    assert in_one_line(entry) == (
        "12:59:00  alarm      alarm a is ALARM: Threshold Crossed: 2 out of the last 2 datapoints were greater than the"
        " threshold (75.0)."
    )


def test_brackets_that_are_no_datapoints_are_kept():
    entry = {"at": "2026-11-20T12:59:00+00:00", "moment": "outcome", "text": "tasks [0, 1] failed (again)"}
    assert in_one_line(entry, "orders:") == "12:59:00  orders:    tasks [0, 1] failed (again)"


def test_a_report_in_brief_names_connectors_and_counts_the_rest():
    classes = [
        {"kind": kind, "class_name": name, "version": "1"}
        for kind, name in [("source", "Orders"), ("converter", "A"), ("converter", "B"), ("header_converter", "C")]
    ]
    said = list(in_brief({"summary": "released", "classes": classes}))
    assert said == ["released", "source: Orders 1", "also inside: 2 converters, 1 header converter"]


def test_a_finding_that_is_the_same_in_many_places_is_one_line(monkeypatch):
    screen = Console(file=io.StringIO(), soft_wrap=True)
    monkeypatch.setattr(contents, "console", screen)
    places = [Change("finding error java-level", None, f"in {jar}: Java 17.") for jar in ("a.jar", "b.jar", "c.jar")]
    gone = Change("finding error java-level", "in old.jar", None)
    contents.show_changes([Change("size", "1 MB", "2 MB"), *places, gone])
    assert screen.file.getvalue().splitlines() == [
        "~ size 1 MB -> 2 MB",
        "+ finding error java-level in a.jar: Java 17. (and 2 places more)",
        "- finding error java-level in old.jar",
    ]


def test_a_report_says_once_what_ended_it_early():
    why = "own.zip is in no repository"
    finding = {"severity": "error", "code": "artifact-unavailable", "where": "own.yaml", "why": why}
    finding |= {"how": "Check.", "page": "docs/findings/artifact-unavailable.md"}
    report = {"summary": f"own.yaml was refused: {why}", "findings": [finding], "whatToDo": "Put it there."}
    assert list(reports.lines(report)) == [
        "own.yaml was refused: own.zip is in no repository",
        "error artifact-unavailable: see docs/findings/artifact-unavailable.md",
        "what to do: Put it there.",
    ]


@pytest.mark.parametrize(
    ("terminal", "lines"),
    [(True, ["   " + "word " * 7 + "word", "     word word"]), (False, ["   " + "word " * 9 + "word"])],
    ids=["a terminal", "a pipe"],
)
def test_a_long_line_goes_on_below_its_beginning_on_a_terminal(monkeypatch, terminal, lines):
    screen = Console(file=io.StringIO(), force_terminal=terminal, width=42)
    monkeypatch.setattr(output, "console", screen)
    assert output.indented(" ".join(["word"] * 10), 3).splitlines() == lines


def test_a_finding_goes_on_below_its_beginning_on_a_terminal(monkeypatch):
    screen = Console(file=io.StringIO(), force_terminal=True, width=42, no_color=True)
    monkeypatch.setattr(output, "console", screen)
    monkeypatch.setattr(contents, "console", screen)
    contents.show_finding(Finding("two-versions", "error", "a.jar, b.jar", "of [one] library are inside", "Keep one."))
    plain = re.sub("\x1b[^m]*m", "", screen.file.getvalue())
    assert plain.splitlines() == [
        "error two-versions in a.jar, b.jar: of",
        "  [one] library are inside Keep one.",
    ]


def test_the_demo_s_spinner_is_written_by_the_hand_that_writes_its_lines(monkeypatch):
    screen, beside = (Console(file=io.StringIO(), force_terminal=True, width=60) for _ in range(2))
    for module in (output, progress):
        monkeypatch.setattr(module, "console", screen)
    monkeypatch.setattr(progress, "errors", beside)
    assert progress.Progress().wait_for("it", lambda: (1, "there")) == 1
    assert "it: there" in screen.file.getvalue()
    assert beside.file.getvalue() == ""


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ApiError(409, "[x] is being changed"), "The API answered 409: [x] is being changed\n"),
        (HTTPError("nobody there"), "This cannot go on: nobody there\n"),
        (ConnectionRefusedError(111, "refused"), "This cannot go on: [Errno 111] refused\n"),
    ],
    ids=["a refusal", "no API", "no local cloud"],
)
def test_what_no_command_foresaw_is_one_line(monkeypatch, capsys, error, said):
    def fail():
        raise error

    monkeypatch.setattr(main, "app", fail)
    monkeypatch.setattr(output, "errors", Console(stderr=True, highlight=False, soft_wrap=True))
    with pytest.raises(SystemExit) as ended:
        entry.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == said


def test_the_version_is_the_project_s():
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["project"]
    assert CliRunner().invoke(main.app, ["--version"]).output == f"connectpilot {project['version']}\n"
