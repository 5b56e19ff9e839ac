"""What the documents say is true: links lead somewhere, commands and routes exist, pages are complete."""

import json
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from connectpilot.adapters.targets import to_target
from connectpilot.domain import errors
from connectpilot.domain.care.symptom import Kind
from connectpilot.domain.care.symptoms import SIGNS, SYMPTOMS
from connectpilot.domain.plugins.finding_kinds import KINDS
from connectpilot.domain.secrets import plaintext_secrets
from connectpilot.domain.spec import parse_spec
from connectpilot_cli.main import app

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "layers/connectpilot/python/connectpilot"
PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")],
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def prose(page: Path) -> str:
    """Without fenced blocks, in which nothing is a link."""
    return FENCE.sub("", page.read_text())


def anchors(page: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> list[str]:
    broken = []
    for link in LINK.findall(prose(page)):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_to_a_file_and_a_heading(page):
    assert broken_links(page) == []


def test_a_broken_link_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading\n[here](#a-heading) [there](#no-heading) [away](gone.md)\n```\n[code](no-link.md)\n```\n"
    )
    assert broken_links(page) == ["#no-heading", "gone.md"]


def test_every_document_is_in_the_index():
    index = ROOT / "docs/README.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(index.read_text())}
    decisions = ROOT / "docs/adr/README.md"
    findings = ROOT / "docs/findings/README.md"
    for part in (decisions, findings):
        linked |= {(part.parent / link).resolve() for link in LINK.findall(part.read_text())}
    assert [named(page) for page in sorted((ROOT / "docs").rglob("*.md")) if page not in linked | {index}] == []


def test_the_page_on_configuration_is_up_to_date():
    command = [sys.executable, "tools/generate_docs.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kind", Kind)
def test_every_runbook_is_up_to_date(kind):
    wanted = runpy.run_path(str(ROOT / "tools/write_runbooks.py"))["page"](kind)
    assert (ROOT / f"docs/runbooks/{kind}.md").read_text() == wanted


def test_every_finding_has_a_page_that_is_up_to_date():
    wanted = runpy.run_path(str(ROOT / "tools/write_findings.py"))["pages"]()
    assert {page.name: page.read_text() for page in (ROOT / "docs/findings").glob("*.md")} == wanted


@pytest.mark.parametrize("page", sorted((ROOT / "docs/adr").glob("0*.md")), ids=named)
def test_every_decision_says_what_follows_and_what_was_rejected(page):
    assert {"context", "decision", "consequences", "rejected"} <= anchors(page)
    assert re.match(rf"# {int(page.name[:4])}\. ", page.read_text())


# Commands


def command_lines(page: Path) -> list[str]:
    """What a person would type: lines of fenced blocks and inline code."""
    text = page.read_text()
    lines = [
        line.strip() for language, block in FENCE.findall(text) if language != "json" for line in block.splitlines()
    ]
    return [line.removeprefix(".venv/bin/") for line in [*lines, *CODE.findall(prose(page))]]


def unknown_words(line: str) -> list[str]:
    """The subcommands and options of a `connectpilot` line that do not exist."""
    command = typer.main.get_command(app)
    words = shlex.split(line, comments=True)[1:]
    while words and (subcommands := getattr(command, "commands", None)):
        if words[0].startswith("-"):
            break
        if words[0] not in subcommands:
            return [words[0]]
        command = subcommands[words.pop(0)]
    known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return [word for word in words if word.startswith("--") and word not in known | {"--help"}]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_in_the_documents_exists(page):
    lines = [line for line in command_lines(page) if line.startswith("connectpilot ")]
    assert {line: wrong for line in lines if (wrong := unknown_words(line))} == {}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("connectpilot conectors list", ["conectors"]),
        ("connectpilot connectors list --jsn", ["--jsn"]),
        ('connectpilot local fault orders \'{"kind": "cpu"}\'  # a comment', []),
        ("connectpilot local --port 4566", []),
    ],
)
def test_a_command_that_does_not_exist_is_seen(line, wrong):
    assert unknown_words(line) == wrong


def table_rows(page: Path, heading: str) -> list[str]:
    section = page.read_text().partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [line for line in section.splitlines() if line.startswith("| `")]


def test_every_command_is_in_the_readme_with_options_that_it_has():
    rows = table_rows(ROOT / "README.md", "The command line")
    for row in rows:
        lines = [code for code in CODE.findall(row) if code.startswith("connectpilot")]
        options = [code for code in CODE.findall(row) if code.startswith("--")]
        for option in options:
            assert any(not unknown_words(f"{line} {option}") for line in lines), (row, option)
    told = "\n".join(rows)
    missing = [" ".join(path) for path in leaves(typer.main.get_command(app), ()) if not is_told(path, told)]
    assert missing == []


def leaves(command, path):
    subcommands = getattr(command, "commands", {})
    if not subcommands:
        yield path
    for name, subcommand in subcommands.items():
        yield from leaves(subcommand, (*path, name))


def is_told(path: tuple[str, ...], rows: str) -> bool:
    """`resume` may stand alone in the row of `connectors pause NAME`."""
    return f"`connectpilot {' '.join(path)}" in rows or f"`{path[-1]}`" in rows


def test_every_make_target_in_the_documents_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = {line for page in PAGES for line in command_lines(page) if line.startswith("make ")}
    named_targets = {word for line in lines for word in shlex.split(line, comments=True)[1:] if "=" not in word}
    assert named_targets
    assert named_targets - targets == set()


# Routes


def test_the_api_page_lists_exactly_the_routes_that_there_are():
    declared = re.compile(r'@router\.(get|post|put|patch|delete)\("([^"]+)"\)')
    routes = {
        f"{method.upper()} {path.replace('<', '{').replace('>', '}').replace('{task}', '{id}').replace('.+', '{name}')}"
        for module in (PACKAGE / "api").glob("*.py")
        for method, path in declared.findall(module.read_text())
    }
    rows = "\n".join(table_rows(ROOT / "docs/guide/api.md", "What there is"))
    cells = [row.split(" | ")[0] for row in rows.splitlines()]
    told = {code.partition("?")[0] for cell in cells for code in CODE.findall(cell) if " /" in code}
    assert told == routes


# Errors, findings, symptoms


def test_every_error_is_explained_and_none_that_does_not_exist():
    classes = {
        name
        for name, found in vars(errors).items()
        if isinstance(found, type)
        and issubclass(found, errors.ConnectpilotError)
        and found is not errors.ConnectpilotError
    }
    page = (ROOT / "docs/reference/errors.md").read_text()
    assert set(re.findall(r"^\| `(\w+Error)` \|", page, re.MULTILINE)) == classes


def test_every_finding_of_the_table_is_found_and_none_that_is_not_in_it():
    code = "".join(path.read_text() for path in (PACKAGE / "domain/plugins").glob("examination*.py"))
    # In a call, or as the one or the other of two that is called with.
    used = set(re.findall(r'found\(\s*"([a-z0-9-]+)"', code)) | set(re.findall(r'"([a-z0-9-]+)" if ', code))
    used |= set(re.findall(r' else "([a-z0-9-]+)"', code)) & {*KINDS}
    assert used & {*KINDS} == {*KINDS}
    assert set(re.findall(r'found\(\s*"([a-z0-9-]+)"', code)) <= {*KINDS}


@pytest.mark.parametrize("symptom", [*SYMPTOMS, *SIGNS], ids=lambda symptom: symptom.code)
def test_every_symptom_has_a_section_in_the_runbook_of_its_kind(symptom):
    assert symptom.code in anchors(ROOT / f"docs/runbooks/{symptom.kind}.md")


def test_every_page_that_the_code_sends_people_to_exists():
    sources = [path for folder in (PACKAGE, ROOT / "cli", ROOT / "local") for path in folder.rglob("*.py")]
    told = {page for path in sources for page in re.findall(r"docs/[\w/-]+\.md", path.read_text())}
    assert told
    assert [page for page in sorted(told) if not (ROOT / page).exists()] == []


# Examples


@pytest.mark.parametrize("path", sorted((ROOT / "examples/connectors").glob("*.json")), ids=named)
def test_every_example_of_a_connector_can_be_accepted(path):
    example = json.loads(path.read_text())
    assert plaintext_secrets(parse_spec(example["name"], example["config"]).wanted) == []


@pytest.mark.parametrize("path", sorted((ROOT / "examples/targets").glob("*.json")), ids=named)
def test_every_example_of_a_target_is_one(path):
    assert to_target(path.stem, path.read_text()).name == path.stem
